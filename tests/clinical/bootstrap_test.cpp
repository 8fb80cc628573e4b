#include "clinical/bootstrap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dmn::clinical {
namespace {

const std::vector<std::vector<int>> two_blocks{{0, 2, 4, 6}, {1, 3, 5}};

TEST(Bootstrap, DrawsAsManyRowsOfABlockAsItHas)
{
  for (std::uint32_t sample = 0; sample < 50; ++sample) {
    const auto counts = resampled_counts(two_blocks, 7, 11, sample);
    EXPECT_EQ(counts[0] + counts[2] + counts[4] + counts[6], 4);
    EXPECT_EQ(counts[1] + counts[3] + counts[5], 3);
  }
}

TEST(Bootstrap, IsAFunctionOfSeedAndNumberAlone)
{
  EXPECT_EQ(resampled_counts(two_blocks, 7, 11, 5), resampled_counts(two_blocks, 7, 11, 5));
  EXPECT_NE(resampled_counts(two_blocks, 7, 11, 5), resampled_counts(two_blocks, 7, 11, 6));
  EXPECT_NE(resampled_counts(two_blocks, 7, 11, 5), resampled_counts(two_blocks, 7, 12, 5));
}

TEST(Bootstrap, DrawsEveryRowOnceOnAverage)
{
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(7);
  constexpr int n = 4000;
  for (std::uint32_t sample = 0; sample < n; ++sample) sum += resampled_counts(two_blocks, 7, 3, sample);
  for (const double mean : Eigen::VectorXd(sum / n)) EXPECT_NEAR(mean, 1.0, 0.06);
}

TEST(PercentileInterval, IsTypeSevenOfRAndLeavesOutWhatIsNotFinite)
{
  Eigen::VectorXd samples(202);
  samples << Eigen::VectorXd::LinSpaced(201, 0, 200), std::numeric_limits<double>::quiet_NaN();
  const auto interval = percentile_interval(samples.reverse());
  EXPECT_NEAR(interval.low, 5.0, 1e-12);
  EXPECT_NEAR(interval.high, 195.0, 1e-12);
  EXPECT_EQ(interval.n_samples, 201);
}

TEST(PercentileInterval, IsNotKnownFromFewSamples)
{
  EXPECT_TRUE(std::isnan(percentile_interval(Eigen::VectorXd::Ones(99)).low));
}

}  // namespace
}  // namespace dmn::clinical
