#pragma once

#include <Eigen/Core>
#include <map>
#include <vector>

#include "stats/contrast.hpp"
#include "stats/design.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::stats {

/// A contrast on the rows that an outcome has, in the coordinates of their orthonormal basis.
struct ContrastOnRows {
  Status status = Status::tested;  ///< tested, or why it cannot be on these rows
  Eigen::MatrixXd weights;         ///< q x rank
  double variance_factor = 0;      ///< w'w for a t contrast
};

/// The model on a subset of its rows.
struct ModelOnRows {
  std::vector<Eigen::Index> rows;         ///< n of the design's N
  ColumnBasis basis;                      ///< of these rows
  std::vector<ContrastOnRows> contrasts;  ///< as in the model
};

/// Ordinary least squares of many outcomes on one design (METHODS.md section 4). Outcomes come in blocks of columns;
/// complete ones share one decomposition, each pattern of missing rows has its own, with its own rank and df.
class LinearModel {
 public:
  /// Keeps references: design and contrasts must outlive the model.
  LinearModel(const Design& design, const std::vector<Contrast>& contrasts);

  /// Fits a block and writes every contrast's statistics at [first, first + B) of `results`; everything but q_fdr,
  /// p_fwe and the effect sizes.
  /// @param outcomes  N x B, rows as in the design; a value that is not finite is missing
  /// @param results   one a contrast, at least first + B long
  void fit(const Eigen::MatrixXd& outcomes, Eigen::Index first, std::vector<TestStatistics>& results);

  const ModelOnRows& on_all_rows() const noexcept { return complete_; }

 private:
  using MissingRows = std::vector<Eigen::Index>;

  ModelOnRows model_on(std::vector<Eigen::Index> rows) const;
  const ModelOnRows& model_without(const MissingRows& missing);

  const Design& design_;
  const std::vector<Contrast>& contrasts_;
  ModelOnRows complete_;
  std::map<MissingRows, ModelOnRows> incomplete_;  ///< a bounded cache: neighbouring edges lack the same rows
};

/// The effect sizes from what fit() has written.
void add_effect_sizes(TestStatistics& statistics);

}  // namespace dmn::stats
