#include "stats/distributions.hpp"

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace dmn::stats {

double p_two_sided(double t, double df)
{
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return 0.0;
  return 2.0 * boost::math::cdf(boost::math::complement(boost::math::students_t(df), std::abs(t)));
}

double p_upper_f(double f, double df1, double df2)
{
  if (std::isnan(f)) return f;
  if (std::isinf(f)) return 0.0;
  return boost::math::cdf(boost::math::complement(boost::math::fisher_f(df1, df2), f));
}

double hedges_correction(double df)
{
  return 1.0 / (std::sqrt(df / 2.0) * boost::math::tgamma_delta_ratio((df - 1.0) / 2.0, 0.5));
}

}  // namespace dmn::stats
