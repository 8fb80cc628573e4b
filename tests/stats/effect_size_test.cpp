#include "stats/effect_size.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/non_central_t.hpp>
#include <cmath>

#include "stats/noncentral_t.hpp"

namespace dmn::stats {
namespace {

constexpr double of_quadrature = 1e-12;
constexpr double of_scipy = 1e-11;  ///< scipy's cdf, inverted by bisection

TEST(NoncentralT, AgreesWithBoost)
{
  for (const double df : {2.0, 10.0, 25.5, 63.0, 112.0, 1000.0, 50000.0}) {
    for (const double t : {-40.0, -2.4, 0.0, 0.3, 3.0, 10.0, 40.0}) {
      for (const double shift : {-3.0, -1.0, 0.0, 2.0, 4.0}) {
        const double expected = boost::math::cdf(boost::math::non_central_t(df, t + shift), t);
        EXPECT_NEAR(NoncentralT(t, df).cdf(t + shift), expected, of_quadrature) << t << " " << df << " " << shift;
      }
    }
  }
}

TEST(NoncentralT, HasItsSlope)
{
  for (const double t : {-2.0, 3.0, 400.0}) {
    const NoncentralT distribution(t, 20);
    constexpr double step = 1e-4;
    const double ncp = 0.9 * t;
    const double difference = (distribution.cdf(ncp + step) - distribution.cdf(ncp - step)) / (2 * step);
    EXPECT_NEAR(distribution.slope(ncp), difference, 1e-8);
  }
}

TEST(NoncentralT, IsSymmetric)
{
  EXPECT_NEAR(NoncentralT(-2.5, 30).cdf(1.2), 1 - NoncentralT(2.5, 30).cdf(-1.2), of_quadrature);
}

TEST(NoncentralT, InvertsItself)
{
  for (const double t : {-40.0, -1.0, 0.0, 0.2, 6.0, 40.0, 1e4, 1e9}) {
    for (const double df : {1.0, 10.0, 112.0, 50000.0}) {
      const NoncentralT distribution(t, df);
      for (const double p : {0.001, 0.025, 0.5, 0.975, 0.999}) {
        EXPECT_NEAR(distribution.cdf(distribution.ncp_at(p)), p, of_quadrature) << t << " " << df << " " << p;
      }
    }
  }
}

TEST(NoncentralT, GoesOverSmoothlyIntoTheRuleForVeryLargeT)
{
  const double border = 50 * std::sqrt(2.0 * 12);
  const double below = NoncentralT(border * (1 - 1e-12), 12).ncp_at(0.975);
  const double above = NoncentralT(border * (1 + 1e-12), 12).ncp_at(0.975);

  EXPECT_NEAR(below / above, 1, 1e-10);
}

void expect_bounds(double t, double df, double low, double high)
{
  const EffectSize effect = effect_size(t, df, 1.0);
  EXPECT_NEAR(effect.g_low, low, of_scipy * std::max(1.0, std::abs(low))) << t << " " << df;
  EXPECT_NEAR(effect.g_high, high, of_scipy * std::max(1.0, std::abs(high))) << t << " " << df;
}

TEST(EffectSize, HasTheBoundsOfScipysNoncentralT)
{
  expect_bounds(1.8516401995451028, 10, -0.3046585560381908, 3.9298260269805905);
  expect_bounds(2, 53, -0.005513809028150966, 3.9873444208176236);
  expect_bounds(-3, 112, -4.992420611436063, -0.9946927709366351);
  expect_bounds(40, 10, 22.667233166440905, 57.347837630337104);
  expect_bounds(40, 50000, 38.02422158710181, 41.9753843802465);
  expect_bounds(-40, 50000, -41.97538438024651, -38.02422158710181);
  expect_bounds(0, 20, -1.959963984540054, 1.959963984540054);
}

TEST(EffectSize, ScalesWithTheVarianceFactor)
{
  const EffectSize unit = effect_size(2, 53, 1.0);
  const EffectSize quarter = effect_size(2, 53, 0.25);

  EXPECT_DOUBLE_EQ(quarter.d, 1.0);
  EXPECT_DOUBLE_EQ(quarter.g, unit.g / 2);
  EXPECT_DOUBLE_EQ(quarter.g_low, unit.g_low / 2);
}

TEST(EffectSize, ShrinksGButNotItsInterval)
{
  const EffectSize effect = effect_size(2, 53, 1.0);

  EXPECT_NEAR(effect.g / effect.d, 0.98577071341974, 1e-13);
  EXPECT_NEAR(NoncentralT(2, 53).cdf(effect.g_low), 0.975, of_quadrature);
}

TEST(EffectSize, IsNotANumberWithoutT)
{
  EXPECT_TRUE(std::isnan(effect_size(NAN, 20, 1).g_low));
}

}  // namespace
}  // namespace dmn::stats
