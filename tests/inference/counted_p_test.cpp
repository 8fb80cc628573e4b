#include "inference/counted_p.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::inference {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(CountedP, IsNeverBelowTheShareOfTheIdentity)
{
  EXPECT_DOUBLE_EQ(NullDistribution(Eigen::Vector4d(9, 1, 2, 3)).p(9.0), 0.25);
}

TEST(CountedP, CountsTies)
{
  EXPECT_DOUBLE_EQ(NullDistribution(Eigen::Vector4d(2, 1, 2, 3)).p(2.0), 0.75);
}

TEST(CountedP, TakesWhatRoundingMovedForATie)
{
  const NullDistribution null(Eigen::Vector4d(2, 2 - 1e-9, 1, 1));
  const NullDistribution large(Eigen::Vector4d(2e6, 2e6 - 1e-3, 1, 1));

  EXPECT_DOUBLE_EQ(null.p(2.0), 0.5);
  EXPECT_DOUBLE_EQ(large.p(2e6), 0.5);
  EXPECT_DOUBLE_EQ(null.p(2.0 + 1e-8), 0);
}

TEST(CountedP, OfAVectorIsThatOfEachValue)
{
  const NullDistribution null(Eigen::Vector4d(5, 1, 2, 3));

  const Eigen::VectorXd p = null.p(Eigen::VectorXd(Eigen::Vector3d(2, NAN, -1)));

  EXPECT_DOUBLE_EQ(p[0], 0.75);
  EXPECT_TRUE(std::isnan(p[1]));
  EXPECT_DOUBLE_EQ(p[2], 1);
}

TEST(CountedP, KnowsInfiniteStatistics)
{
  const NullDistribution null(Eigen::Vector4d(infinity, 1, 2, 3));

  EXPECT_DOUBLE_EQ(null.p(infinity), 0.25);
  EXPECT_DOUBLE_EQ(null.p(3.0), 0.5);
}

TEST(CountedP, HasTheErrorOfAShare)
{
  EXPECT_DOUBLE_EQ(counted_p_error(0.05, 5000), std::sqrt(0.05 * 0.95 / 5000));
  EXPECT_EQ(counted_p_error(1, 5000), 0);
}

TEST(NullDistribution, NeedsTheIdentity)
{
  EXPECT_THAT([] { NullDistribution(Eigen::VectorXd()); },
              ThrowsMessage<base::ShapeError>(HasSubstr("a null distribution needs at least the identity")));
}

TEST(NullDistribution, RefusesNaN)
{
  EXPECT_THAT([] { NullDistribution(Eigen::Vector2d(1, NAN)); },
              ThrowsMessage<base::ShapeError>(HasSubstr("a null distribution holds a value that is not a number")));
}

}  // namespace
}  // namespace dmn::inference
