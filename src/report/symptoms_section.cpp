#include <cmath>

#include "report/effect_cells.hpp"
#include "report/findings.hpp"
#include "report/html_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

std::string variance_table(const ResultTable& markers)
{
  HtmlTable html{.label = "indirect effect and shares of variance",
                 .header = {"Marker", "Indirect effect, 95 % interval", "Effect alone", "Score alone", "Shared"}};
  for (std::size_t row = 0; row < markers.rows.size(); ++row) {
    if (!is_fixed_marker(markers.text(row, "marker")) || std::isnan(markers.number(row, "indirect"))) continue;
    html.rows.push_back({escape_html(markers.text(row, "marker")), signed_interval_cell(markers, row, "indirect", 4),
                         sourced_percent(markers.sourced(row, "r2_unique_effect"), 1),
                         sourced_percent(markers.sourced(row, "r2_unique_score"), 1),
                         sourced_percent(markers.sourced(row, "r2_shared"), 1)});
  }
  if (html.rows.empty()) return "";
  return fold_out("Indirect effect and shares of variance (exploratory)",
                  paragraph("A cross-sectional association: it does not say what causes what. Shares are of the "
                            "marker's variance, beyond covariates; a negative shared part is suppression.") +
                      table(html));
}

std::string overlap_part(const JobResults& overlap)
{
  const auto& summary = overlap.summary;
  const auto& markers = overlap.table("markers");
  const std::string score = escape_html(summary.text("/score"));
  const std::string effect = escape_html(summary.text("/effect"));
  const std::string intro = "In " + people_words(summary) + " who have " + score + ": the effect of " + effect +
                            " without and with " + score + " in the model, and " + score +
                            " with the effect held fixed, each <i>g</i> with 95 % CI. <i>p</i><sub>FWE</sub> is over " +
                            "the markers of a family (" + sourced_count(summary.sourced("/relabellings")) +
                            " relabellings). One test of the adjusted effect sees |<i>g</i>| ≥ " +
                            sourced_fixed(summary.sourced("/minimum_detectable_g_80_percent_power"), 2) +
                            " with 80 % power.";
  return "<h3>" + effect + " and " + score + "</h3>\n" + paragraph(intro) +
         tables_by_family(
             markers, "overlap with " + summary.text("/score"),
             {"Effect alone", "Effect, score held fixed", "Score, effect held fixed (a unit)",
              "Difference (2 SD of the score)", "<i>p</i><sub>FWE</sub>, both"},
             [&](std::size_t row) -> std::vector<std::string> {
               return {effect_and_p_cell(markers, row, "unadjusted_"), effect_and_p_cell(markers, row, "adjusted_"),
                       effect_and_p_cell(markers, row, "score_", 3), effect_and_p_cell(markers, row, "difference_"),
                       sourced_probability(markers.sourced(row, "p_fwe_conjunction"))};
             }) +
         variance_table(markers);
}

std::string pairs_table(const ResultTable& pairs)
{
  HtmlTable html{.label = "pairs of levels",
                 .header = {"Marker", "Pair", "g [95 % CI]", "p, Holm over pairs", "p<sub>FWE</sub>"},
                 .text_columns = 2};
  for (std::size_t row = 0; row < pairs.rows.size(); ++row) {
    if (!is_fixed_marker(pairs.text(row, "marker")) || pairs.text(row, "status") != "tested") continue;
    html.rows.push_back({escape_html(pairs.text(row, "marker")), escape_html(pairs.text(row, "pair")),
                         effect_cell(pairs, row, ""), sourced_probability(pairs.sourced(row, "p_holm")),
                         sourced_probability(pairs.sourced(row, "p_fwe"))});
  }
  return html.rows.empty() ? "" : fold_out("Every pair of levels", table(html));
}

std::string rest_table(const ResultTable& rest)
{
  HtmlTable html{.label = "one level against the rest",
                 .header = {"Level", "AUC [95 % CI]", "<i>p</i>", "AUC, covariates alone", "Gain [95 % CI]",
                            "<i>p</i> of the gain"}};
  for (std::size_t row = 0; row < rest.rows.size(); ++row) {
    if (std::isnan(rest.number(row, "auc"))) continue;
    html.rows.push_back({escape_html(rest.text(row, "level")), interval_cell(rest, row, "auc", 2),
                         sourced_probability(rest.sourced(row, "auc_p")),
                         sourced_fixed(rest.sourced(row, "auc_covariates"), 2),
                         signed_interval_cell(rest, row, "gain", 2), sourced_probability(rest.sourced(row, "gain_p"))});
  }
  if (html.rows.empty()) return "";
  return paragraph(
             "Told apart at held-out sites by the markers, each level against the rest (exploratory); without a "
             "gain over covariates nothing is said about connectivity. <i>p</i>: labels exchanged within sites, the "
             "whole cross-validation done anew for each; n/a without relabellings.") +
         table(html);
}

std::string subtype_part(const JobResults& subtype)
{
  const auto& summary = subtype.summary;
  const auto& markers = subtype.table("markers");
  std::string levels;
  for (const auto& [pointer, value] : summary.values) {
    if (pointer.starts_with("/levels/"))
      levels += (levels.empty() ? "" : ", ") + escape_html(pointer.substr(8)) + " (" +
                sourced_count(summary.sourced(pointer)) + ")";
  }
  return "<h3>Levels of " + escape_html(summary.text("/column")) + "</h3>\n" +
         paragraph("In " + people_words(summary) + ": " + levels +
                   ". The labels are clinical, from the participants table; nothing is "
                   "read from the scan.") +
         tables_by_family(markers, "levels of " + summary.text("/column"), {"F", "df", "p", "p<sub>FWE</sub>"},
                          [&](std::size_t row) -> std::vector<std::string> {
                            return {sourced_fixed(markers.sourced(row, "F"), 2),
                                    sourced_fixed(markers.sourced(row, "df1"), 0) + ", " +
                                        sourced_fixed(markers.sourced(row, "df2"), 0),
                                    sourced_probability(markers.sourced(row, "p")),
                                    sourced_probability(markers.sourced(row, "p_fwe"))};
                          }) +
         pairs_table(subtype.table("pairs")) + rest_table(subtype.table("one_against_rest"));
}

}  // namespace

std::string symptoms_section(const StudyResults& study)
{
  std::string body;
  for (const auto& overlap : study.overlaps) body += overlap_part(overlap);
  for (const auto& subtype : study.subtypes) body += subtype_part(subtype);
  if (body.empty()) return "";
  return section(
      "symptoms", "Does the difference go with other symptoms?",
      paragraph("An effect that is significant beside one that is not does not differ from it: only the "
                "column of the difference says so. <i>p</i> above .05 is no evidence of a difference, not evidence of "
                "none.") +
          body);
}

}  // namespace dmn::report
