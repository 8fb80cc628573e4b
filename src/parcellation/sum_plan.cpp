#include "parcellation/sum_plan.hpp"

#include <algorithm>
#include <tuple>

namespace dmn::parcellation {
namespace {

std::vector<RoiRun> cut_at_tiles(const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois)
{
  std::vector<RoiRun> cut;
  std::uint32_t first_slot = 0;
  for (std::size_t set = 0; set < runs.size(); ++set) {
    for (RoiRun run : runs[set]) {
      while (run.begin < run.end) {
        const std::uint32_t tile_end = (run.begin / SumPlan::tile_voxels + 1) * SumPlan::tile_voxels;
        const std::uint32_t end = std::min(run.end, tile_end);
        cut.push_back({run.begin, end, first_slot + run.roi});
        run.begin = end;
      }
    }
    first_slot += static_cast<std::uint32_t>(n_rois[set]);
  }
  std::ranges::sort(
      cut, [](const RoiRun& a, const RoiRun& b) { return std::tie(a.begin, a.roi) < std::tie(b.begin, b.roi); });
  return cut;
}

}  // namespace

SumPlan plan_sums(const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois)
{
  SumPlan plan;
  for (const std::size_t count : n_rois) plan.n_slots += count;
  for (const RoiRun& run : cut_at_tiles(runs, n_rois)) {
    const bool continues = !plan.empty() && run.begin % SumPlan::tile_voxels != 0 &&
                           run.begin <= plan.spans.back().first_voxel + plan.spans.back().length;
    const bool same_start = !plan.empty() && run.begin == plan.spans.back().first_voxel;
    if (!continues && !same_start) plan.spans.push_back({run.begin, 0, 0});
    SumPlan::Span& span = plan.spans.back();
    plan.pieces.push_back({static_cast<std::uint16_t>(run.begin - span.first_voxel),
                           static_cast<std::uint16_t>(run.end - span.first_voxel), run.roi});
    span.length = std::max(span.length, run.end - span.first_voxel);
    span.pieces_end = static_cast<std::uint32_t>(plan.pieces.size());
  }
  for (const SumPlan::Span& span : plan.spans) plan.n_voxels += span.length;
  return plan;
}

}  // namespace dmn::parcellation
