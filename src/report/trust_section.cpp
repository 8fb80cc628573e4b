#include "report/html_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

struct Reference {
  const char* text;
  const char* doi;
};

std::string list(const std::vector<std::string>& items)
{
  std::string html = "<ul>\n";
  for (const auto& item : items) html += "<li>" + item + "</li>\n";
  return html + "</ul>\n";
}

std::vector<std::string> limitations(const StudyResults& study)
{
  std::vector<std::string> items{
      "Group means differ while single people overlap; nothing here speaks of one person.",
      "Connectivity is correlation: it shows neither activity, direction nor cause, and a region's name does not say "
      "what it did.",
      "A comparison of people as they are is an association; medication, mood, sleep and pain during the scan may "
      "differ between groups.",
      "Absence of a significant difference is not evidence of absence, unless an equivalence test says so."};
  if (study.contrasts.size() > 1)
    items.emplace_back("Corrections hold within a contrast, not across the " + std::to_string(study.contrasts.size()) +
                       " contrasts of this report.");
  if (!study.harmonised.empty())
    items.emplace_back("Harmonisation used all participants at once; numbers after it are not out-of-sample.");
  if (study.cohort && study.cohort->pipeline.empty())
    items.emplace_back("The matrices came ready-made: how they were denoised is not known here.");
  for (const auto& contrast : study.contrasts) {
    for (std::size_t k = 0; !contrast.summary.text("/warnings/" + std::to_string(k)).empty(); ++k)
      items.push_back(escape_html(contrast.name + ": " + contrast.summary.text("/warnings/" + std::to_string(k))));
  }
  return items;
}

std::vector<Reference> references(const StudyResults& study)
{
  std::vector<Reference> used{
      {"Davis KD, et al. Brain imaging tests for chronic pain (IASP task force). Nat Rev Neurol 2017; 13: 624–638.",
       "10.1038/nrneurol.2017.122"},
      {"Hedges LV. Distribution theory for Glass's estimator of effect size and related estimators. J Educ Stat 1981; "
       "6: 107–128.",
       "10.3102/10769986006002107"},
      {"Benjamini Y, Hochberg Y. Controlling the false discovery rate. J R Stat Soc B 1995; 57: 289–300.",
       "10.1111/j.2517-6161.1995.tb02031.x"}};
  const auto any = [&](auto has) {
    for (const auto& contrast : study.contrasts) {
      if (has(contrast)) return true;
    }
    return false;
  };
  if (any([](const auto& c) { return !c.summary.text("/permutations/number").empty(); }))
    used.push_back(
        {"Winkler AM, et al. Permutation inference for the general linear model. NeuroImage 2014; 92: 381–397.",
         "10.1016/j.neuroimage.2014.01.060"});
  if (any([](const auto& c) { return !c.components.path.empty(); }))
    used.push_back({"Zalesky A, Fornito A, Bullmore ET. Network-based statistic. NeuroImage 2010; 53: 1197–1207.",
                    "10.1016/j.neuroimage.2010.06.041"});
  if (any([](const auto& c) { return !c.marker_meta.empty(); }))
    used.push_back(
        {"Viechtbauer W. Conducting meta-analyses in R with the metafor package. J Stat Softw 2010; 36(3): 1–48.",
         "10.18637/jss.v036.i03"});
  if (!study.harmonised.empty())
    used.push_back(
        {"Johnson WE, Li C, Rabinovic A. Adjusting batch effects in microarray expression data using empirical Bayes "
         "methods. Biostatistics 2007; 8: 118–127.",
         "10.1093/biostatistics/kxj037"});
  if (!study.quality.text("/qc_fc/edges").empty())
    used.push_back(
        {"Ciric R, et al. Benchmarking of participant-level confound regression strategies. NeuroImage 2017; 154: "
         "174–187.",
         "10.1016/j.neuroimage.2017.03.020"});
  return used;
}

std::string provenance_table(const StudyResults& study)
{
  std::string html =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"provenance\"><table "
      "class=\"provenance\"><tbody>\n";
  for (const auto& [name, text] : study.provenance)
    html += "<tr><th scope=\"row\">" + escape_html(name) + "</th><td><pre>" + escape_html(text) + "</pre></td></tr>\n";
  return html + "</tbody></table></div>\n";
}

std::string multiplicity(const ContrastResults& contrast)
{
  const auto& summary = contrast.summary;
  std::string text = "<b>" + escape_html(summary.text("/contrast")) + "</b>, model <code>" +
                     escape_html(summary.text("/model")) + "</code>, " +
                     sourced_count(summary.sourced("/participants")) + " participants, " +
                     sourced_count(summary.sourced("/residual_df")) +
                     " residual degrees of freedom; every edge corrected by the false discovery rate";
  if (!summary.text("/permutations/number").empty()) {
    text += "; family-wise errors and networks by " + sourced_count(summary.sourced("/permutations/number")) + " " +
            escape_html(summary.text("/permutations/kind")) + " within " +
            escape_html(summary.text("/permutations/within")) + ", seed " +
            escape_html(summary.text("/permutations/seed"));
  }
  return text + ".";
}

}  // namespace

std::string trust_section(const StudyResults& study)
{
  std::string body;
  std::vector<std::string> methods;
  for (const auto& contrast : study.contrasts) methods.push_back(multiplicity(contrast));
  if (!methods.empty()) body += "<h3>What was computed</h3>\n" + list(methods);
  body += "<h3>Limitations</h3>\n" + list(limitations(study));
  body += fold_out("Software, regions, settings and digests", provenance_table(study));
  std::vector<std::string> cited;
  for (const auto& reference : references(study))
    cited.push_back(escape_html(reference.text) + " doi:" + escape_html(reference.doi));
  return section("trust", "How was it made, and what limits it?", body + fold_out("References", list(cited)));
}

}  // namespace dmn::report
