#include "report/effect_cells.hpp"

#include <cmath>

#include "report/findings.hpp"
#include "report/html_text.hpp"

namespace dmn::report {
namespace {

HtmlTable table_of(const ResultTable& markers, const std::string& family, const std::vector<std::string>& header,
                   const RowCells& cells)
{
  HtmlTable html{.label = family + " markers", .header = {"Marker"}};
  html.header.insert(html.header.end(), header.begin(), header.end());
  for (std::size_t row = 0; row < markers.rows.size(); ++row) {
    if (markers.text(row, "family") != family || markers.text(row, "status") != "tested") continue;
    std::vector<std::string> whole{escape_html(markers.text(row, "marker")) + " <small>" +
                                   escape_html(markers.text(row, "description")) + "</small>"};
    for (auto& cell : cells(row)) whole.push_back(std::move(cell));
    html.rows.push_back(std::move(whole));
  }
  return html;
}

std::string with_interval(const ResultTable& table, std::size_t row, const std::string& name, int places,
                          std::string (*shown)(const Sourced&, int))
{
  if (std::isnan(table.number(row, name))) return "n/a";
  std::string text = shown(table.sourced(row, name), places);
  if (!std::isnan(table.number(row, name + "_low")))
    text += " [" + shown(table.sourced(row, name + "_low"), places) + ", " +
            shown(table.sourced(row, name + "_high"), places) + "]";
  return "<span class=\"nb\">" + text + "</span>";
}

}  // namespace

std::string effect_cell(const ResultTable& table, std::size_t row, const std::string& prefix, int places)
{
  if (std::isnan(table.number(row, prefix + "g"))) return "not tested";
  return with_interval(table, row, prefix + "g", places, sourced_signed);
}

std::string effect_and_p_cell(const ResultTable& table, std::size_t row, const std::string& prefix, int places)
{
  const std::string effect = effect_cell(table, row, prefix, places);
  if (std::isnan(table.number(row, prefix + "p_fwe"))) return effect;
  return effect + "<br>" + sourced_p("p_FWE", table.sourced(row, prefix + "p_fwe"));
}

std::string interval_cell(const ResultTable& table, std::size_t row, const std::string& name, int places)
{
  return with_interval(table, row, name, places, sourced_fixed);
}

std::string signed_interval_cell(const ResultTable& table, std::size_t row, const std::string& name, int places)
{
  return with_interval(table, row, name, places, sourced_signed);
}

std::string tables_by_family(const ResultTable& markers, const std::string& label,
                             const std::vector<std::string>& header, const RowCells& cells)
{
  std::string html;
  HtmlTable confirmatory = table_of(markers, "confirmatory", header, cells);
  HtmlTable exploratory = table_of(markers, "exploratory", header, cells);
  confirmatory.label = label + ", confirmatory markers";
  bool with_markers = false;
  for (std::size_t row = 0; row < markers.rows.size(); ++row)
    with_markers |= is_fixed_marker(markers.text(row, "marker")) && markers.text(row, "family") == "exploratory";
  const std::string what = with_markers ? "Markers M1 to M8 and network means" : "Network means";
  exploratory.label = label + (with_markers ? ", markers and network means" : ", network means");
  if (!confirmatory.rows.empty()) html += paragraph("Confirmatory markers, fixed in advance:") + table(confirmatory);
  if (!exploratory.rows.empty()) html += fold_out(what + " (exploratory)", table(exploratory));
  return html;
}

std::string people_words(const ResultRecord& summary)
{
  return "<i>n</i> = " + sourced_count(summary.sourced("/participants")) + " participants (" +
         sourced_count(summary.sourced("/left_out")) + " left out)";
}

}  // namespace dmn::report
