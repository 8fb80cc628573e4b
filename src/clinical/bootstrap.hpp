#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace dmn::clinical {

/// How often each of N rows is drawn when every block's rows are resampled with replacement to the block's own size
/// (stratified bootstrap; Davison & Hinkley 1997, Bootstrap Methods and their Application). A pure function of seed and
/// number. Counter words: position, number, block, 72 << 24.
/// @param rows_of_blocks  each row in one block
/// @return                N counts that sum to N
Eigen::VectorXd resampled_counts(const std::vector<std::vector<int>>& rows_of_blocks, Eigen::Index n_rows,
                                 std::uint64_t seed, std::uint32_t number);

/// A percentile interval.
struct PercentileInterval {
  double low = 0;
  double high = 0;
  Eigen::Index n_samples = 0;  ///< finite ones
};

/// Linear between order statistics (type 7 of R's quantile).
/// @param sorted  ascending, at least one, no NaN;  @param share  0 to 1
double quantile(const std::vector<double>& sorted, double share);

/// The 2.5 % and 97.5 % quantiles of the finite samples, linear between order statistics (type 7 of R's quantile). NaN
/// with fewer than 100 of them.
PercentileInterval percentile_interval(const Eigen::VectorXd& samples);

}  // namespace dmn::clinical
