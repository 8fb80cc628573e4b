#pragma once

#include <filesystem>

#include "exit_status.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "predict_data.hpp"
#include "predict_report.hpp"
#include "prediction/linear_model.hpp"

namespace dmn::jobs {

/// What a saved model must find again in the data it is applied to.
struct ModelOrigin {
  std::string roi_set = {};
  std::string roi_hash = {};
  std::string pipeline = {};
  std::string kind = {};
};

/// A model as its file holds it (schema dmn-cohort-model/1): sums over participants, no participant's row.
struct SavedModel {
  ModelOrigin origin = {};
  FeatureKind features = FeatureKind::edges;
  prediction::Method method = prediction::Method::ridge;
  std::string outcome = {};
  std::string positive = {};
  std::string reference = {};
  std::string harmonise = {};
  std::vector<std::string> names = {};             ///< p
  std::vector<CovariateColumn> columns = {};       ///< q
  prediction::LinearPrediction linear = {};        ///< ridge, logistic
  Eigen::VectorXd signs = {};                      ///< CPM: p of -1, 0, 1
  Eigen::Vector3d line = Eigen::Vector3d::Zero();  ///< CPM: intercept and slopes
  Eigen::MatrixXd whitening = {};                  ///< R x R; tangent
};

/// The model of all participants, its penalty chosen as in a fold.
SavedModel fit_saved_model(const PredictionData& data, const Features& features, const PredictionTarget& target,
                           const prediction::CrossValidation& validation);

/// Weights as weights.tsv tells them.
const Eigen::VectorXd& weights_of(const SavedModel& model);

/// @throws IoError
void write_model(const std::filesystem::path& file, const Options& options, const SavedModel& model);

/// Every dataset must match its recorded digest. @throws InputError, UsageError for a file that is not a model
SavedModel read_model(const std::filesystem::path& file);

/// **Collective.** Scores the participants of the data with `predict.model`: predict/<name>/scores.tsv.
/// @throws UsageError when the data are of another ROI set, pipeline, kind or list of features, the difference shown
ExitStatus apply_model(const Options& options, const parallel::Communicator& world);

/// **Collective.** Scores the participants with a published table of weights, `predict.weights`.
ExitStatus apply_weights(const Options& options, const parallel::Communicator& world);

}  // namespace dmn::jobs
