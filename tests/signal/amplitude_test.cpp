#include "signal/amplitude.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double rounding = 1e-12;

/// One wave of amplitude 3 at a frequency of the transform, symmetric about the middle: it has no trend.
TimeSeries wave(int n_volumes, double tr_s, int cycles)
{
  TimeSeries series{Eigen::MatrixXd(n_volumes, 1), base::Seconds(tr_s)};
  for (int t = 0; t < n_volumes; ++t)
    series.values(t, 0) = 3 * std::cos(2 * std::numbers::pi * cycles * (t + 0.5) / n_volumes);
  return series;
}

TEST(Amplitude, IsThatOfAWaveByTheNumberOfFrequenciesInTheBand)
{
  const int cycles = 8;  // 0.02 Hz of 200 volumes of 2 s; the band holds k = 4 ... 32, slow-5 k = 4 ... 10

  const auto found = amplitude(wave(200, 2, cycles));

  EXPECT_NEAR(found.alff[0], 3.0 / 29, rounding);
  EXPECT_NEAR(found.slow5[0], 3.0 / 7, rounding);
  EXPECT_NEAR(found.falff[0], 1, rounding);
  EXPECT_NEAR(found.high_band[0], 0, rounding);
  EXPECT_TRUE(found.warnings.empty());
}

TEST(Amplitude, CountsAWaveAtTheEndOfABandIn)
{
  const auto lower = amplitude(wave(200, 2, 4));
  const auto upper = amplitude(wave(200, 2, 32));

  EXPECT_NEAR(lower.alff[0], 3.0 / 29, rounding);
  EXPECT_NEAR(upper.alff[0], 3.0 / 29, rounding);
}

TEST(Amplitude, DoesNotSeeALine)
{
  TimeSeries series{Eigen::VectorXd::LinSpaced(200, -5, 9), base::Seconds(2)};

  EXPECT_LT(amplitude(series).alff[0], 1e-12);
}

TEST(Amplitude, HasNoFractionOrHighBandAboveARepetitionTimeOf2Point5Seconds)
{
  const auto found = amplitude(wave(200, 2.52, 8));

  EXPECT_TRUE(std::isnan(found.falff[0]));
  EXPECT_TRUE(std::isnan(found.high_band[0]));
  EXPECT_FALSE(std::isnan(found.alff[0]));
  EXPECT_THAT(found.warnings,
              ElementsAre(HasSubstr("falff, high_band: the repetition time is 2.52 s; at most 2.5 s reach 0.2 Hz")));
}

TEST(Amplitude, SaysThatAShortRunHasNoSlowFrequencies)
{
  const auto found = amplitude(wave(15, 2, 3));

  EXPECT_TRUE(std::isnan(found.slow5[0]));
  EXPECT_THAT(found.warnings,
              ElementsAre(HasSubstr("slow5: 15 volumes of 2 s have no frequencies from 0.01 to 0.027 Hz")));
}

TEST(Amplitude, KeepsAnInvalidRoiMissing)
{
  TimeSeries series = wave(100, 2, 5);
  series.values.conservativeResize(Eigen::NoChange, 2);
  series.values.col(1).setConstant(std::nan(""));

  const auto found = amplitude(series);

  EXPECT_FALSE(std::isnan(found.alff[0]));
  EXPECT_TRUE(std::isnan(found.alff[1]));
  EXPECT_TRUE(std::isnan(found.falff[1]));
}

TEST(Amplitude, NeedsTwoVolumes)
{
  EXPECT_THROW(amplitude({Eigen::MatrixXd(1, 1), base::Seconds(2)}), base::ShapeError);
}

TEST(Amplitude, IsDenoisedWithoutCensoringOrFilter)
{
  const auto options = for_amplitude(strategy_defaults("scrubbing"));

  EXPECT_FALSE(options.fd_mm);
  EXPECT_FALSE(options.std_dvars);
  EXPECT_EQ(options.filter, Filter::none);
  EXPECT_EQ(options.strategy, "scrubbing");
}

}  // namespace
}  // namespace dmn::signal
