#pragma once

#include <vector>

namespace dmn::harmonisation {

/// NaN of no value. Reorders `values`.
double median(std::vector<double>& values);

/// Residuals of one site: their standard deviation and their distances from the median.
struct SiteSpread {
  double n = 0;
  double sd = 0;  ///< n - 1
  double mean_distance = 0;
  double ss_distance = 0;  ///< about mean_distance
};

/// @param values  two or more; reordered
SiteSpread spread_of(std::vector<double>& values);

/// Do variances differ over sites: one-way F of the distances from the site medians (Brown & Forsythe 1974).
/// NaN with one site or where the distances do not vary (two rows in every site).
double brown_forsythe_p(const std::vector<SiteSpread>& spreads);

}  // namespace dmn::harmonisation
