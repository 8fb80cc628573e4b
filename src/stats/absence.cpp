#include "stats/absence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

void require_positive(double value, const char* field)
{
  if (value > 0 && std::isfinite(value)) return;
  throw base::UsageError("absence of an effect cannot be tested with this option",
                         {.field = field, .expected = "a positive number", .found = fmt::format("{}", value)});
}

}  // namespace

Equivalence equivalence(double beta, double se, double sigma, double df, double bound)
{
  require_positive(bound, "bound");
  const double missing = beta + se + sigma + df;
  if (std::isnan(missing)) return {missing, missing, missing, missing, missing};
  const boost::math::students_t distribution(df);
  Equivalence result;
  result.t_lower = (beta + bound * sigma) / se;
  result.t_upper = (beta - bound * sigma) / se;
  result.p_lower = boost::math::cdf(boost::math::complement(distribution, result.t_lower));
  result.p_upper = boost::math::cdf(distribution, result.t_upper);
  result.p = std::max(result.p_lower, result.p_upper);
  return result;
}

Absence absence(const TestStatistics& tested, const AbsenceOptions& options)
{
  require_positive(options.bound, "bound");
  require_positive(options.prior_scale, "prior_scale");
  const Eigen::VectorXd missing = Eigen::VectorXd::Constant(tested.size(), std::numeric_limits<double>::quiet_NaN());
  Absence result = {missing, missing};
  for (Eigen::Index e = 0; e < tested.size(); ++e) {
    if (std::isnan(tested.t[e])) continue;
    result.p_equivalence[e] = equivalence(tested.beta[e], tested.se[e], tested.sigma[e], tested.df[e], options.bound).p;
    result.bayes_factor[e] =
        bayes_factor(tested.t[e], 1.0 / tested.variance_factor[e], tested.df[e], options.prior_scale);
  }
  return result;
}

}  // namespace dmn::stats
