#include "parcellation/coverage.hpp"

#include <gmock/gmock.h>

namespace dmn::parcellation {
namespace {

using testing::ElementsAre;

RoiSet set_of(std::vector<std::string> networks, double min_coverage = 0.5)
{
  RoiSet set{.min_coverage = min_coverage};
  for (std::string& network : networks) set.rois.push_back({.label = "a", .network = std::move(network)});
  return set;
}

TEST(Coverage, IsTheUsablePartOfTheGeometricVoxels)
{
  const Coverage coverage = judge_coverage(set_of({"DMN", "DMN"}), {8, 0}, {6, 0});
  EXPECT_THAT(coverage.fraction, ElementsAre(0.75, 0.0));
  EXPECT_THAT(coverage.valid, ElementsAre(true, false));
}

TEST(Coverage, IsEnoughAtTheLimitItself)
{
  EXPECT_THAT(judge_coverage(set_of({"DMN", "DMN"}), {8, 9}, {4, 4}).valid, ElementsAre(true, false));
}

TEST(Coverage, NeedsTwoVoxelsButOneInTheBrainstem)
{
  EXPECT_THAT(judge_coverage(set_of({"DMN", "Brainstem", "DMN"}), {1, 1, 2}, {1, 1, 2}).valid,
              ElementsAre(false, true, true));
}

TEST(Coverage, SaysWhyAnRoiIsInvalid)
{
  const Coverage coverage = judge_coverage(set_of({"", "", "", "", ""}), {0, 8, 9, 1, 2}, {0, 0, 4, 1, 2});
  EXPECT_THAT(coverage.reason,
              ElementsAre("no voxel of the ROI on this grid", "none of 8 voxels usable",
                          "coverage 0.444 below 0.5 (4 of 9 voxels usable)", "1 usable voxel, at least 2 needed", ""));
}

TEST(Coverage, OfAnRoiWithoutVoxelsIsNeverEnough)
{
  EXPECT_THAT(judge_coverage(set_of({"", ""}, 0), {5, 0}, {0, 0}).valid, ElementsAre(false, false));
}

}  // namespace
}  // namespace dmn::parcellation
