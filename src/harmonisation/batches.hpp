#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::harmonisation {

/// Which batch (site, scanner) each row belongs to.
struct Batches {
  std::vector<std::string> labels = {};   ///< S, distinct, sorted bytewise
  std::vector<Eigen::Index> of_row = {};  ///< N positions in `labels`
  std::vector<Eigen::Index> n_rows = {};  ///< S, rows of each

  Eigen::Index size() const noexcept { return static_cast<Eigen::Index>(labels.size()); }
  Eigen::Index total_rows() const noexcept { return static_cast<Eigen::Index>(of_row.size()); }
};

/// @param label_of_row  N
Batches make_batches(const std::vector<std::string>& label_of_row);

/// Rows grouped by batch, in their order within each.
std::vector<Eigen::Index> rows_by_batch(const Batches& batches);

/// Rows in terms of batches that are already known; `n_rows` may be 0.
/// @param labels  S, sorted
/// @throws DesignError naming the labels that are not among them
Batches batches_among(const std::vector<std::string>& labels, const std::vector<std::string>& label_of_row);

}  // namespace dmn::harmonisation
