#include <cmath>

#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

struct Column {
  std::string name;    ///< of edges.tsv
  std::string header;  ///< HTML
  int places;          ///< -1: a probability
  bool is_signed;
};

std::vector<Column> columns_of(const ContrastResults& contrast)
{
  const auto& edges = contrast.edges;
  std::vector<Column> columns{{"beta", words_of(contrast).compares_groups ? "Difference" : "Slope", 3, true},
                              {"g", "g", 2, true},
                              {"t", "t", 2, true}};
  if (edges.column("F")) columns = {{"F", "F", 2, false}};
  columns.push_back({"p", "p", -1, false});
  columns.push_back({"q_fdr", "q<sub>FDR</sub>", -1, false});
  if (edges.has_numbers("p_fwe")) columns.push_back({"p_fwe", "p<sub>FWE</sub>", -1, false});
  return columns;
}

std::string cell(const ResultTable& edges, std::size_t row, const Column& column)
{
  const double value = edges.number(row, column.name);
  const std::string shown = column.places < 0  ? probability(value)
                            : column.is_signed ? signed_fixed(value, column.places)
                                               : fixed(value, column.places);
  const std::string colour = column.name == "beta" && std::isfinite(value) ? (value > 0 ? " k1" : " k2") : "";
  return "<td class=\"n" + colour + "\" data-v=\"" + escape_html(edges.text(row, column.name)) + "\">" +
         escape_html(shown) + "</td>";
}

/// `5/6`: sites whose own effect has the sign of the pooled one.
std::string agreeing_sites(const ContrastResults& contrast, const ListedEdge& edge)
{
  const auto& effects = contrast.edge_site_effects;
  int agreeing = 0;
  int sites = 0;
  for (const auto& name : effects.names) {
    if (!name.starts_with("g_")) continue;
    const double g = effects.number(edge.row, name);
    if (std::isnan(g)) continue;
    ++sites;
    agreeing += (g > 0) == (edge.effect > 0) ? 1 : 0;
  }
  return "<td class=\"n\" data-v=\"" + coordinate(sites > 0 ? static_cast<double>(agreeing) / sites : -1) + "\">" +
         (sites > 0 ? std::to_string(agreeing) + "/" + std::to_string(sites) : "n/a") + "</td>";
}

std::string region_cell(const StudyResults& study, const ContrastResults& contrast, std::size_t row, int roi,
                        const std::string& column)
{
  std::string html = "<td>" + escape_html(contrast.edges.text(row, column));
  const bool known = study.cohort && static_cast<std::size_t>(roi) < study.cohort->rois.size();
  if (known && !study.cohort->rois[static_cast<std::size_t>(roi)].network.empty())
    html += " <small>" + escape_html(study.cohort->rois[static_cast<std::size_t>(roi)].network) + "</small>";
  return html + "</td>";
}

}  // namespace

std::string edges_section(const StudyResults& study, const ContrastResults& contrast, const Findings& findings,
                          const std::string& tag)
{
  const auto& edges = contrast.edges;
  if (findings.listed.empty())
    return section(tag + "edges", "Which edges exactly?", paragraph("No edge could be tested."));
  const auto columns = columns_of(contrast);
  const bool sites = !contrast.edge_site_effects.empty() && contrast.edge_site_effects.rows.size() == edges.rows.size();
  std::string html = paragraph("The " + std::to_string(findings.listed.size()) + " strongest of " +
                               sourced_count(contrast.summary.sourced("/edges_tested")) +
                               " tested edges; all of them are in " + escape_html(edges.path) + "." +
                               (sites ? " Sites: how many have an effect of their own with the same sign." : ""));
  html += "<div class=\"tools scripted\"><label" + attribute("for", tag + "filter") +
          ">Filter</label><input type=\"search\"" + attribute("id", tag + "filter") +
          " class=\"filter\" placeholder=\"region or network\"><label><input type=\"checkbox\" class=\"only\"> only "
          "edges drawn above</label><span class=\"count\" aria-live=\"polite\"></span></div>\n";
  html += "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"edges\"><table class=\"edges\"" +
          attribute("data-source", edges.path) +
          "><thead><tr><th scope=\"col\">Region 1</th><th scope=\"col\">Region 2</th>";
  for (const auto& column : columns)
    html += "<th scope=\"col\" class=\"n\"" + attribute("data-column", column.name) + ">" + column.header + "</th>";
  html += std::string(sites ? "<th scope=\"col\" class=\"n\">Sites</th>" : "") + "</tr></thead><tbody>\n";
  for (std::size_t k = 0; k < findings.listed.size(); ++k) {
    const auto& edge = findings.listed[k];
    html += "<tr data-e=\"" + std::to_string(k) + "\" data-row=\"" + std::to_string(edge.row) + "\" data-a=\"" +
            std::to_string(edge.i) + "\" data-b=\"" + std::to_string(edge.j) + "\" data-t=\"" +
            coordinate(std::abs(edge.statistic)) + "\"" + (edge.found ? " data-found" : "") +
            (edge.drawn ? " data-drawn" : "") + ">";
    html += region_cell(study, contrast, edge.row, edge.i, "label_i") +
            region_cell(study, contrast, edge.row, edge.j, "label_j");
    for (const auto& column : columns) html += cell(edges, edge.row, column);
    html += (sites ? agreeing_sites(contrast, edge) : "") + "</tr>\n";
  }
  return section(tag + "edges", "Which edges exactly?", html + "</tbody></table></div>\n");
}

}  // namespace dmn::report
