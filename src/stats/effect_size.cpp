#include "stats/effect_size.hpp"

#include <cmath>

#include "stats/distributions.hpp"
#include "stats/noncentral_t.hpp"

namespace dmn::stats {
namespace {

constexpr double tail_of_95_percent = 0.025;

}  // namespace

EffectSize effect_size(double t, double df, double variance_factor)
{
  if (std::isnan(t)) return {t, t, t, t};
  const double scale = std::sqrt(variance_factor);
  const double d = t * scale;
  const NoncentralT distribution(t, df);
  return {d, hedges_correction(df) * d, distribution.ncp_at(1.0 - tail_of_95_percent) * scale,
          distribution.ncp_at(tail_of_95_percent) * scale};
}

}  // namespace dmn::stats
