#include "signal/run_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"

namespace dmn::signal {
namespace {

constexpr double short_seconds = 300.0;  ///< Van Dijk et al. 2010
constexpr double few_dof = 20.0;

std::string leaner_strategies(double rank)
{
  const std::pair<const char*, int> regressors[] = {{"24p-acompcor", 34}, {"24p", 24}};
  std::vector<std::string> leaner;
  for (const auto& [name, count] : regressors) {
    if (count < rank) leaner.push_back(fmt::format("{} ({})", name, count));
  }
  return base::join(leaner, ", ");
}

std::string too_little_freedom(const RunQc& qc, const DenoiseOptions& options)
{
  const double share = band_share(options, qc.tr_s);
  const double needed = std::ceil((qc.confound_rank + *options.min_dof) / share) * qc.tr_s;
  const std::string name = options.strategy == "columns" ? "this list of confounds" : "strategy " + options.strategy;
  std::string clause = fmt::format(
      "{:.1f} degrees of freedom ({:.3g} x {:.0f} kept volumes - {:.0f} regressors), fewer than {:g}: {} needs {:.0f} "
      "s kept, "
      "there are {:.0f} s",
      qc.dof, share, qc.n_kept, qc.confound_rank, *options.min_dof, name, needed, qc.kept_seconds);
  const std::string leaner = leaner_strategies(qc.confound_rank);
  if (!leaner.empty()) clause += "; leaner strategies (regressors): " + leaner;
  return clause;
}

}  // namespace

double band_share(const DenoiseOptions& options, double repetition_time_s)
{
  if (options.filter != Filter::butterworth) return 1.0;
  const double high = options.low_pass ? options.low_pass->value : 0.5 / repetition_time_s;
  const double low = options.high_pass ? options.high_pass->value : 0.0;
  return std::min(1.0, 2.0 * repetition_time_s * (high - low));
}

Verdict judge_motion(const RunQc& qc, const DenoiseOptions& options)
{
  Verdict verdict;
  const double n_steady = qc.n_volumes - qc.n_non_steady;
  if (qc.n_kept < fewest_kept_volumes) {
    verdict.exclusions.push_back(fmt::format("{:.0f} of {:.0f} volumes kept, fewer than {}: not denoised", qc.n_kept,
                                             qc.n_volumes, fewest_kept_volumes));
  }
  if (options.min_seconds && qc.kept_seconds < *options.min_seconds) {
    verdict.exclusions.push_back(fmt::format("{:.1f} s kept ({:.0f} volumes), less than {:g} s", qc.kept_seconds,
                                             qc.n_kept, *options.min_seconds));
  } else if (qc.kept_seconds < short_seconds) {
    verdict.warnings.push_back(fmt::format("{:.1f} s kept, less than {:g} s", qc.kept_seconds, short_seconds));
  }
  if (options.max_censored && qc.fraction_censored > *options.max_censored) {
    verdict.exclusions.push_back(fmt::format("{:.1f} % of volumes censored ({:.0f} of {:.0f}), more than {:g} %",
                                             100.0 * qc.fraction_censored, n_steady - qc.n_kept, n_steady,
                                             100.0 * *options.max_censored));
  }
  if (options.max_mean_fd && qc.mean_fd > *options.max_mean_fd) {
    verdict.exclusions.push_back(fmt::format("mean FD {:.3f} mm, more than {:g} mm", qc.mean_fd, *options.max_mean_fd));
  }
  if (options.max_mean_fd && std::isnan(qc.mean_fd)) {
    verdict.warnings.push_back(
        fmt::format("mean FD is not known: its limit of {:g} mm is not applied", *options.max_mean_fd));
  }
  return verdict;
}

Verdict judge_freedom(const RunQc& qc, const DenoiseOptions& options)
{
  Verdict verdict;
  if (qc.n_kept <= qc.confound_rank) {
    verdict.exclusions.push_back(
        fmt::format("{:.0f} kept volumes do not exceed the {:.0f} regressors", qc.n_kept, qc.confound_rank));
  }
  if (options.min_dof && qc.dof < *options.min_dof) {
    verdict.exclusions.push_back(too_little_freedom(qc, options));
  } else if (qc.dof < few_dof) {
    verdict.warnings.push_back(fmt::format("{:.1f} degrees of freedom left, fewer than {:g}", qc.dof, few_dof));
  }
  return verdict;
}

}  // namespace dmn::signal
