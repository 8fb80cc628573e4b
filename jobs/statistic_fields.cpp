#include "statistic_fields.hpp"

namespace dmn::jobs {

const std::vector<StatisticField>& statistic_fields()
{
  using S = stats::TestStatistics;
  static const std::vector<StatisticField> fields{
      {"beta", "as the data", "estimated effect of the contrast", &S::beta},
      {"se", "as the data", "standard error of beta", &S::se},
      {"t", "1", "t statistic", &S::t},
      {"df", "1", "residual degrees of freedom", &S::df},
      {"p", "1", "two-sided p of t, uncorrected", &S::p},
      {"q_fdr", "1", "Benjamini-Hochberg q over the tested outcomes", &S::q_fdr},
      {"p_fwe", "1", "family-wise p of t or F by its maximum over relabellings, the identity counted", &S::p_fwe},
      {"g", standardised, "Hedges' g", &S::g},
      {"g_low", standardised, "lower bound of the 95 % interval of the standardised effect", &S::g_low},
      {"g_high", standardised, "upper bound of the 95 % interval of the standardised effect", &S::g_high},
      {"f", "1", "F statistic of an F contrast", &S::f},
      {"df1", "1", "numerator degrees of freedom of F", &S::df1},
  };
  return fields;
}

}  // namespace dmn::jobs
