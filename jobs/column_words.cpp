#include "column_words.hpp"

#include <array>
#include <map>
#include <utility>

#include "statistic_fields.hpp"

namespace dmn::jobs {
namespace {

const std::map<std::string, ColumnWords>& known_columns()
{
  static const std::map<std::string, ColumnWords> known{
      {"roi_i", {"first region of the pair, 0-based row of the ROI table", ""}},
      {"roi_j", {"second region of the pair, 0-based row of the ROI table", ""}},
      {"label_i", {"label of the first region", ""}},
      {"label_j", {"label of the second region", ""}},
      {"marker", {"marker M1 to M8, or a network mean", ""}},
      {"description", {"what the marker averages, or what the measure is", ""}},
      {"measure", {"measure of a region or of the whole participant", ""}},
      {"roi", {"region, 0-based row of the ROI table; n/a for a measure of the whole participant", ""}},
      {"label", {"label of the region", ""}},
      {"tag", {"exploratory: not fixed in advance", ""}},
      {"participant_id", {"participant", ""}},
      {"session", {"session", ""}},
      {"k_d", {"hub disruption; only its difference between groups is to be read", "1"}},
      {"note", {"how to read the number", ""}},
      {"status", {"tested, or why not", ""}},
      {"n", {"participants with a value", "participants"}},
      {"F", {"F statistic", "1"}},
      {"v", {"Aspin and Welch's v: t with a variance for each variance group", "1"}},
      {"p_tost", {"p of equivalence (two one-sided tests) within group.equivalence", "1"}},
      {"bf10", {"JZS Bayes factor for an effect against none, scale sqrt(2)/2", "1"}},
      {"p_permuted", {"counted p over relabellings, uncorrected", "1"}},
      {"p_fwe_error", {"Monte Carlo standard error of p_fwe", "1"}},
      {"p_fwe_gamma_approximate", {"p_fwe from a gamma distribution fitted to the null maxima", "1"}},
      {"p_fwe_gpd_approximate", {"p_fwe from a generalised Pareto tail of the null maxima", "1"}},
      {"tfnbs_positive", {"threshold-free network-based statistic, positive direction", "1"}},
      {"tfnbs_negative", {"threshold-free network-based statistic, negative direction", "1"}},
      {"p_tfnbs_positive", {"one-sided family-wise p of tfnbs_positive; compare with alpha/2", "1"}},
      {"p_tfnbs_negative", {"one-sided family-wise p of tfnbs_negative; compare with alpha/2", "1"}},
      {"sign", {"direction of the component: positive or negative", ""}},
      {"tau", {"threshold of t that connects edges", "1"}},
      {"component", {"number of the component, 1 has most edges", ""}},
      {"n_edges", {"edges", "edges"}},
      {"n_nodes", {"regions of the component", "regions"}},
      {"intensity", {"sum of t beyond the threshold over the component", "1"}},
      {"p_extent", {"one-sided family-wise p of the number of edges; compare with alpha/2", "1"}},
      {"p_intensity", {"one-sided family-wise p of the intensity; compare with alpha/2", "1"}},
      {"edges", {"0-based rows of edges.tsv, separated by semicolons", ""}},
      {"k", {"sites in the meta-analysis", "sites"}},
      {"estimate", {"random-effects mean of the sites' effects", standardised}},
      {"ci_low", {"lower bound of its 95 % interval (Hartung and Knapp)", standardised}},
      {"ci_high", {"upper bound of its 95 % interval (Hartung and Knapp)", standardised}},
      {"statistic", {"t of the estimate", "1"}},
      {"tau2", {"variance of effects between sites", "squared residual standard deviations"}},
      {"Q", {"Cochran's Q", "1"}},
      {"I2", {"share of variation between sites", "percent"}},
      {"pi_low", {"lower bound of the 95 % prediction interval of a new site", standardised}},
      {"pi_high", {"upper bound of the 95 % prediction interval of a new site", standardised}},
      {"model", {"estimator of the variance between sites", ""}},
      {"var_site", {"variance of the site's random intercept", "squared data units"}},
      {"var_residual", {"residual variance", "squared data units"}},
      {"boundary", {"1 if the variance of sites was estimated as 0", ""}},
      {"sign_change", {"1 if leaving a site out changes the sign of the effect", ""}},
      {"smallest", {"smallest effect with one site left out", "as the data"}},
      {"largest", {"largest effect with one site left out", "as the data"}},
      {"site", {"site", ""}},
      {"group", {"group", ""}},
      {"n_included", {"participants included", "participants"}},
      {"n_excluded", {"participants excluded", "participants"}},
      {"r", {"partial correlation with mean framewise displacement", "1"}},
      {"distance_mm", {"distance between the two regions", "mm"}},
      {"robustness", {"robust: the same sign and p < .05 in both pipelines", ""}},
  };
  return known;
}

/// Columns that are another one seen from somewhere.
constexpr std::array<std::pair<const char*, const char*>, 6> prefixes{{{"fixed_", "fixed effects of sites: "},
                                                                       {"mixed_", "mixed model: "},
                                                                       {"meta_", "meta-analysis: "},
                                                                       {"without_a_site_", "leave-one-site-out: "},
                                                                       {"g_", "Hedges' g at site "},
                                                                       {"v_", "variance of Hedges' g at site "}}};

ColumnWords known_words(const std::string& name)
{
  for (const auto& field : statistic_fields()) {
    if (field.name == name) return {field.description, field.units};
  }
  const auto found = known_columns().find(name);
  return found == known_columns().end() ? ColumnWords{} : found->second;
}

ColumnWords words_of_site_or_pipeline(const std::string& name)
{
  for (const std::string suffix : {"_primary", "_sensitivity"}) {
    if (name.ends_with(suffix)) {
      auto words = known_words(name.substr(0, name.size() - suffix.size()));
      if (!words.description.empty()) return {words.description + ", " + suffix.substr(1) + " pipeline", words.units};
    }
  }
  if (const auto at = name.find("_without_"); at != std::string::npos) {
    const auto words = known_words(name.substr(0, at));
    return {words.description + ", without site " + name.substr(at + 9), words.units};
  }
  if (name.starts_with("n_")) return {"participants at site " + name.substr(2), "participants"};
  for (const auto& [prefix, text] : prefixes) {
    if (!name.starts_with(prefix)) continue;
    const auto rest = name.substr(std::string(prefix).size());
    const auto words = known_words(rest);
    return {text + (words.description.empty() ? rest : words.description), words.units};
  }
  return {};
}

}  // namespace

ColumnWords words_of_column(const std::string& name)
{
  auto words = known_words(name);
  if (words.description.empty()) words = words_of_site_or_pipeline(name);
  if (words.description.empty()) words.description = "see docs/outputs.md";
  return words;
}

}  // namespace dmn::jobs
