#pragma once

#include <string>
#include <vector>

#include "signal/denoise_options.hpp"
#include "signal/run_qc.hpp"

namespace dmn::signal {

/// Fewest kept volumes a run is denoised with.
constexpr int fewest_kept_volumes = 20;

/// Share of the degrees of freedom that the pass band leaves: min(1, 2 TR (f_high - f_low)), f_high the Nyquist
/// frequency without a low-pass, f_low 0 without a high-pass; 1 for the filters `cosine` and `none`.
double band_share(const DenoiseOptions& options, double repetition_time_s);

/// What the limits of the options say of a run: one clause each, with the numbers.
struct Verdict {
  std::vector<std::string> exclusions;
  std::vector<std::string> warnings;
};

/// Kept volumes and seconds, censored share, mean FD: what is known before regression.
/// Excluded: fewer than 20 volumes or `min_seconds` kept, more than `max_censored`, mean FD above `max_mean_fd`.
/// Warned of: less than 300 s kept; a mean FD that is not known though it has a limit.
Verdict judge_motion(const RunQc& qc, const DenoiseOptions& options);

/// Rank and degrees of freedom: what is known after it. Excluded: kept volumes not above the rank, dof below `min_dof`
/// (saying how many seconds would do and which strategies are leaner). Warned of: dof below 20.
Verdict judge_freedom(const RunQc& qc, const DenoiseOptions& options);

}  // namespace dmn::signal
