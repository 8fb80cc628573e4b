#include <cmath>
#include <set>

#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr double alpha = 0.05;
constexpr const char* banner =
    "Research use only; not a diagnostic device. Values describe statistical position relative to this cohort&#39;s "
    "controls and do not confirm, refute or explain a person&#39;s pain.";

/// @param places  of the effect: slopes are small, being changes for one unit
std::string effect_words(const ResultTable& markers, std::size_t row, int places)
{
  std::string text = "<i>g</i> = " + sourced_signed(markers.sourced(row, "g"), places) + ", 95 % CI " +
                     sourced_signed(markers.sourced(row, "g_low"), places) + " to " +
                     sourced_signed(markers.sourced(row, "g_high"), places) + ", " +
                     sourced_p("p", markers.sourced(row, "p"));
  if (!std::isnan(markers.number(row, "p_fwe"))) text += ", " + sourced_p("p_FWE", markers.sourced(row, "p_fwe"));
  return text;
}

std::string subject_words(const ContrastWords& words)
{
  return words.compares_groups ? "between " + escape_html(words.first) + " and " + escape_html(words.second)
                               : "with " + escape_html(words.first);
}

std::string equivalence_words(const ContrastResults& contrast, std::size_t row)
{
  if (!words_of(contrast).compares_groups || !(contrast.markers.number(row, "p_tost") <= alpha)) return "";
  return "; the difference lies within ±" + sourced_fixed(contrast.summary.sourced("/equivalence_bound_sd"), 1) +
         " SD (equivalence test, " + sourced_p("p", contrast.markers.sourced(row, "p_tost")) + ")";
}

/// `within network DMN`, whether the table says so or `mean within network DMN`.
std::string description_of(const ResultTable& markers, std::size_t row)
{
  const std::string text = markers.text(row, "description");
  return escape_html(text.starts_with("mean ") ? text.substr(5) : text);
}

std::string marker_sentence(const ContrastResults& contrast, const ContrastWords& words, std::size_t row)
{
  const auto& markers = contrast.markers;
  const double p = markers.number(row, "p");
  const double corrected = markers.number(row, "p_fwe");
  const std::string name = markers.text(row, "marker");
  const std::string what = "connectivity, <b>" + description_of(markers, row) + "</b> (" + escape_html(name) + ", " +
                           tag_of(contrast, name) + ")";
  const std::string n = "; <i>n</i> = " + sourced_count(markers.sourced(row, "n"));
  if (words.is_f_test)
    return "Mean " + what + ": omnibus test of " + escape_html(words.first) +
           ", <i>F</i> = " + sourced_fixed(markers.sourced(row, "F"), 2) + ", " +
           sourced_p("p", markers.sourced(row, "p")) + n + ".";
  if (!(p <= alpha))
    return (words.compares_groups ? "No evidence of a difference " : "No evidence of an association ") +
           subject_words(words) + " in mean " + what + ": " +
           effect_words(markers, row, words.compares_groups ? 2 : 3) + n + equivalence_words(contrast, row) + ".";
  const bool higher = markers.number(row, "g") > 0;
  const std::string direction = words.compares_groups
                                    ? "was on average <b>" + std::string(higher ? "higher" : "lower") + "</b> in " +
                                          escape_html(words.first) + " than in " + escape_html(words.second)
                                    : "on average <b>" + escape_html(higher ? words.higher : words.lower) + "</b>";
  std::string text =
      "Mean " + what + " " + direction + ": " + effect_words(markers, row, words.compares_groups ? 2 : 3) + n;
  if (corrected > alpha) text += "; this does not pass the correction for several markers";
  if (std::isnan(corrected)) text += "; not corrected for several markers";
  return text + ".";
}

/// The others of M1 ... M8 that pass their correction.
std::string further_markers(const ContrastResults& contrast, const ContrastWords& words, std::size_t leading)
{
  const auto& markers = contrast.markers;
  if (words.is_f_test) return "";
  std::string text;
  for (std::size_t row = 0; row < markers.rows.size(); ++row) {
    const std::string name = markers.text(row, "marker");
    if (row == leading || !is_fixed_marker(name) || !(markers.number(row, "p_fwe") <= alpha)) continue;
    const bool higher = markers.number(row, "g") > 0;
    text += (text.empty() ? " Of the other " + tag_of(contrast, name) + " markers, these pass the correction: <b>"
                          : "; <b>") +
            description_of(markers, row) + "</b> (" + escape_html(name) + "), " +
            escape_html(higher ? words.higher : words.lower) + ", " +
            effect_words(markers, row, words.compares_groups ? 2 : 3);
  }
  return text.empty() ? "" : text + ".";
}

std::string network_words(const ContrastResults& contrast)
{
  const auto& summary = contrast.summary;
  std::string text;
  const std::string first = summary.text("/networks/0/tau");
  for (std::size_t k = 0; k < summary.count("/networks", "sign"); ++k) {
    const std::string at = "/networks/" + std::to_string(k);
    if (summary.text(at + "/tau") != first || !(summary.number(at + "/p_extent") <= alpha / 2)) continue;
    text += " The largest component of " +
            std::string(summary.text(at + "/sign") == "positive" ? "positive" : "negative") + " differences has " +
            sourced_count(summary.sourced(at + "/largest_edges")) + " edges (NBS, <i>t</i> ≥ " +
            sourced_fixed(summary.sourced(at + "/tau"), 1) + ", one-sided " +
            sourced_p("p", summary.sourced(at + "/p_extent")) + ").";
  }
  return text;
}

std::string edges_sentence(const ContrastResults& contrast)
{
  const auto& summary = contrast.summary;
  std::string text = "Of " + sourced_count(summary.sourced("/edges_tested")) + " tested edges, " +
                     sourced_count(summary.sourced("/edges_q_fdr_below_05")) +
                     (summary.number("/edges_q_fdr_below_05") == 1 ? " differs" : " differ") +
                     " at <i>q</i> ≤ .05 (false discovery rate)";
  if (!summary.text("/edges_p_fwe_below_05").empty())
    text +=
        " and " + sourced_count(summary.sourced("/edges_p_fwe_below_05")) + " at <i>p</i><sub>FWE</sub> ≤ .05 (max-T)";
  return text + "." + network_words(contrast);
}

std::string card(const std::string& number, const std::string& words, const std::string& more)
{
  return "<div class=\"card\"><b>" + number + "</b><span>" + words + "</span><small>" + more + "</small></div>\n";
}

std::string cards(const StudyResults& study, const ContrastResults& contrast)
{
  const auto& summary = contrast.summary;
  std::string html = card(sourced_count(summary.sourced("/participants")), "participants analysed",
                          "model: " + escape_html(summary.text("/model")));
  if (!study.quality.empty()) {
    std::string more = "exclusion by group: not testable";
    if (!study.quality.text("/exclusions/p").empty())
      more = "by group: " + sourced_p("p", study.quality.sourced("/exclusions/p")) + " (" +
             escape_html(study.quality.text("/exclusions/test")) + ")" +
             (study.quality.number("/exclusions/p") <= alpha ? ": unequal" : "");
    html +=
        card(sourced_count(study.quality.sourced("/exclusions/participants_excluded")), "participants excluded", more);
  }
  std::set<std::string> sites;
  for (std::size_t k = 0; k < summary.count("/people", "site"); ++k)
    sites.insert(summary.text("/people/" + std::to_string(k) + "/site"));
  const auto leading = leading_marker(contrast.markers);
  std::string heterogeneity = sites.size() == 1 ? "nothing to compare across sites" : "no meta-analysis of sites";
  if (leading) {
    const auto row = contrast.marker_meta.find("marker", contrast.markers.text(*leading, "marker"));
    if (row && !std::isnan(contrast.marker_meta.number(*row, "I2")))
      heterogeneity = "<i>I</i>² = " + sourced_fixed(contrast.marker_meta.sourced(*row, "I2"), 0) + " % (" +
                      escape_html(contrast.markers.text(*leading, "marker")) + ")";
  }
  html += card(
      data_element({.value = static_cast<double>(sites.size()), .source = summary.path + "|distinct|/people/*/site"},
                   std::to_string(sites.size())),
      sites.size() == 1 ? "site" : "sites", heterogeneity);
  const auto below = summary.sourced("/edges_q_fdr_below_05");
  html += card(sourced_count(below), below.value == 1 ? "edge at q ≤ .05" : "edges at q ≤ .05",
               "of " + sourced_count(summary.sourced("/edges_tested")) + " tested");
  const std::string detectable = "/minimum_detectable_g_80_percent_power";
  html += card(sourced_fixed(summary.sourced(detectable), 2), "smallest |g| a single test sees",
               "with 80 % power, α = .05");
  return "<div class=\"cards\">\n" + html + "</div>\n";
}

std::string without_comparison(const StudyResults& study)
{
  std::string text = "<p class=\"lead\">No group comparison is in this folder.";
  if (study.cohort) {
    const double n = static_cast<double>(study.cohort->site.size());
    text +=
        " The cohort file holds " +
        data_element({.value = n, .source = study.cohort->path + "|length|/runs/site"}, count_text(std::llround(n))) +
        " runs.";
  }
  return text + "</p>\n";
}

}  // namespace

std::string found_paragraph(const ContrastResults& contrast)
{
  const auto leading = leading_marker(contrast.markers);
  if (!leading) return edges_sentence(contrast);
  const auto words = words_of(contrast);
  return marker_sentence(contrast, words, *leading) + further_markers(contrast, words, *leading) + " " +
         edges_sentence(contrast);
}

std::string found_section(const StudyResults& study)
{
  std::string html;
  for (const auto& contrast : study.contrasts) {
    if (study.contrasts.size() > 1)
      html += "<p class=\"kicker\">" + escape_html(contrast.summary.text("/contrast")) + "</p>\n";
    html += paragraph(found_paragraph(contrast), "lead");
  }
  html += study.contrasts.empty() ? without_comparison(study) : cards(study, study.contrasts.front());
  return html + "<p class=\"banner\" role=\"note\">" + banner + "</p>\n";
}

}  // namespace dmn::report
