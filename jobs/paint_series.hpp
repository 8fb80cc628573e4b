#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "exit_status.hpp"
#include "parallel/communicator.hpp"
#include "parcellation/roi_set.hpp"
#include "simulation/options.hpp"

namespace dmn::jobs {

/// Series to paint, and who they belong to.
struct PaintRequest {
  std::filesystem::path series;                       ///< series manifest, or a folder of series
  std::optional<std::filesystem::path> participants;  ///< default: the table beside the series
  std::optional<double> tr_s;                         ///< only where no file says
};

/// **Collective.** Paints given ROI series into the regions of a label atlas, as fMRIPrep-style derivatives under
/// `out/derivatives`, so that averaging the regions gives the series back: every voxel of region r has the value of
/// column r, as int16 with the slope and intercept that suit the run (error at most half a step, range / 131,068).
/// Voxels outside all regions hold 0 or the nearest value int16 can hold; the brain mask leaves them out. Confounds
/// tables are carried along
/// (`desc-confounds_timeseries`), and the participants table is copied to `out`.
///
/// Of the options grid_mm, task, space, res_entity and naming are used. The atlas is taken to the grid by nearest
/// neighbour.
///
/// @return done, or some_excluded when a series cannot be used (it is named in a warning)
/// @throws UsageError for an atlas that is no label image or a region with fewer than two voxels on the grid;
/// NothingToDo; IoError
ExitStatus paint_series(const simulation::SimulateOptions& options, const PaintRequest& request,
                        const parcellation::RoiSet& atlas, const std::filesystem::path& out, bool log_json,
                        const parallel::Communicator& world);

}  // namespace dmn::jobs
