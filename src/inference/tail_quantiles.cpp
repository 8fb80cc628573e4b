#include "inference/tail_quantiles.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace dmn::inference {
namespace {

constexpr double smallest_tail = 1e-290;  ///< below it logarithms take over
constexpr int max_steps = 100;

/// log P(T > t) in the far tail: the incomplete beta function I_x(df/2, 1/2) by its hypergeometric series in x < 1.
double log_tail_of_t(double t, double df)
{
  const double a = df / 2.0;
  const double ratio = t * t / df;
  const double x = 1.0 / (1.0 + ratio);
  double sum = 1.0;
  double term = 1.0;
  for (int n = 0; term > std::numeric_limits<double>::epsilon() * sum; ++n) {
    term *= x * (a + 0.5 + n) / (a + 1.0 + n);
    sum += term;
  }
  const double log_beta = std::log(boost::math::tgamma_delta_ratio(a, 0.5)) + 0.5 * std::log(std::numbers::pi);
  return -std::numbers::ln2 - a * std::log1p(ratio) + 0.5 * std::log1p(-x) - std::log(a) - log_beta + std::log(sum);
}

/// log P(Z > z) for z above 30: the asymptotic series, relative error below 1e-11 of the tail.
double log_tail_of_z(double z)
{
  const double u = 1.0 / (z * z);
  const double series = u * (-1.0 + u * (3.0 + u * (-15.0 + u * 105.0)));
  return -0.5 * z * z - std::log(z) - 0.5 * std::log(2.0 * std::numbers::pi) + std::log1p(series);
}

double z_with_log_tail(double log_tail)
{
  double z = std::sqrt(-2.0 * log_tail);
  for (int step = 0; step < max_steps; ++step) {
    const double move = (log_tail_of_z(z) - log_tail) / (z + 1.0 / z);
    z += move;
    if (std::abs(move) <= 1e-14 * z) break;
  }
  return z;
}

}  // namespace

double z_of_t(double t, double df)
{
  if (std::isnan(t) || std::isinf(t)) return t;
  const double tail = boost::math::cdf(boost::math::complement(boost::math::students_t(df), std::abs(t)));
  const double z = tail > smallest_tail ? boost::math::quantile(boost::math::complement(boost::math::normal(), tail))
                                        : z_with_log_tail(log_tail_of_t(std::abs(t), df));
  return std::copysign(z, t);
}

double t_of_z(double z, double df)
{
  const double tail = boost::math::cdf(boost::math::complement(boost::math::normal(), z));
  return boost::math::quantile(boost::math::complement(boost::math::students_t(df), tail));
}

}  // namespace dmn::inference
