#include "signal/quality.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "example_run.hpp"
#include "signal/drift.hpp"

namespace dmn::signal {
namespace {

TEST(TemporalSnr, IsTheMedianOfMeanOverSampleSd)
{
  Eigen::MatrixXd series(3, 3);
  series << 9, 20, 5, 10, 22, 5, 11, 24, 5;

  EXPECT_DOUBLE_EQ(temporal_snr(series), 0.5 * (10.0 / 1.0 + 22.0 / 2.0));
}

TEST(TemporalSnr, IsUnknownWithoutVariation)
{
  EXPECT_TRUE(std::isnan(temporal_snr(Eigen::MatrixXd::Ones(4, 2))));
  EXPECT_TRUE(std::isnan(temporal_snr(Eigen::MatrixXd(4, 0))));
  EXPECT_TRUE(std::isnan(temporal_snr(Eigen::MatrixXd(0, 2))));
}

TEST(GlobalCorrelation, IsTheMeanOfTheCorrelationMatrix)
{
  Eigen::MatrixXd series = noise(30, 5, 1);
  centre(series);
  const Eigen::MatrixXd unit = series * series.colwise().norm().cwiseInverse().asDiagonal();

  EXPECT_NEAR(global_correlation(series), (unit.transpose() * unit).mean(), 1e-14);
}

TEST(GlobalCorrelation, IsOneForIdenticalSeriesAndUnknownForNone)
{
  Eigen::MatrixXd series(2, 3);
  series << 1, 2, 3, -1, -2, -3;
  EXPECT_NEAR(global_correlation(series), 1.0, 1e-15);
  EXPECT_TRUE(std::isnan(global_correlation(Eigen::MatrixXd(5, 0))));
}

TEST(MeanAndMaximum, LeaveOutWhatIsNotKnown)
{
  const auto [mean, maximum] = mean_and_maximum(Eigen::Vector4d(1, std::nan(""), 5, 0));
  EXPECT_DOUBLE_EQ(mean, 2.0);
  EXPECT_DOUBLE_EQ(maximum, 5.0);
  EXPECT_TRUE(std::isnan(mean_and_maximum(Eigen::VectorXd(0)).mean));
}

}  // namespace
}  // namespace dmn::signal
