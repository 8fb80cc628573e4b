#include "stats/bayes_factor.hpp"

#include <gtest/gtest.h>

#include <boost/math/quadrature/exp_sinh.hpp>
#include <cmath>

namespace dmn::stats {
namespace {

constexpr double of_quadrature = 1e-9;

/// The integral over g as it is written, by double-exponential quadrature.
double slow_bayes_factor(double t, double effective_n, double df, double r)
{
  const auto integrand = [&](double g) {
    if (g == 0) return 0.0;
    const double widened = 1 + effective_n * g * r * r;
    return std::pow(widened, -0.5) * std::pow(1 + t * t / (widened * df), -(df + 1) / 2) / std::sqrt(2 * M_PI) *
           std::pow(g, -1.5) * std::exp(-1 / (2 * g));
  };
  boost::math::quadrature::exp_sinh<double> quadrature;
  return quadrature.integrate(integrand, 1e-13) / std::pow(1 + t * t / df, -(df + 1) / 2);
}

TEST(BayesFactor, IsTheIntegral)
{
  for (const double t : {0.0, 0.7, -2.0, 5.0}) {
    for (const double effective_n : {0.5, 13.6, 500.0}) {
      for (const double df : {3.0, 53.0, 400.0}) {
        const double expected = slow_bayes_factor(t, effective_n, df, 1.0);
        EXPECT_NEAR(bayes_factor(t, effective_n, df, 1.0), expected, of_quadrature * expected)
            << t << " " << effective_n << " " << df;
      }
    }
  }
}

/// ttest.tstat(2, 30, 25, rscale = sqrt(2)/2) of BayesFactor 0.9.12.
TEST(BayesFactor, IsThatOfRouder)
{
  EXPECT_NEAR(bayes_factor(2, 30.0 * 25 / 55, 53), 1.394588582, 1e-8);
}

TEST(BayesFactor, DoesNotDependOnTheSign)
{
  EXPECT_EQ(bayes_factor(-3, 20, 40), bayes_factor(3, 20, 40));
}

TEST(BayesFactor, SpeaksForNoDifferenceTheMoreDataThereAre)
{
  EXPECT_LT(bayes_factor(0, 1000, 4000), bayes_factor(0, 10, 40));
  EXPECT_LT(bayes_factor(0, 10, 40), 1);
}

TEST(BayesFactor, KeepsItsLogarithmWhereItOverflows)
{
  EXPECT_TRUE(std::isinf(bayes_factor(60, 1000, 4000)));
  EXPECT_GT(log_bayes_factor(60, 1000, 4000), 1000);
  EXPECT_TRUE(std::isfinite(log_bayes_factor(1e6, 1e-3, 1e5)));
}

TEST(BayesFactor, IsNotANumberWithoutT)
{
  EXPECT_TRUE(std::isnan(bayes_factor(NAN, 20, 40)));
}

}  // namespace
}  // namespace dmn::stats
