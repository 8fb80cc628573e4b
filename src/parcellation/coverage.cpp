#include "parcellation/coverage.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"

namespace dmn::parcellation {
namespace {

std::int64_t fewest_voxels(const connectivity::Roi& roi)
{
  return base::lower(roi.network) == "brainstem" ? 1 : 2;
}

std::string reason_of(std::int64_t geometric, std::int64_t usable, double fraction, double min_coverage,
                      std::int64_t fewest)
{
  if (geometric == 0) return "no voxel of the ROI on this grid";
  if (usable == 0) return fmt::format("none of {} voxels usable", geometric);
  if (fraction < min_coverage)
    return fmt::format("coverage {:.3g} below {:.3g} ({} of {} voxels usable)", fraction, min_coverage, usable,
                       geometric);
  if (usable < fewest) return fmt::format("{} usable voxel, at least {} needed", usable, fewest);
  return {};
}

}  // namespace

Coverage judge_coverage(const RoiSet& set, std::vector<std::int64_t> geometric, std::vector<std::int64_t> usable)
{
  Coverage coverage{std::move(geometric), std::move(usable), {}, {}, {}};
  for (std::size_t row = 0; row < set.rois.size(); ++row) {
    const std::int64_t all = coverage.geometric[row];
    const std::int64_t some = coverage.usable[row];
    const double fraction = all == 0 ? 0.0 : static_cast<double>(some) / static_cast<double>(all);
    coverage.fraction.push_back(fraction);
    coverage.reason.push_back(reason_of(all, some, fraction, set.min_coverage, fewest_voxels(set.rois[row])));
    coverage.valid.push_back(coverage.reason.back().empty());
  }
  return coverage;
}

}  // namespace dmn::parcellation
