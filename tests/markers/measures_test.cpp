#include "markers/measures.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace dmn::markers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> names_of(const std::vector<Measure>& measures, MeasureKind kind)
{
  std::vector<std::string> names;
  for (const auto& measure : measures) {
    if (measure.kind == kind) names.push_back(measure.summary.name);
  }
  return names;
}

connectivity::RoiTable some_rois()
{
  return {{"aMPFC_L", "DMN", "core"},
          {"PCC_L", "DMN", "core"},
          {"dMPFC", "DMN", "dorsal_medial"},
          {"AMY_L", "Limbic", "amygdala"},
          {"dACC", "Salience", "cingulate"},
          {"pgACC_L", "Limbic", "cingulate"},
          {"PAG", "Brainstem", "periaqueductal_grey"}};
}

TEST(ProfileMeasures, HoldMarkersNetworksSubsystemsAndTargetsInThisOrder)
{
  const auto rois = some_rois();
  const auto measures = profile_measures(rois, connectivity::EdgeList::full(7), {}, "correlation");

  EXPECT_THAT(names_of(measures, MeasureKind::confirmatory), ElementsAre("M1", "M4", "M7"));
  EXPECT_THAT(names_of(measures, MeasureKind::subsystem),
              ElementsAre("within_subsystem_core", "between_subsystems_core_dorsal_medial"));
  EXPECT_THAT(names_of(measures, MeasureKind::exploratory), ElementsAre("DMN_amygdala", "DMN_dACC", "DMN_brainstem"));
  EXPECT_EQ(measures.front().summary.name, "M1");
  EXPECT_EQ(measures.back().summary.name, "DMN_brainstem");
}

TEST(ProfileMeasures, TheDorsalCingulateLeavesItsNeighbourOut)
{
  const auto rois = some_rois();
  const auto edges = connectivity::EdgeList::full(7);
  for (const auto& measure : profile_measures(rois, edges, {}, "correlation")) {
    if (measure.summary.name != "DMN_dACC") continue;
    EXPECT_THAT(measure.summary.edges, ElementsAre(edges.find(0, 4), edges.find(1, 4), edges.find(2, 4)));
  }
}

TEST(ProfileMeasures, ADroppedRegionTakesItsMeasuresAlong)
{
  const auto measures = profile_measures(some_rois(), connectivity::EdgeList::full(7), {6}, "correlation");

  EXPECT_THAT(names_of(measures, MeasureKind::exploratory), ElementsAre("DMN_amygdala", "DMN_dACC"));
}

TEST(ProfileMeasures, MarkersOfAnotherKindAreExploratory)
{
  const auto measures = profile_measures(some_rois(), connectivity::EdgeList::full(7), {}, "dynamic");

  EXPECT_THAT(names_of(measures, MeasureKind::confirmatory), IsEmpty());
  EXPECT_THAT(names_of(measures, MeasureKind::exploratory),
              ElementsAre("M1", "M4", "M7", "DMN_amygdala", "DMN_dACC", "DMN_brainstem"));
}

TEST(ProfileMeasures, RegionsWithoutNetworksHaveNone)
{
  EXPECT_THAT(profile_measures({{"a"}, {"b"}, {"c"}}, connectivity::EdgeList::full(3), {}, "correlation"), IsEmpty());
}

TEST(MeasureKind, WordsReadBackAsTheSameKind)
{
  for (const auto kind :
       {MeasureKind::confirmatory, MeasureKind::network, MeasureKind::subsystem, MeasureKind::exploratory})
    EXPECT_EQ(parse_measure_kind(words(kind)), kind);
  EXPECT_THROW(parse_measure_kind("new"), base::InputError);
}

}  // namespace
}  // namespace dmn::markers
