#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::stats {

/// Whether an outcome (an edge, a marker) could be tested, and if not, why.
enum class Status {
  tested,
  tested_incomplete,     ///< tested on the rows that have it; not part of max-T
  too_few_in_group,      ///< fewer than 5 rows on a side of the contrast
  too_few_df,            ///< N - rank < 10
  not_estimable,         ///< the rows that have it do not carry the contrast
  no_residual_variance,  ///< t is undefined
};

/// As the column `status` says it: `tested`, `under 5 in a group`, ...
std::string words(Status status);

constexpr int min_rows_per_group = 5;  ///< METHODS.md section 7
constexpr int min_residual_df = 10;    ///< METHODS.md section 7

/// The test of one contrast over E outcomes, each vector E long; NaN where not computed or not applicable.
struct TestStatistics {
  TestStatistics() = default;
  explicit TestStatistics(Eigen::Index size);

  Eigen::VectorXi n;                 ///< complete rows
  Eigen::VectorXd beta;              ///< c'psi; NaN for an F test
  Eigen::VectorXd se;                ///< sigma sqrt(variance_factor); NaN for an F test
  Eigen::VectorXd t;                 ///< NaN for an F test
  Eigen::VectorXd df;                ///< n - rank
  Eigen::VectorXd p;                 ///< two-sided (t), upper (F)
  Eigen::VectorXd q_fdr;             ///< Benjamini-Hochberg over these outcomes
  Eigen::VectorXd p_fwe;             ///< max-T; NaN until permutations fill it
  Eigen::VectorXd g, g_low, g_high;  ///< see effect_size.hpp; NaN for an F test
  Eigen::VectorXd sigma;             ///< residual standard deviation
  Eigen::VectorXd variance_factor;   ///< c'(M'M)^-1 c on the outcome's rows; NaN for an F test
  Eigen::VectorXd f;                 ///< F statistic; NaN for a t test
  Eigen::VectorXd df1;               ///< numerator degrees of freedom of F; NaN for a t test
  std::vector<Status> status;

  Eigen::Index size() const noexcept { return n.size(); }
  void append(const TestStatistics& more);
  Eigen::Index n_tested() const;
};

/// The statistics as a matrix, a row an outcome, for messages between ranks; and back.
Eigen::MatrixXd to_rows(const TestStatistics& statistics);
TestStatistics statistics_from_rows(const Eigen::MatrixXd& rows);

}  // namespace dmn::stats
