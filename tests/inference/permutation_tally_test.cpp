#include "inference/permutation_tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::message_of;
using stats::testing::random_edges;
using ::testing::ElementsAre;

Eigen::MatrixXd three_by_three()
{
  Eigen::MatrixXd t(3, 3);
  t << 1, -2, 3,  //
      -4, 4, 0,   //
      NAN, NAN, NAN;
  return t;
}

TEST(PermutationTally, KeepsTheMaximumAndCountsWhatIsAsExtreme)
{
  const Eigen::MatrixXd t = three_by_three();
  PermutationTally tally(3, t.col(0), Tail::both);

  add(t, 0, 0, tally);

  EXPECT_THAT(tally.maximum, ElementsAre(4, 4, 3));
  EXPECT_THAT(tally.as_extreme, ElementsAre(3, 2, 0));
  EXPECT_DOUBLE_EQ(uncorrected_p(tally)[1], 2.0 / 3);
  EXPECT_TRUE(std::isnan(uncorrected_p(tally)[2]));
}

TEST(PermutationTally, OfAnFTestLooksUpwardsOnly)
{
  Eigen::MatrixXd f(1, 3);
  f << 2, -5, 3;
  PermutationTally tally(3, f.col(0), Tail::upper);

  add(f, 0, 0, tally);

  EXPECT_THAT(tally.maximum, ElementsAre(2, -5, 3));
  EXPECT_THAT(tally.as_extreme, ElementsAre(2));
}

TEST(PermutationTally, CountsTiesThatRoundingBroke)
{
  Eigen::MatrixXd t(2, 3);
  t << 0.5, 0.5 - 0.9e-9, 0.5 - 1.1e-9,  //
      100, -100 + 0.9e-7, -100 + 1.1e-7;
  PermutationTally tally(3, t.col(0), Tail::both);

  add(t, 0, 0, tally);

  EXPECT_THAT(tally.as_extreme, ElementsAre(2, 2));
}

TEST(PermutationTally, IsTheSameInTilesAndBlocksAndMerged)
{
  const Eigen::MatrixXd t = random_edges(53, 20);
  PermutationTally whole(20, t.col(0), Tail::both);
  PermutationTally first = whole;
  PermutationTally second = whole;

  add(t, 0, 0, whole);
  add(t.topLeftCorner(30, 7), 0, 0, first);
  add(t.topRightCorner(30, 13), 0, 7, second);
  add(t.bottomLeftCorner(23, 20), 30, 0, second);
  merge(first, second);

  EXPECT_EQ(second.maximum, whole.maximum);
  EXPECT_EQ(second.as_extreme, whole.as_extreme);
}

TEST(PermutationTally, AgreesWithPlainLoops)
{
  const Eigen::MatrixXd t = random_edges(53, 20);
  PermutationTally tally(20, t.col(0), Tail::both);
  add(t, 0, 0, tally);

  for (Eigen::Index j = 0; j < 20; ++j) {
    EXPECT_EQ(tally.maximum[static_cast<std::size_t>(j)], t.col(j).cwiseAbs().maxCoeff());
  }
  for (Eigen::Index e = 0; e < 53; ++e) {
    EXPECT_EQ(tally.as_extreme[static_cast<std::size_t>(e)],
              (t.row(e).array().abs() >= std::abs(t(e, 0)) - 1e-9).count());
  }
}

TEST(PermutationTally, WithoutAnyTestHasNoMaximum)
{
  PermutationTally tally(1, Eigen::VectorXd::Constant(1, NAN), Tail::both);

  add(Eigen::MatrixXd::Constant(1, 1, NAN), 0, 0, tally);

  EXPECT_THAT(tally.maximum, ElementsAre(-std::numeric_limits<double>::infinity()));
}

TEST(PermutationTally, RefusesWhatDoesNotFit)
{
  PermutationTally tally(3, Eigen::VectorXd::Zero(2), Tail::both);

  EXPECT_EQ(message_of<base::ShapeError>([&] { add(Eigen::MatrixXd::Zero(2, 1), 1, 0, tally); }),
            "statistics lie outside of the tally");
  EXPECT_EQ(message_of<base::ShapeError>([&] { add(Eigen::MatrixXd::Zero(2, 2), 0, 2, tally); }),
            "statistics lie outside of the tally");
  EXPECT_EQ(
      message_of<base::ShapeError>([&] { merge(PermutationTally(3, Eigen::VectorXd::Zero(2), Tail::upper), tally); }),
      "tallies of different analyses cannot be merged");
}

}  // namespace
}  // namespace dmn::inference
