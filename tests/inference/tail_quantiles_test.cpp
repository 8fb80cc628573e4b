#include "inference/tail_quantiles.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dmn::inference {
namespace {

constexpr double of_scipy = 1e-11;

TEST(ZOfT, AgreesWithScipy)
{
  EXPECT_NEAR(z_of_t(0.5, 10), 0.4846937427461227, of_scipy);
  EXPECT_NEAR(z_of_t(2.4, 63), 2.338473790599638, of_scipy);
  EXPECT_NEAR(z_of_t(8, 20), 5.29879991732306, of_scipy);
  EXPECT_NEAR(z_of_t(40, 1000), 30.90423212372901, of_scipy);
}

/// scipy.stats.t.logpdf integrated by scipy.integrate.quad, scipy.special.log_ndtr inverted by brentq.
TEST(ZOfT, GoesOnWhereTailsUnderflow)
{
  EXPECT_NEAR(z_of_t(60, 1000), 39.056224559650225, 1e-9);
  EXPECT_NEAR(z_of_t(300, 500), 50.96661157065153, 1e-9);
  EXPECT_NEAR(z_of_t(45, 100000), 44.774541017204506, 1e-9);
}

TEST(ZOfT, IsSmoothWhereLogarithmsTakeOver)
{
  double previous = z_of_t(46.0, 1000);
  for (double t = 46.1; t < 56; t += 0.1) {
    const double z = z_of_t(t, 1000);
    EXPECT_NEAR(z - previous, z_of_t(t + 0.1, 1000) - z, 2e-4) << t;
    previous = z;
  }
}

TEST(ZOfT, IsOdd)
{
  EXPECT_EQ(z_of_t(-3, 112), -z_of_t(3, 112));
  EXPECT_NEAR(z_of_t(-3, 112), -2.935703870650638, of_scipy);
}

TEST(ZOfT, PassesOnWhatIsNoNumber)
{
  EXPECT_TRUE(std::isnan(z_of_t(NAN, 20)));
  EXPECT_EQ(z_of_t(-std::numeric_limits<double>::infinity(), 20), -std::numeric_limits<double>::infinity());
}

TEST(TOfZ, IsTheInverse)
{
  for (const double df : {3.0, 63.0, 5000.0}) {
    for (const double z : {0.1, 1.0, 3.1, 8.0, 20.0, 30.0}) EXPECT_NEAR(z_of_t(t_of_z(z, df), df), z, 1e-12 * z);
  }
}

}  // namespace
}  // namespace dmn::inference
