#pragma once

#include <Eigen/Core>
#include <vector>

#include "connectivity/summaries.hpp"
#include "stats/cohort.hpp"

namespace dmn::stats {

/// Network means and confirmatory markers of edges that arrive in blocks of columns, so that the whole matrix is never
/// held. The same numbers as connectivity::summary_values. Memory: N x (R flags + 2 S numbers).
class SummaryStream {
 public:
  /// M1 ... M8 first, then the network means.
  /// @param n_rows   rows of every block;  @param dropped  ROIs that leave the summaries
  SummaryStream(const Cohort& cohort, Eigen::Index n_rows, const std::vector<int>& dropped = {});
  /// Summaries of one's own, of edges of the cohort.
  SummaryStream(const Cohort& cohort, Eigen::Index n_rows, std::vector<connectivity::Summary> summaries);

  /// @param block  n_rows x B: columns [first, first + B) of the edge list, in order, each once
  void add(const Eigen::MatrixXd& block, Eigen::Index first);

  /// ROIs without a valid edge in more than 10 % of the rows, once every block has been added. If there are any, a
  /// second pass without them is needed.
  std::vector<int> rois_to_drop() const;

  const std::vector<connectivity::Summary>& summaries() const noexcept { return summaries_; }
  /// n_rows x S; NaN where fewer than half of a summary's edges are valid.
  Eigen::MatrixXd values() const;

 private:
  connectivity::EdgeList edges_;
  std::vector<connectivity::Summary> summaries_;
  std::vector<std::vector<Eigen::Index>> summaries_of_edge_;
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> has_data_;  ///< n_rows x R
  Eigen::ArrayXXd sum_;                                          ///< n_rows x S, over valid edges
  Eigen::ArrayXXd n_missing_;                                    ///< n_rows x S, edges
};

}  // namespace dmn::stats
