#include <cmath>

#include "report/forest_figure.hpp"
#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr double interval = 1.959963984540054;

/// The sites of `g_<site>` columns, in order.
std::vector<std::string> sites_of(const ResultTable& effects)
{
  std::vector<std::string> sites;
  for (const auto& name : effects.names) {
    if (name.starts_with("g_")) sites.push_back(name.substr(2));
  }
  return sites;
}

Forest forest_of(const ContrastResults& contrast, const std::string& marker, std::size_t effects_row,
                 std::size_t meta_row)
{
  const auto words = words_of(contrast);
  const auto& effects = contrast.marker_site_effects;
  const auto& meta = contrast.marker_meta;
  Forest forest{.title = marker + " at each site", .lower = "◀ " + words.lower, .higher = words.higher + " ▶"};
  double people = 0;
  for (const auto& site : sites_of(effects)) {
    const double g = effects.number(effects_row, "g_" + site);
    const double half = interval * std::sqrt(effects.number(effects_row, "v_" + site));
    const double n = effects.number(effects_row, "n_" + site);
    people += std::isnan(n) ? 0 : n;
    forest.rows.push_back({.label = site,
                           .people = std::isnan(g) ? "" : count_text(std::llround(n)),
                           .estimate = g,
                           .low = g - half,
                           .high = g + half,
                           .weight = half > 0 ? 1 / (half * half) : 0});
  }
  forest.pooled = {.label = "All sites",
                   .people = count_text(std::llround(people)),
                   .estimate = meta.number(meta_row, "estimate"),
                   .low = meta.number(meta_row, "ci_low"),
                   .high = meta.number(meta_row, "ci_high")};
  forest.prediction_low = meta.number(meta_row, "pi_low");
  forest.prediction_high = meta.number(meta_row, "pi_high");
  return forest;
}

std::string heterogeneity_words(const ResultTable& meta, std::size_t row)
{
  return "All sites together (" + escape_html(meta.text(row, "model")) +
         "): <i>g</i> = " + sourced_signed(meta.sourced(row, "estimate"), 2) + ", 95 % CI " +
         sourced_signed(meta.sourced(row, "ci_low"), 2) + " to " + sourced_signed(meta.sourced(row, "ci_high"), 2) +
         ", " + sourced_p("p", meta.sourced(row, "p")) +
         "; heterogeneity <i>I</i>² = " + sourced_fixed(meta.sourced(row, "I2"), 0) +
         " %, <i>Q</i> = " + sourced_fixed(meta.sourced(row, "Q"), 1) +
         ", τ² = " + sourced_fixed(meta.sourced(row, "tau2"), 3) +
         ", <i>k</i> = " + sourced_count(meta.sourced(row, "k")) + ".";
}

std::string leave_one_out_words(const ContrastResults& contrast, const std::string& marker)
{
  const auto& table_of = contrast.marker_leave_one_out;
  const auto row = table_of.find("marker", marker);
  if (!row || std::isnan(table_of.number(*row, "smallest"))) return "";
  return " With one site left out at a time the " + words_of(contrast).effect + " (Fisher z) lies between " +
         sourced_signed(table_of.sourced(*row, "smallest"), 3) + " and " +
         sourced_signed(table_of.sourced(*row, "largest"), 3) +
         " (all sites: " + sourced_signed(table_of.sourced(*row, "beta"), 3) + "); its sign " +
         (table_of.number(*row, "sign_change") > 0 ? "changes." : "never changes.");
}

std::string numbers_of_sites(const ContrastResults& contrast, std::size_t row)
{
  const auto& effects = contrast.marker_site_effects;
  HtmlTable rows{.label = "effect at each site", .header = {"Site", "n", "g", "variance of g"}};
  for (const auto& site : sites_of(effects))
    rows.rows.push_back({escape_html(site), sourced_count(effects.sourced(row, "n_" + site)),
                         sourced_signed(effects.sourced(row, "g_" + site), 2),
                         sourced_fixed(effects.sourced(row, "v_" + site), 3)});
  return fold_out("The numbers of this figure", table(rows));
}

std::string marker_table(const ResultTable& markers, bool fixed)
{
  const bool f_test = markers.column("F").has_value();
  const bool corrected = markers.has_numbers("p_fwe");
  HtmlTable rows{
      .label = "markers", .header = {"Marker", "Mean connectivity", "n", f_test ? "F" : "g"}, .text_columns = 2};
  if (!f_test) rows.header.emplace_back("95 % CI");
  rows.header.emplace_back("p");
  if (corrected) rows.header.emplace_back("p<sub>FWE</sub>");
  for (std::size_t row = 0; row < markers.rows.size(); ++row) {
    const std::string name = markers.text(row, "marker");
    if (markers.text(row, "status") != "tested" || is_fixed_marker(name) != fixed) continue;
    std::vector<std::string> cells{
        escape_html(name), escape_html(markers.text(row, "description")), sourced_count(markers.sourced(row, "n")),
        f_test ? sourced_fixed(markers.sourced(row, "F"), 2) : sourced_signed(markers.sourced(row, "g"), 2)};
    if (!f_test)
      cells.push_back(sourced_signed(markers.sourced(row, "g_low"), 2) + " to " +
                      sourced_signed(markers.sourced(row, "g_high"), 2));
    cells.push_back(sourced_probability(markers.sourced(row, "p")));
    if (corrected) cells.push_back(sourced_probability(markers.sourced(row, "p_fwe")));
    rows.rows.push_back(std::move(cells));
  }
  return rows.rows.empty() ? "" : table(rows);
}

}  // namespace

std::string sites_section(const ContrastResults& contrast, const std::string& tag, std::vector<NamedDrawing>& figures)
{
  std::string body;
  const auto leading = leading_marker(contrast.markers);
  if (leading) {
    const std::string marker = contrast.markers.text(*leading, "marker");
    const auto effects = contrast.marker_site_effects.find("marker", marker);
    const auto meta = contrast.marker_meta.find("marker", marker);
    if (effects && meta && !std::isnan(contrast.marker_meta.number(*meta, "estimate"))) {
      const Forest forest = forest_of(contrast, marker, *effects, *meta);
      body += paragraph(heterogeneity_words(contrast.marker_meta, *meta) + leave_one_out_words(contrast, marker));
      const std::string caption = "Mean connectivity, " + escape_html(contrast.markers.text(*leading, "description")) +
                                  ". Square: a site, its area the weight; line: <i>g</i> ± 1.96 √variance; diamond: "
                                  "all sites; band: where 95 % of further sites are expected. Source: " +
                                  escape_html(contrast.marker_site_effects.path) + ", " +
                                  escape_html(contrast.marker_meta.path) + ".";
      body += figure(forest_figure(forest), caption, "wide") + figure(narrow_forest_figure(forest), caption, "narrow") +
              numbers_of_sites(contrast, *effects);
      figures.emplace_back(tag + "forest", forest_figure(forest));
    } else {
      body += paragraph(
          "There is no meta-analysis across sites in this folder: the model does not hold the site, or sites are too "
          "few or too small for effects of their own.");
    }
  }
  const bool confirmatory = tag_of(contrast, "M1") == "confirmatory";
  const std::string fixed = marker_table(contrast.markers, true);
  if (!fixed.empty())
    body += (confirmatory ? "<h3>Confirmatory markers, fixed in advance</h3>\n"
                          : "<h3>Markers M1 to M8, exploratory in this kind of connectivity</h3>\n") +
            fixed;
  const std::string networks = marker_table(contrast.markers, false);
  if (!networks.empty()) body += fold_out("Network means (exploratory)", networks);
  const auto words = words_of(contrast);
  const bool slope = !words.compares_groups && !words.is_f_test;
  return section(
      tag + "sites",
      std::string(slope ? "Is there an association" : "Is there a difference") + ", and does it hold at every site?",
      body);
}

}  // namespace dmn::report
