#include <algorithm>

#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

/// Rows of sites, two columns a group.
std::string people_table(const ResultTable& counts)
{
  std::vector<std::string> sites;
  std::vector<std::string> groups;
  const auto note = [](std::vector<std::string>& all, const std::string& name) {
    if (std::ranges::find(all, name) == all.end()) all.push_back(name);
  };
  for (std::size_t row = 0; row < counts.rows.size(); ++row) {
    note(sites, counts.text(row, "site"));
    note(groups, counts.text(row, "group"));
  }
  const auto shown = [](const std::string& name) {
    return name.empty() ? std::string("not known") : escape_html(name);
  };
  HtmlTable cells{.label = "participants by site and group", .header = {"Site"}};
  for (const auto& group : groups) {
    cells.header.push_back(shown(group) + "<br>included");
    cells.header.emplace_back("<br>excluded");
  }
  for (const auto& site : sites) {
    std::vector<std::string> line(1 + 2 * groups.size());
    line.front() = shown(site);
    for (std::size_t row = 0; row < counts.rows.size(); ++row) {
      if (counts.text(row, "site") != site) continue;
      const auto g = static_cast<std::size_t>(std::ranges::find(groups, counts.text(row, "group")) - groups.begin());
      line[1 + 2 * g] = sourced_count(counts.sourced(row, "n_included"));
      line[2 + 2 * g] = sourced_count(counts.sourced(row, "n_excluded"));
    }
    cells.rows.push_back(std::move(line));
  }
  return table(cells);
}

}  // namespace

std::string people_section(const StudyResults& study)
{
  const auto& counts = study.exclusions;
  if (counts.empty() && !study.cohort) return "";
  std::string body;
  if (!counts.empty()) body += people_table(counts);
  if (study.cohort && !study.cohort->exclusion_reasons.empty()) {
    HtmlTable reasons{.label = "reasons of exclusion", .header = {"Reason", "Runs"}, .text_columns = 1};
    for (const auto& [reason, runs] : study.cohort->exclusion_reasons)
      reasons.rows.push_back(
          {escape_html(reason), data_element({.value = static_cast<double>(runs),
                                              .source = study.cohort->path + "|matching|/excluded/reason|" + reason},
                                             count_text(runs))});
    body += fold_out("Why runs were excluded", table(reasons));
  }
  return body.empty() ? "" : section("people", "Who was compared, and who was left out?", body);
}

}  // namespace dmn::report
