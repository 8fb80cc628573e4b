#include "simulation/gaussian_process.hpp"

#include <gmock/gmock.h>

#include <complex>
#include <numbers>

namespace dmn::simulation {
namespace {

/// Share of the variance of a mean-free series between two frequencies, by a plain discrete Fourier transform.
double share_of_power(const Eigen::VectorXd& series, double tr_s, double low_hz, double high_hz)
{
  const Eigen::Index n = series.size();
  double inside = 0;
  double total = 0;
  for (Eigen::Index k = 1; k <= n / 2; ++k) {
    std::complex<double> sum = 0;
    for (Eigen::Index t = 0; t < n; ++t)
      sum += series(t) * std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(k * t) / static_cast<double>(n));
    const double hz = static_cast<double>(k) / (static_cast<double>(n) * tr_s);
    total += std::norm(sum);
    if (hz >= low_hz && hz <= high_hz) inside += std::norm(sum);
  }
  return inside / total;
}

double mean_share(double tr_s, Eigen::Index n_volumes, double low_hz, double high_hz)
{
  RandomStream random(4, {.purpose = Purpose::latent});
  const Eigen::MatrixXd series = gaussian_process(n_volumes, base::Seconds(tr_s), 40, Spectrum{}, random);
  double sum = 0;
  for (Eigen::Index s = 0; s < series.cols(); ++s) sum += share_of_power(series.col(s), tr_s, low_hz, high_hz);
  return sum / static_cast<double>(series.cols());
}

TEST(GaussianProcess, HoldsMostPowerInTheRestingBand)
{
  EXPECT_GT(mean_share(2.0, 200, 0.0099, 0.1), 0.70);
  EXPECT_GT(mean_share(0.8, 500, 0.0099, 0.1), 0.70);
}

TEST(GaussianProcess, FallsWithFrequencyInsideTheBand)
{
  const double slow = mean_share(2.0, 200, 0.01, 0.03);
  const double middle = mean_share(2.0, 200, 0.04, 0.06);
  const double fast = mean_share(2.0, 200, 0.13, 0.15);

  EXPECT_GT(slow, 1.5 * middle);
  EXPECT_GT(middle, 4 * fast);
}

TEST(GaussianProcess, HasUnitVarianceAndIndependentSeries)
{
  RandomStream random(9, {.purpose = Purpose::latent});

  const Eigen::MatrixXd series = gaussian_process(300, base::Seconds(2), 400, Spectrum{}, random);

  EXPECT_NEAR(series.array().square().mean(), 1, 0.05);
  EXPECT_NEAR(series.col(0).dot(series.col(1)) / 300, 0, 0.5);
  EXPECT_NEAR((series.leftCols(200).array() * series.rightCols(200).array()).mean(), 0, 0.05);
}

TEST(GaussianProcess, IsAnythingButPeriodic)
{
  RandomStream random(9, {.purpose = Purpose::latent});

  const Eigen::MatrixXd series = gaussian_process(200, base::Seconds(2), 200, Spectrum{}, random);

  const double step_inside = (series.row(100) - series.row(99)).squaredNorm();
  const double step_around = (series.row(0) - series.row(199)).squaredNorm();
  EXPECT_GT(step_around, 2 * step_inside);
}

TEST(PowerDensity, IsZeroOutsideItsLimits)
{
  const Spectrum spectrum;

  EXPECT_EQ(power_density(spectrum, base::Hertz(0)), 0);
  EXPECT_EQ(power_density(spectrum, base::Hertz(0.26)), 0);
  EXPECT_GT(power_density(spectrum, base::Hertz(0.02)), power_density(spectrum, base::Hertz(0.1)));
}

}  // namespace
}  // namespace dmn::simulation
