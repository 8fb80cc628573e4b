#include "simulation/effects.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "small_rois.hpp"

namespace dmn::simulation {
namespace {

using connectivity::Edge;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::small_rois;

std::string refusal_of(const std::string& text)
{
  try {
    parse_effect(text, small_rois(), 0.1);
  } catch (const base::UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Effect, BetweenTwoNetworksHasEveryPair)
{
  const Effect effect = parse_effect("DMN-Visual=0.4", small_rois(), 0.1);

  EXPECT_EQ(effect.variable, Variable::group);
  EXPECT_EQ(effect.fisher_z, 0.4);
  EXPECT_THAT(effect.edges, ElementsAre(Edge{0, 7}, Edge{1, 7}, Edge{2, 7}, Edge{3, 7}));
}

TEST(Effect, OfOneNameIsWithinIt)
{
  EXPECT_THAT(parse_effect("Salience=-0.2", small_rois(), 0.1).edges, ElementsAre(Edge{4, 5}, Edge{4, 6}, Edge{5, 6}));
}

TEST(Effect, TakesSubsystemsAndSingleRois)
{
  EXPECT_THAT(parse_effect("core-insula=0.1", small_rois(), 0.1).edges,
              ElementsAre(Edge{0, 5}, Edge{0, 6}, Edge{1, 5}, Edge{1, 6}));
  EXPECT_THAT(parse_effect("V1med-PCC_L=0.1", small_rois(), 0.1).edges, ElementsAre(Edge{1, 7}));
}

TEST(Effect, TakesConfirmatoryMarkers)
{
  EXPECT_EQ(parse_effect("M4=0.1", small_rois(), 0.1).edges, parse_effect("DMN-Salience=0.1", small_rois(), 0.1).edges);
}

TEST(Effect, MayDependOnAnotherVariable)
{
  EXPECT_EQ(parse_effect("age:DMN=-0.03", small_rois(), 0.1).variable, Variable::age);
  EXPECT_EQ(parse_effect("pain:DMN-Salience=0.03", small_rois(), 0.1).variable, Variable::pain);
}

TEST(Effect, InStandardDeviationsIsAMultipleOfTheParticipants)
{
  EXPECT_DOUBLE_EQ(parse_effect("DMN=0.5sd", small_rois(), 0.1).fisher_z, 0.05);
}

TEST(Effect, OfAnUnknownNameNamesTheNearest)
{
  EXPECT_THAT(refusal_of("DMN-Saliense=0.4"),
              HasSubstr("cannot plant this effect: field \"effect\" is \"DMN-Saliense=0.4\"; expected networks, "
                        "subsystems or ROIs of the ROI table; the nearest to \"Saliense\" is Salience"));
}

TEST(Effect, ThatDoesNotReadIsRefused)
{
  EXPECT_THAT(refusal_of("DMN"), HasSubstr("expected [VARIABLE:]A-B=VALUE"));
  EXPECT_THAT(refusal_of("DMN=strong"), HasSubstr("expected a number between -3 and 3 after \"=\""));
  EXPECT_THAT(refusal_of("DMN=nan"), HasSubstr("expected a number between -3 and 3 after \"=\""));
  EXPECT_THAT(refusal_of("weight:DMN=0.1"), HasSubstr("expected group, age, sex, pain, depression, session, progress, neuropathic or persistent"));
  EXPECT_THAT(refusal_of("V1med=0.1"), HasSubstr("expected at least one pair of different ROIs"));
  EXPECT_THAT(refusal_of("qqqqqqqq=0.1"), HasSubstr("expected networks, subsystems or ROIs of the ROI table"));
}

}  // namespace
}  // namespace dmn::simulation
