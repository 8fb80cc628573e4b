#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "connectivity/summaries.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The regions of the shipped set that the markers name, and three that belong to none.
RoiTable pain_table()
{
  return {{"aMPFC_L", "DMN", "core"},
          {"aMPFC_R", "DMN", "core"},
          {"PCC_L", "DMN", "core"},
          {"PCC_R", "DMN", "core"},
          {"PCu", "DMN", "core"},
          {"dMPFC", "DMN", "dorsal_medial"},
          {"pIPL_L", "DMN", "medial_temporal"},
          {"pIPL_R", "DMN", "medial_temporal"},
          {"HF_L", "DMN", "medial_temporal"},
          {"dACC", "Salience", "cingulate"},
          {"pgACC_L", "Limbic", "cingulate"},
          {"pgACC_R", "Limbic", "cingulate"},
          {"aINS_L", "Salience", "insula"},
          {"mINS_R", "Pain", "insula"},
          {"aHC_L", "Limbic", "hippocampus"},
          {"aHC_R", "Limbic", "hippocampus"},
          {"pHC_L", "Limbic", "hippocampus"},
          {"NAc_L", "Striatal", "accumbens"},
          {"NAc_R", "Striatal", "accumbens"},
          {"PAG", "Brainstem", "periaqueductal_grey"},
          {"V1med", "Visual", "medial_negative_control"}};
}

std::map<std::string, std::vector<std::string>> pairs_by_marker(const RoiTable& rois, const EdgeList& edges,
                                                                const std::vector<int>& dropped)
{
  std::map<std::string, std::vector<std::string>> pairs;
  for (const auto& marker : confirmatory_markers(rois, edges, dropped))
    for (const auto edge : marker.edges)
      pairs[marker.name].push_back(rois[static_cast<std::size_t>(edges[edge].i)].label + "--" +
                                   rois[static_cast<std::size_t>(edges[edge].j)].label);
  return pairs;
}

TEST(ConfirmatoryMarkers, HoldAllPairsOfBothHemispheres)
{
  const auto rois = pain_table();
  const auto edges = EdgeList::full(static_cast<int>(rois.size()));

  const auto pairs = pairs_by_marker(rois, edges, {});

  EXPECT_EQ(pairs.size(), 8U);
  EXPECT_EQ(pairs.at("M1").size(), 36U);
  EXPECT_THAT(pairs.at("M2"),
              ElementsAre("aMPFC_L--PCC_L", "aMPFC_L--PCC_R", "aMPFC_L--PCu", "aMPFC_L--pIPL_L", "aMPFC_L--pIPL_R",
                          "aMPFC_R--PCC_L", "aMPFC_R--PCC_R", "aMPFC_R--PCu", "aMPFC_R--pIPL_L", "aMPFC_R--pIPL_R"));
  EXPECT_THAT(pairs.at("M3"),
              ElementsAre("aMPFC_L--aINS_L", "aMPFC_L--mINS_R", "aMPFC_R--aINS_L", "aMPFC_R--mINS_R", "PCC_L--aINS_L",
                          "PCC_L--mINS_R", "PCC_R--aINS_L", "PCC_R--mINS_R", "PCu--aINS_L", "PCu--mINS_R"));
  EXPECT_EQ(pairs.at("M4").size(), 18U);
  EXPECT_THAT(pairs.at("M5"), ElementsAre("aMPFC_L--NAc_L", "aMPFC_L--NAc_R", "aMPFC_R--NAc_L", "aMPFC_R--NAc_R"));
  EXPECT_THAT(pairs.at("M6"), ElementsAre("aMPFC_L--aHC_L", "aMPFC_L--aHC_R", "aMPFC_R--aHC_L", "aMPFC_R--aHC_R"));
  EXPECT_THAT(pairs.at("M7"), ElementsAre("pgACC_L--PAG", "pgACC_R--PAG"));
  EXPECT_THAT(pairs.at("M8"), ElementsAre("pIPL_L--pIPL_R", "pIPL_L--HF_L", "pIPL_R--HF_L"));
}

TEST(ConfirmatoryMarkers, ExistOnlyWhereTheRoiSetHasAllTheirRegions)
{
  RoiTable rois = pain_table();
  std::erase_if(rois, [](const Roi& roi) { return roi.label == "PCu" || roi.label == "PAG"; });

  const auto pairs = pairs_by_marker(rois, EdgeList::full(static_cast<int>(rois.size())), {});

  EXPECT_EQ(pairs.count("M2"), 0U);
  EXPECT_EQ(pairs.count("M7"), 0U);
  EXPECT_EQ(pairs.size(), 6U);
}

TEST(ConfirmatoryMarkers, AreNoneOnAnotherRoiSet)
{
  EXPECT_THAT(confirmatory_markers({{"1", "Default"}, {"2", "Default"}}, EdgeList::full(2), {}), IsEmpty());
}

TEST(ConfirmatoryMarkers, LeaveOutDroppedRois)
{
  const auto rois = pain_table();

  const auto pairs = pairs_by_marker(rois, EdgeList::full(static_cast<int>(rois.size())), {10});

  EXPECT_THAT(pairs.at("M7"), ElementsAre("pgACC_R--PAG"));
}

}  // namespace
}  // namespace dmn::connectivity
