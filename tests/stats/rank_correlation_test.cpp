#include "stats/rank_correlation.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(AverageRanks, ShareRanksAmongTies)
{
  const Eigen::VectorXd ranks = average_ranks((Eigen::VectorXd(5) << 4, 1, 4, 9, 4).finished());

  EXPECT_EQ(ranks, (Eigen::VectorXd(5) << 3, 1, 3, 5, 3).finished());
}

TEST(RankCorrelation, AgreesWithScipyWhereThereAreTies)
{
  const Eigen::VectorXd a = (Eigen::VectorXd(8) << 1, 2, 2, 3, 5, 5, 5, 8).finished();
  const Eigen::VectorXd b = (Eigen::VectorXd(8) << 0.3, 0.1, 0.4, 0.1, 0.9, 0.2, 0.7, 0.6).finished();

  EXPECT_NEAR(rank_correlation(a, b), 0.5001524855174212, 1e-14);  // scipy.stats.spearmanr
}

TEST(RankCorrelation, KnowsOrderOnly)
{
  EXPECT_DOUBLE_EQ(rank_correlation(Eigen::Vector4d(1, 2, 3, 4), Eigen::Vector4d(0, 10, 11, 1e9)), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(Eigen::Vector4d(1, 2, 3, 4), Eigen::Vector4d(9, 5, 4, -1)), -1);
}

TEST(RankCorrelation, LeavesOutIncompletePairs)
{
  EXPECT_DOUBLE_EQ(rank_correlation(Eigen::Vector4d(1, NAN, 3, 4), Eigen::Vector4d(1, -9, 2, 3)), 1);
}

TEST(RankCorrelation, IsNotANumberWithoutSpreadOrPairs)
{
  EXPECT_TRUE(std::isnan(rank_correlation(Eigen::Vector4d(1, 1, 1, 1), Eigen::Vector4d(1, 2, 3, 4))));
  EXPECT_TRUE(std::isnan(rank_correlation(Eigen::Vector2d(1, 2), Eigen::Vector2d(1, 2))));
}

TEST(RankCorrelation, RefusesListsOfDifferentLength)
{
  EXPECT_THAT([] { rank_correlation(Eigen::Vector2d(1, 2), Eigen::Vector3d(1, 2, 3)); },
              ThrowsMessage<base::ShapeError>(HasSubstr("a correlation needs pairs")));
}

}  // namespace
}  // namespace dmn::stats
