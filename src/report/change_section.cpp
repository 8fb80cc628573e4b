#include <cmath>

#include "report/effect_cells.hpp"
#include "report/html_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

std::string sessions_words(const ResultRecord& summary)
{
  std::string words;
  for (std::size_t k = 0; !summary.text("/sessions/" + std::to_string(k)).empty(); ++k)
    words += (words.empty() ? "" : ", ") + escape_html(summary.text("/sessions/" + std::to_string(k)));
  return words;
}

std::string dropout_table(const ResultTable& dropout)
{
  HtmlTable html{.label = "people with every session",
                 .header = {"Site", "Group", "With every session", "Dropped out"},
                 .text_columns = 2};
  for (std::size_t row = 0; row < dropout.rows.size(); ++row)
    html.rows.push_back({escape_html(dropout.text(row, "site")), escape_html(dropout.text(row, "group")),
                         sourced_count(dropout.sourced(row, "n_complete")),
                         sourced_count(dropout.sourced(row, "n_dropped"))});
  return html.rows.empty() ? "" : fold_out("Who came again", table(html));
}

std::string course_part(const ResultTable& course, const ResultRecord& summary)
{
  if (course.empty()) return "";
  return "<h3>Over all sessions</h3>\n" +
         paragraph(escape_html(summary.text("/course_model")) +
                   "; group × time, a unit of time, <i>β</i> ± standard error.") +
         tables_by_family(course, "course", {"Group × time", "p<sub>FWE</sub>"},
                          [&](std::size_t row) -> std::vector<std::string> {
                            return {sourced_signed(course.sourced(row, "interaction_beta"), 4) + " ± " +
                                        sourced_fixed(course.sourced(row, "interaction_se"), 4),
                                    sourced_probability(course.sourced(row, "interaction_p_fwe"))};
                          });
}

std::string conversion_part(const ResultTable& conversion, const ResultRecord& summary)
{
  if (conversion.empty()) return "";
  return "<h3>First session by later outcome</h3>\n" +
         paragraph("An association in people as they are: " + escape_html(summary.text("/conversion/1")) + " less " +
                   escape_html(summary.text("/conversion/0")) + ".") +
         tables_by_family(
             conversion, "conversion", {"g [95 % CI]", "p<sub>FWE</sub>"},
             [&](std::size_t row) -> std::vector<std::string> {
               return {effect_cell(conversion, row, ""), sourced_probability(conversion.sourced(row, "p_fwe"))};
             });
}

}  // namespace

std::string change_section(const StudyResults& study)
{
  if (!study.change) return "";
  const auto& summary = study.change->summary;
  const auto& markers = study.change->table("markers");
  const std::string first = escape_html(summary.text("/groups/0"));
  const std::string second = escape_html(summary.text("/groups/1"));
  std::string intro = "Sessions " + sessions_words(summary) +
                      "; change is the last less the first, within persons, in " + people_words(summary) + ".";
  if (!summary.text("/dropout_p").empty())
    intro += " Test of a difference in dropout between the groups: " + sourced_p("p", summary.sourced("/dropout_p")) +
             " (" + escape_html(summary.text("/dropout_test")) + ").";
  intro += " <i>p</i><sub>FWE</sub> is over the markers of a family (" +
           sourced_count(summary.sourced("/relabellings")) + " relabellings).";
  return section(
      "change", "Did connectivity change between sessions?",
      paragraph(intro) +
          tables_by_family(markers, "change",
                           {"Difference of change, " + first + " − " + second + ", g [95 % CI]",
                            "Change in " + first + ", g [95 % CI]", "Change in " + second + ", g [95 % CI]"},
                           [&](std::size_t row) -> std::vector<std::string> {
                             return {effect_and_p_cell(markers, row, "difference_"),
                                     effect_cell(markers, row, "first_"), effect_cell(markers, row, "second_")};
                           }) +
          dropout_table(study.change->table("dropout")) + course_part(study.change->table("course"), summary) +
          conversion_part(study.change->table("conversion"), summary));
}

}  // namespace dmn::report
