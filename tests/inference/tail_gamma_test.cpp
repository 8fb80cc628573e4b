#include "inference/tail_gamma.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dmn::inference {
namespace {

constexpr double of_scipy = 1e-12;

NullDistribution skewed_to_the_left()
{
  return NullDistribution(-(Eigen::VectorXd(8) << 1, 1.5, 1.7, 2, 2.2, 3, 5, 9).finished());
}

TEST(GammaTail, HasTheMomentsOfTheNull)
{
  const NullDistribution null = skewed_to_the_left();
  const GammaTail tail(null);

  EXPECT_NEAR(tail.mean(), -3.175, of_scipy);
  EXPECT_NEAR(tail.variance(), 7.047857142857142, of_scipy);
  EXPECT_NEAR(tail.skewness(), -1.862688727826216, of_scipy);  // scipy.stats.skew(x, bias=False)
}

TEST(GammaTail, TurnsRoundForANegativeSkew)
{
  const NullDistribution null = skewed_to_the_left();
  const GammaTail tail(null);

  EXPECT_NEAR(tail.p(-1).p, 0.1806485405211542, of_scipy);  // scipy.stats.pearson3(skew).sf((T - mean) / SD)
  EXPECT_NEAR(tail.p(-2).p, 0.4209477822527614, of_scipy);
  EXPECT_EQ(tail.p(-1).method, TailMethod::gamma);
}

TEST(GammaTail, NeverSaysZeroBeyondItsSupport)
{
  const NullDistribution null = skewed_to_the_left();
  const TailP p = GammaTail(null).p(0.5);

  EXPECT_EQ(p.method, TailMethod::beyond_support);
  EXPECT_DOUBLE_EQ(p.p, 1.0 / 8);
}

TEST(GammaTail, IsNormalWithoutSkew)
{
  const NullDistribution null(Eigen::Vector3d(-1, 0, 1));

  EXPECT_NEAR(GammaTail(null).p(1.959963984540054).p, 0.025, of_scipy);
  EXPECT_EQ(GammaTail(null).p(1).method, TailMethod::gamma);
}

TEST(GammaTail, StaysCountedWithoutSpread)
{
  const NullDistribution null(Eigen::Vector4d::Zero());
  const TailP p = GammaTail(null).p(0);

  EXPECT_EQ(p.method, TailMethod::counted);
  EXPECT_EQ(p.p, 1);
}

TEST(GammaTail, StaysCountedForAnInfiniteStatistic)
{
  const NullDistribution null(Eigen::Vector3d(1, 2, std::numeric_limits<double>::infinity()));
  const TailP p = GammaTail(null).p(2);

  EXPECT_EQ(p.method, TailMethod::counted);
  EXPECT_DOUBLE_EQ(p.p, 2.0 / 3);
}

TEST(TailMethod, HasWords)
{
  EXPECT_EQ(words(TailMethod::counted), "counted");
  EXPECT_EQ(words(TailMethod::gamma), "gamma");
  EXPECT_EQ(words(TailMethod::gpd), "gpd");
  EXPECT_EQ(words(TailMethod::beyond_support), "beyond support");
}

}  // namespace
}  // namespace dmn::inference
