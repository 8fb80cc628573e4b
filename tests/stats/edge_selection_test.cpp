#include "stats/edge_selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using ::testing::ElementsAre;
using testing::message_of;

const connectivity::RoiTable rois{{.label = "a", .network = "DMN"},
                                  {.label = "b", .network = "Salience"},
                                  {.label = "c", .network = "DMN"},
                                  {.label = "d"}};

std::vector<Eigen::Index> chosen(const std::string& choice)
{
  return select_edges(choice, rois, connectivity::EdgeList::full(4));
}

TEST(SelectEdges, TakesAll)
{
  EXPECT_THAT(chosen("all"), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(SelectEdges, TakesTheEdgesWithinANetwork)
{
  EXPECT_THAT(chosen("network:DMN"), ElementsAre(1));
}

TEST(SelectEdges, TakesTheEdgesBetweenTwoNetworksInEitherOrder)
{
  EXPECT_THAT(chosen("between:DMN,Salience"), ElementsAre(0, 3));
  EXPECT_THAT(chosen("between: Salience, DMN"), ElementsAre(0, 3));
}

TEST(SelectEdges, NamesTheNearestNetwork)
{
  EXPECT_EQ(message_of<base::UsageError>([] { chosen("network:dmn"); }),
            "group.edges: the ROI set has no network \"dmn\" (networks: DMN, Salience); did you mean \"DMN\"?");
}

TEST(SelectEdges, RefusesAnythingElse)
{
  for (const char* choice : {"some", "subsystem:core", "between:DMN", "between:DMN,DMN"}) {
    EXPECT_EQ(message_of<base::UsageError>([&] { chosen(choice); }),
              std::string("cannot choose edges: field \"group.edges\" is \"") + choice +
                  "\"; expected all, network:NAME or between:NAME,OTHER");
  }
}

TEST(SelectEdges, RefusesAChoiceWithoutEdges)
{
  EXPECT_EQ(message_of<base::UsageError>([] { chosen("network:Salience"); }),
            "group.edges: \"network:Salience\" holds no edge of the data");
}

}  // namespace
}  // namespace dmn::stats
