#pragma once

#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "options.hpp"
#include "parcellation/voxel_series.hpp"
#include "signal/confound_table.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {

/// A run as its estimates see it.
struct RunFacts {
  base::RunId id;
  double tr_s = 0;
};

/// The regions of a run before denoising.
struct RawRegions {
  const store::RoiSetSeries& means;         ///< which amplitude starts from
  const parcellation::VoxelSeries& voxels;  ///< which ReHo starts from; empty unless it is asked for
};

/// Every connectivity kind and every measure that is asked for, of one denoised run, into `result`. A kind that cannot
/// be estimated excludes the run with its reason.
void estimate_run(const ConnectivityOptions& options, const signal::DenoiseOptions& denoising,
                  const connectivity::RoiTable& rois, const RawRegions& raw, const signal::ConfoundTable& confounds,
                  const RunFacts& run, store::CombinationResult& result);

/// Measures of the families that are asked for, in their order.
std::vector<connectivity::MeasureInfo> measure_infos(const ConnectivityOptions& options);

/// Random numbers of a run depend on the seed and on which run it is, not on its place in the cohort.
std::uint64_t seed_of_run(std::uint64_t seed, const base::RunId& id);

}  // namespace dmn::jobs
