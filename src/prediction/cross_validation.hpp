#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "prediction/feature_source.hpp"
#include "prediction/fold_predictions.hpp"
#include "prediction/folds.hpp"
#include "prediction/linear_model.hpp"
#include "prediction/metrics.hpp"

namespace dmn::prediction {

enum class Method { logistic, ridge, cpm };

/// `logistic`, `ridge`, `cpm`.
std::string words(Method method);

/// A cross-validation, whatever the labels.
struct CrossValidation {
  Method method = Method::ridge;
  FeatureSource source = {};
  std::vector<std::string> person = {};  ///< N; rows of one person stay together
  std::vector<Fold> folds = {};
  std::uint64_t seed = 1;  ///< of inner folds of persons
};

/// Outer fold `number`, with everything that does not depend on labels done once.
class FoldRun {
 public:
  /// @throws as rows_of_fold, RidgeFold, CpmFold
  FoldRun(const CrossValidation& validation, const Fold& fold);
  ~FoldRun();

  /// @param outcomes  N x J, of all rows: the fold takes its training rows and never looks at the others
  FoldPredictions predict(const Eigen::MatrixXd& outcomes) const;

  /// Weights of the features as they went in: of prepared features (ridge, logistic), or -1, 0, 1 (CPM).
  Eigen::VectorXd weights(const Eigen::VectorXd& outcome) const;

 private:
  class Model;
  class Penalised;
  class Connectome;
  std::vector<Eigen::Index> training_;
  std::unique_ptr<const Model> model_;
};

/// Labels moved into folds one after the other: the whole cross-validation of one labelling, in one process.
/// @param outcome  N; 0 and 1 where the method is logistic
OutOfSample cross_validate(const CrossValidation& validation, const Eigen::VectorXd& outcome);

/// Rows without predictions, with the mean of each row's training rows.
OutOfSample empty_out_of_sample(const CrossValidation& validation, const Eigen::VectorXd& outcome);

/// Writes a fold's column into the rows it was about.
void place(const FoldPredictions& predictions, Eigen::Index column, const Fold& fold, OutOfSample& rows);

}  // namespace dmn::prediction
