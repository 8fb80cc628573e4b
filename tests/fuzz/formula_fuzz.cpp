#include "base/text.hpp"
#include "fuzz_input.hpp"
#include "sites/pooling_plan.hpp"
#include "stats/contrast.hpp"
#include "stats/design.hpp"
#include "stats/edge_selection.hpp"
#include "stats/small_cohort.hpp"

using namespace dmn;

// Lines: model, contrast, choice of edges, centres and levels of a pooling plan.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  static const auto cohort = stats::testing::two_site_cohort();
  auto lines = base::split(std::string(reinterpret_cast<const char*>(data), size), '\n');
  lines.resize(5);
  fuzz::read_or_refuse([&] {
    const auto design = stats::build_design(stats::parse_formula(lines[0]), cohort);
    stats::resolve_contrast(stats::parse_contrast(lines[1]), design);
  });
  fuzz::read_or_refuse([&] { stats::parse_contrast(lines[1]); });
  fuzz::read_or_refuse([&] { stats::select_edges(lines[2], cohort.rois, cohort.edges); });
  fuzz::read_or_refuse([&] { sites::make_plan(lines[0], stats::parse_contrast(lines[1]), lines[3], lines[4]); });
  return 0;
}
