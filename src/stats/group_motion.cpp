#include "stats/group_motion.hpp"

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "stats/distributions.hpp"
#include "stats/effect_size.hpp"

namespace dmn::stats {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct Sample {
  int n = 0;
  double mean = nothing;
  double sum_of_squares = 0;  ///< about the mean

  double variance() const { return sum_of_squares / (n - 1); }
};

Sample sample_of(const Eigen::VectorXd& mean_fd, const std::vector<std::string>& group, const std::string& level)
{
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < mean_fd.size(); ++row) {
    if (group[static_cast<std::size_t>(row)] == level && std::isfinite(mean_fd[row])) rows.push_back(row);
  }
  if (rows.empty()) return {};
  const Eigen::ArrayXd values = mean_fd(rows).array();
  return {static_cast<int>(rows.size()), values.mean(), (values - values.mean()).square().sum()};
}

void compare_samples(const Sample& a, const Sample& b, GroupMotion& result)
{
  const double share_a = a.variance() / a.n;
  const double share_b = b.variance() / b.n;
  const double difference = a.mean - b.mean;
  result.t = difference / std::sqrt(share_a + share_b);
  result.df =
      (share_a + share_b) * (share_a + share_b) / (share_a * share_a / (a.n - 1) + share_b * share_b / (b.n - 1));
  result.p = p_two_sided(result.t, result.df);
  const double pooled_df = a.n + b.n - 2.0;
  const double variance_factor = 1.0 / a.n + 1.0 / b.n;
  const double pooled_sd = std::sqrt((a.sum_of_squares + b.sum_of_squares) / pooled_df);
  const EffectSize effect =
      effect_size(difference / (pooled_sd * std::sqrt(variance_factor)), pooled_df, variance_factor);
  result.g = effect.g;
  result.g_low = effect.g_low;
  result.g_high = effect.g_high;
}

GroupMotion compare_groups(const Sample& a, const Sample& b)
{
  GroupMotion result;
  result.n_first = a.n;
  result.n_second = b.n;
  result.mean_first = a.mean;
  result.mean_second = b.mean;
  result.t = result.df = result.p = result.g = result.g_low = result.g_high = nothing;
  if (a.n >= 2 && b.n >= 2 && a.sum_of_squares + b.sum_of_squares > 0) compare_samples(a, b, result);
  return result;
}

}  // namespace

std::vector<GroupMotion> group_motion(const Eigen::VectorXd& mean_fd, const std::vector<std::string>& group,
                                      const std::vector<std::string>& levels)
{
  if (static_cast<std::size_t>(mean_fd.size()) != group.size()) {
    throw base::ShapeError("mean FD and groups are not of the same subjects",
                           {.expected = std::to_string(mean_fd.size()), .found = std::to_string(group.size())});
  }
  std::vector<GroupMotion> pairs;
  for (std::size_t second = 0; second < levels.size(); ++second) {
    for (std::size_t first = second + 1; first < levels.size(); ++first) {
      pairs.push_back(
          compare_groups(sample_of(mean_fd, group, levels[first]), sample_of(mean_fd, group, levels[second])));
      pairs.back().first = levels[first];
      pairs.back().second = levels[second];
    }
  }
  return pairs;
}

LostDof lost_dof(const Eigen::VectorXd& n_volumes, const Eigen::VectorXd& n_kept, const Eigen::VectorXd& confound_rank,
                 const Eigen::VectorXd& dof)
{
  if (n_kept.size() != n_volumes.size() || confound_rank.size() != n_volumes.size() || dof.size() != n_volumes.size()) {
    throw base::ShapeError("the QC columns of lost degrees of freedom differ in length");
  }
  LostDof mean;
  for (Eigen::Index run = 0; run < dof.size(); ++run) {
    if (!std::isfinite(n_volumes[run] + n_kept[run] + confound_rank[run] + dof[run])) continue;
    ++mean.n_runs;
    mean.regressors += confound_rank[run];
    mean.censored += n_volumes[run] - n_kept[run];
    mean.filtered += n_kept[run] - confound_rank[run] - dof[run];
    mean.total += n_volumes[run] - dof[run];
  }
  for (double* sum : {&mean.regressors, &mean.censored, &mean.filtered, &mean.total}) {
    *sum = mean.n_runs > 0 ? *sum / static_cast<double>(mean.n_runs) : nothing;
  }
  return mean;
}

}  // namespace dmn::stats
