#include "simulation/gaussian_process.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dmn::simulation {

double power_density(const Spectrum& spectrum, base::Hertz frequency)
{
  const double f = frequency.value;
  if (f <= 0 || f > spectrum.highest.value) return 0;
  const double rise = f * f / (f * f + spectrum.slow.value * spectrum.slow.value);
  const double fall = 1.0 / (1.0 + std::pow(f / spectrum.fast.value, 4));
  return rise * fall / f;
}

Eigen::MatrixXd gaussian_process(Eigen::Index n_volumes, base::Seconds repetition_time, Eigen::Index n_series,
                                 const Spectrum& spectrum, RandomStream& random)
{
  constexpr double padding = 1.25;
  const double period = padding * static_cast<double>(n_volumes) * repetition_time.value;
  const double highest = std::min(spectrum.highest.value, 0.5 / repetition_time.value);
  const auto n_frequencies = std::max<Eigen::Index>(1, static_cast<Eigen::Index>(highest * period));

  Eigen::VectorXd power(n_frequencies);
  for (Eigen::Index k = 0; k < n_frequencies; ++k)
    power(k) = power_density(spectrum, base::Hertz(static_cast<double>(k + 1) / period));
  power /= power.sum();

  Eigen::MatrixXd waves(n_volumes, 2 * n_frequencies);
  for (Eigen::Index k = 0; k < n_frequencies; ++k) {
    const double amplitude = std::sqrt(power(k));
    const double step = 2.0 * std::numbers::pi * static_cast<double>(k + 1) * repetition_time.value / period;
    for (Eigen::Index t = 0; t < n_volumes; ++t) {
      waves(t, 2 * k) = amplitude * std::cos(step * static_cast<double>(t));
      waves(t, 2 * k + 1) = amplitude * std::sin(step * static_cast<double>(t));
    }
  }
  return waves * random.normal_matrix(2 * n_frequencies, n_series);
}

}  // namespace dmn::simulation
