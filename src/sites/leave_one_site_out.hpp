#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "sites/site_rows.hpp"

namespace dmn::sites {

/// Whether an effect hangs on one site. S sites, B outcomes; NaN where a model cannot answer.
struct LeaveOneSiteOut {
  Eigen::VectorXd beta;          ///< B, all sites together
  Eigen::MatrixXd beta_without;  ///< B x S
  Eigen::MatrixXd t_without;     ///< B x S
  Eigen::VectorXd smallest;      ///< B: the smallest beta_without
  Eigen::VectorXd largest;       ///< B: the largest
  Eigen::VectorXd sign_change;   ///< B: 1 if some beta_without has another sign than beta, else 0; NaN without beta
};

/// The model without each site: rebuilt on the remaining rows, with its own centring, levels and dropped columns
/// (METHODS.md section 5). Any sign change forbids the word "consistent".
class LeaveOneSiteOutModel {
 public:
  /// Keeps a reference to the design.
  /// @param design    holds the site; contrast: a t contrast; cohort: the one the design was built from
  /// @throws DesignError as rows_by_site() and require_t_contrast()
  LeaveOneSiteOutModel(const stats::Design& design, const stats::Contrast& contrast, const stats::Cohort& cohort);

  /// S, bytewise by name.
  std::vector<std::string> sites() const;
  /// S: why the contrast cannot be answered without the site; empty where it can.
  std::vector<std::string> reasons() const;
  /// Time O(N K B S); memory: the block twice, and B x 2 S numbers.
  /// @param outcomes  N x B, rows of the design; NaN is missing
  LeaveOneSiteOut of_block(const Eigen::MatrixXd& outcomes) const;

 private:
  const stats::Design& design_;
  std::vector<stats::Contrast> contrast_;
  std::vector<std::string> sites_;
  std::vector<PartialModel> without_;
};

}  // namespace dmn::sites
