#include "simulation/options.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::simulation {
namespace {

void require(bool sensible, const std::string& option, const std::string& expected, double found)
{
  if (sensible) return;
  throw base::UsageError("cannot simulate this",
                         {.field = option, .expected = expected, .found = base::format_number(found)});
}

void require_within(double value, double low, double high, const std::string& option)
{
  require(value >= low && value <= high, option, fmt::format("{} to {}", low, high), value);
}

void require_numbers(const SimulateOptions& options)
{
  require_within(options.participants, 1, 1e6, "participants");
  require_within(options.sites, 1, options.participants, "sites");
  require_within(options.sessions, 1, 1000, "sessions");
  require_within(options.runs, 1, 200, "runs");
  require(!options.volumes.empty(), "volumes", "at least one number", 0);
  require(!options.tr_s.empty(), "tr_s", "at least one number", 0);
  for (const int volumes : options.volumes) {
    require_within(volumes, 10, 100000, "volumes");
    require_within(options.non_steady_volumes, 0, volumes - 8, "non_steady_volumes");
  }
  for (const double tr : options.tr_s) require_within(tr, 0.1, 20, "tr_s");
  require_within(options.grid_mm, 2, 4, "grid_mm");
}

void require_levels(const SimulateOptions& options)
{
  require_within(options.patient_fraction, 0, 1, "patient_fraction");
  require_within(options.missing_scans, 0, 1, "missing_scans");
  require_within(options.participant_sd, 0, 0.5, "participant_sd");
  require_within(options.reliability, 0, 1, "reliability");
  require_within(options.site_offset, 0, 0.3, "site_offset");
  require_within(options.site_scale, 0, 0.5, "site_scale");
  require_within(options.site_gain, 0, 0.3, "site_gain");
  require_within(options.mean_fd_mm, 0, 5, "mean_fd_mm");
  require_within(options.patient_motion, 0, 10, "patient_motion");
  require_within(options.motion_artefact, 0, 20, "motion_artefact");
  require_within(options.physiology, 0, 10, "physiology");
  require_within(options.noise, 0, 0.5, "noise");
  require_within(options.arm_effect, -10, 10, "arm_effect");
}

}  // namespace

void require_sensible(const SimulateOptions& options)
{
  if (!options.clinical && !(options.prognosis.empty() && options.moderation.empty())) {
    throw base::UsageError("prognosis and moderation need a treatment",
                           {.field = "clinical", .expected = "true", .found = "false"});
  }
  require_numbers(options);
  require_levels(options);
}

}  // namespace dmn::simulation
