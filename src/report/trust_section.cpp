#include <algorithm>

#include "report/html_text.hpp"
#include "report/references.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

std::string list(const std::vector<std::string>& items)
{
  std::string html = "<ul>\n";
  for (const auto& item : items) html += "<li>" + item + "</li>\n";
  return html + "</ul>\n";
}

std::vector<std::string> limitations(const StudyResults& study)
{
  const bool groups =
      std::ranges::any_of(study.contrasts, [](const auto& contrast) { return words_of(contrast).compares_groups; });
  std::vector<std::string> items{
      groups ? "Group means differ while single people overlap; nothing here speaks of one person."
             : "An association over many people says nothing about one person.",
      "Connectivity is correlation: it shows neither activity, direction nor cause, and a region's name does not say "
      "what it did.",
      "A comparison of people as they are is an association; medication, mood, sleep and pain during the scan may "
      "differ between groups.",
      "Absence of a significant effect is not evidence of absence, unless an equivalence test says so."};
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

/// Publications behind what the page shows.
std::vector<Reference> cited_by(const StudyResults& study)
{
  std::vector<Reference> used{
      {.key = "davis2017",
       .text = "Davis, K. D. & others (2017). Brain imaging tests for chronic pain (IASP task force). Nature Reviews "
               "Neurology 13, 624-638",
       .doi = "10.1038/nrneurol.2017.122"},
      reference("hedges1981"),
      reference("benjamini1995")};
  const auto cite = [&](bool is_used, const char* key) {
    if (is_used) used.push_back(reference(key));
  };
  const auto any = [&](auto has) { return std::ranges::any_of(study.contrasts, has); };
  cite(any([](const auto& c) { return !c.summary.text("/permutations/number").empty(); }), "winkler2014");
  cite(any([](const auto& c) { return !c.components.path.empty(); }), "zalesky2010");
  cite(any([](const auto& c) { return !c.marker_meta.empty(); }), "viechtbauer2010");
  cite(!study.harmonised.empty(), "johnson2007");
  cite(!study.quality.text("/qc_fc/edges").empty(), "ciric2017");
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
  for (const auto& publication : cited_by(study)) cited.push_back(escape_html(sentence(publication)));
  return section("trust", "How was it made, and what limits it?", body + fold_out("References", list(cited)));
}

}  // namespace dmn::report
