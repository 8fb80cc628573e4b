#include "connectivity/edge_list.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::HasSubstr;

template <class Action>
std::string shape_error_of(Action action)
{
  try {
    action();
  } catch (const base::ShapeError& error) {
    return error.what();
  }
  return "no ShapeError";
}

TEST(EdgeList, RunsThroughTheUpperTriangleRowByRow)
{
  const auto edges = EdgeList::full(4);

  EXPECT_THAT(edges.edges(),
              ::testing::ElementsAre(Edge{0, 1}, Edge{0, 2}, Edge{0, 3}, Edge{1, 2}, Edge{1, 3}, Edge{2, 3}));
  EXPECT_EQ(edges.n_rois(), 4);
  EXPECT_TRUE(edges.is_full());
}

TEST(EdgeList, EveryEdgeRoundTripsWhileAListOfAnotherSizeIsAlive)
{
  const auto large = EdgeList::full(50);
  const auto small = EdgeList::full(7);

  for (const EdgeList* list : {&large, &small})
    for (Eigen::Index edge = 0; edge < list->size(); ++edge) {
      EXPECT_EQ(list->find((*list)[edge].i, (*list)[edge].j), edge);
      EXPECT_EQ(list->find((*list)[edge].j, (*list)[edge].i), edge);
    }
  EXPECT_EQ(large.size(), 1225);
  EXPECT_EQ(small.size(), 21);
}

TEST(EdgeList, KeepsTheOrderOfASubset)
{
  const EdgeList edges(4, {{2, 3}, {0, 1}});

  EXPECT_EQ(edges.find(3, 2), 0);
  EXPECT_EQ(edges.find(0, 1), 1);
  EXPECT_EQ(edges.find(0, 2), -1);
  EXPECT_FALSE(edges.is_full());
}

TEST(EdgeList, IsNotFullInAnotherOrder)
{
  EXPECT_TRUE(EdgeList(3, {{0, 1}, {0, 2}, {1, 2}}).is_full());
  EXPECT_FALSE(EdgeList(3, {{0, 1}, {1, 2}, {0, 2}}).is_full());
  EXPECT_FALSE(EdgeList().is_full());
}

TEST(EdgeList, RefusesFewerThanTwoRois)
{
  EXPECT_THAT(shape_error_of([] { EdgeList::full(1); }), HasSubstr("an edge list needs at least 2 ROIs; got 1"));
  EXPECT_THAT(shape_error_of([] { EdgeList(-3, {}); }), HasSubstr("at least 2 ROIs; got -3"));
}

TEST(EdgeList, RefusesAPairThatIsNotAscendingOrOutside)
{
  EXPECT_THAT(shape_error_of([] {
                EdgeList(3, {{0, 1}, {2, 1}});
              }),
              HasSubstr("edge 1 is (2, 1); expected 0 <= i < j < 3"));
  EXPECT_THAT(shape_error_of([] { EdgeList(3, {{1, 1}}); }), HasSubstr("edge 0 is (1, 1)"));
  EXPECT_THAT(shape_error_of([] { EdgeList(3, {{0, 3}}); }), HasSubstr("edge 0 is (0, 3)"));
  EXPECT_THAT(shape_error_of([] { EdgeList(3, {{-1, 2}}); }), HasSubstr("edge 0 is (-1, 2)"));
}

TEST(EdgeList, RefusesAPairThatComesTwice)
{
  EXPECT_THAT(shape_error_of([] {
                EdgeList(3, {{0, 1}, {0, 2}, {0, 1}});
              }),
              HasSubstr("edges 0 and 2 are the same pair (0, 1)"));
}

TEST(EdgeList, FindsNoEdgeOfAnRoiWithItselfOrOutside)
{
  const auto edges = EdgeList::full(3);

  EXPECT_THAT(shape_error_of([&] { edges.find(1, 1); }), HasSubstr("ROI 1 has no edge with itself"));
  EXPECT_THAT(shape_error_of([&] { edges.find(0, 3); }), HasSubstr("ROI pair (0, 3) is outside a list of 3 ROIs"));
}

}  // namespace
}  // namespace dmn::connectivity
