#pragma once

#include <string>
#include <vector>

namespace dmn::stats {

/// Participants of one site and group.
struct ExclusionCount {
  std::string site;
  std::string group;
  int n_included = 0;
  int n_excluded = 0;
};

/// One row a site and group that occurs, by site, then group. An empty label is a label like any other.
/// @param site, group  N labels
/// @param excluded     N
/// @throws ShapeError when the lengths differ
std::vector<ExclusionCount> exclusion_counts(const std::vector<std::string>& site,
                                             const std::vector<std::string>& group, const std::vector<bool>& excluded);

enum class ExclusionMethod {
  none,                     ///< no site has two groups, an excluded and an included participant: nothing to test
  fisher,                   ///< one such site, two groups: Fisher's exact test, two-sided as R's fisher.test
  cochran_mantel_haenszel,  ///< several, two groups: stratified by site, continuity-corrected as R's mantelhaen.test
  chi_squared,              ///< one, more groups: Pearson's chi-squared, uncorrected as R's chisq.test
  generalised_cmh,          ///< several, more groups: stratified by site, as R's mantelhaen.test
};

/// `not testable`, `Fisher exact`, `Cochran-Mantel-Haenszel`, `chi-squared`, `generalised Cochran-Mantel-Haenszel`.
std::string words(ExclusionMethod method);

/// Were participants of one group excluded more often than those of another, within sites?
struct ExclusionTest {
  ExclusionMethod method = ExclusionMethod::none;
  double statistic = 0;  ///< chi-squared; NaN for Fisher's test and for none
  double df = 0;         ///< NaN likewise
  double p = 1;          ///< NaN for none
};

/// The test that the table calls for; see ExclusionMethod. Rows without a group take no part; a site that cannot inform
/// (one group, nobody or everybody excluded) takes none either.
ExclusionTest differential_exclusion(const std::vector<ExclusionCount>& counts);

/// Fisher's exact test of a 2 x 2 table: the probabilities of all tables with its margins that are no more probable
/// (relative tolerance 1e-7, as R), added up.
double fisher_exact_p(int a, int b, int c, int d);

}  // namespace dmn::stats
