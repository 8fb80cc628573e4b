#include "connectivity/summaries.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/error.hpp"
#include "connectivity/random_matrix.hpp"
#include "connectivity/roi_group.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Edges: 0 A1-A2, 1 A1-B1, 2 A1-none, 3 A2-B1, 4 A2-none, 5 B1-none.
RoiTable small_table()
{
  return {{"a1", "A"}, {"a2", "A"}, {"b1", "B"}, {"x", "n/a"}};
}

std::vector<std::string> names_of(const std::vector<Summary>& summaries)
{
  std::vector<std::string> names;
  for (const auto& summary : summaries) names.push_back(summary.name);
  return names;
}

std::string shape_error_of(const std::function<void()>& action)
{
  try {
    action();
  } catch (const base::ShapeError& error) {
    return error.what();
  }
  return "no ShapeError";
}

TEST(NetworkSummaries, HoldThePairsWithinAndBetweenNetworks)
{
  const auto found = network_summaries(small_table(), EdgeList::full(4), {});

  EXPECT_THAT(names_of(found), ElementsAre("within_A", "between_A_B"));
  EXPECT_THAT(found[0].edges, ElementsAre(0));
  EXPECT_THAT(found[1].edges, ElementsAre(1, 3));
}

TEST(NetworkSummaries, NameNetworksInAlphabeticalOrderWhateverTheTable)
{
  const RoiTable rois{{"s", "Salience"}, {"d", "DMN"}, {"s2", "Salience"}, {"d2", "DMN"}};

  EXPECT_THAT(names_of(network_summaries(rois, EdgeList::full(4), {})),
              ElementsAre("within_DMN", "within_Salience", "between_DMN_Salience"));
}

TEST(NetworkSummaries, LeaveOutDroppedRoisAndSummariesWithoutEdges)
{
  const auto found = network_summaries(small_table(), EdgeList::full(4), {1});

  EXPECT_THAT(names_of(found), ElementsAre("between_A_B"));
  EXPECT_THAT(found[0].edges, ElementsAre(1));
}

TEST(NetworkSummaries, UseTheEdgesOfASubsetInItsOwnOrder)
{
  const EdgeList subset(4, {{1, 2}, {0, 3}, {0, 1}});

  const auto found = network_summaries(small_table(), subset, {});

  EXPECT_THAT(found[0].edges, ElementsAre(2));
  EXPECT_THAT(found[1].edges, ElementsAre(0));
}

TEST(NetworkSummaries, RefuseATableOfAnotherSize)
{
  EXPECT_EQ(shape_error_of([] { network_summaries(small_table(), EdgeList::full(5), {}); }),
            "an ROI table of 4 rows for edges of 5 ROIs");
  EXPECT_EQ(shape_error_of([] { network_summaries(small_table(), EdgeList::full(4), {4}); }),
            "dropped ROI 4 is not one of 4 ROIs");
}

TEST(SummaryValues, AverageTheValidEdgesIfAtLeastHalfAreThere)
{
  Eigen::MatrixXd edges(4, 4);
  edges << 1, 2, 3, 4,                     //
      1, missing, missing, 5,              //
      missing, missing, missing, 5,        //
      missing, missing, missing, missing;  //

  const Eigen::MatrixXd means = summary_values(edges, {{"S", "", {0, 1, 2, 3}}, {"T", "", {0}}});

  EXPECT_DOUBLE_EQ(means(0, 0), 2.5);
  EXPECT_DOUBLE_EQ(means(1, 0), 3.0);
  EXPECT_TRUE(std::isnan(means(2, 0)));
  EXPECT_TRUE(std::isnan(means(3, 0)));
  EXPECT_DOUBLE_EQ(means(1, 1), 1.0);
  EXPECT_TRUE(std::isnan(means(2, 1)));
}

TEST(SummaryValues, RefuseAnEdgeOutsideTheMatrix)
{
  EXPECT_EQ(shape_error_of([] {
              summary_values(Eigen::MatrixXd::Zero(2, 3), {{"S", "", {3}}});
            }),
            "a summary names edge 3 of 3");
}

TEST(RoisToDrop, AreThoseWithoutDataInMoreThanATenthOfTheRuns)
{
  const auto list = EdgeList::full(4);
  Eigen::MatrixXd edges = test::gaussian(20, list.size(), 1);
  const auto invalidate = [&](int roi, Eigen::Index n_rows) {
    for (int other = 0; other < 4; ++other)
      if (other != roi) edges.col(list.find(roi, other)).head(n_rows).setConstant(missing);
  };
  invalidate(1, 2);
  EXPECT_THAT(rois_to_drop(edges, list), IsEmpty());

  invalidate(1, 3);
  EXPECT_THAT(rois_to_drop(edges, list), ElementsAre(1));
}

TEST(RoisToDrop, KeepARoiWithASingleValidEdgeAndOneOutsideTheList)
{
  const EdgeList list(4, {{0, 1}, {0, 2}});
  Eigen::MatrixXd edges = Eigen::MatrixXd::Ones(10, 2);
  edges.col(0).setConstant(missing);

  EXPECT_THAT(rois_to_drop(edges, list), ElementsAre(1));
}

TEST(RoisToDrop, RefuseColumnsThatAreNotTheEdges)
{
  EXPECT_EQ(shape_error_of([] { rois_to_drop(Eigen::MatrixXd::Zero(2, 5), EdgeList::full(4)); }),
            "5 columns for 6 edges");
}

TEST(Summaries, AreConfirmatoryOnlyAsMarkersOfFisherZCorrelation)
{
  std::vector<Summary> summaries{{.name = "M1"}, {.name = "within_DMN"}};

  for (const char* kind : {"dynamic", "partial", "tangent", "other"}) {
    mark(summaries, kind);
    EXPECT_TRUE(is_fixed_marker(summaries[0]));
    EXPECT_FALSE(is_confirmatory(summaries[0])) << kind;
    EXPECT_EQ(tag_of(summaries[0]), "exploratory") << kind;
  }
  mark(summaries, "correlation");
  EXPECT_EQ(tag_of(summaries[0]), "confirmatory");
  EXPECT_EQ(tag_of(summaries[1]), "exploratory");
}

TEST(RoiGroups, CountAPairOfOverlappingGroupsOnce)
{
  const auto rois = small_table();
  const auto edges = EdgeList::full(4);
  const RoiGroups groups(rois, edges, {});

  EXPECT_THAT(groups.edges_between({0, 1}, {0, 1}), ElementsAre(0));
  EXPECT_THAT(groups.edges_within({2, 0, 1}), ElementsAre(0, 1, 3));
}

}  // namespace
}  // namespace dmn::connectivity
