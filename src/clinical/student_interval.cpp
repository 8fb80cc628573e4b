#include "clinical/student_interval.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace dmn::clinical {

StudentInterval student_interval(double estimate, double se, double df)
{
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (!std::isfinite(estimate) || !std::isfinite(se) || !(df > 0)) return {unknown, unknown};
  const double half = boost::math::quantile(boost::math::students_t(df), 0.975) * se;
  return {estimate - half, estimate + half};
}

}  // namespace dmn::clinical
