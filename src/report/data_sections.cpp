#include <algorithm>
#include <cmath>

#include "report/group_inks.hpp"
#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/point_figures.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr std::size_t most_marker_plots = 9;

std::vector<double> values_of(const CohortPicture& cohort, Eigen::Index marker, const std::string& group)
{
  std::vector<double> values;
  for (std::size_t row = 0; row < cohort.group.size(); ++row) {
    if (cohort.group[row] == group) values.push_back(cohort.marker_values(static_cast<Eigen::Index>(row), marker));
  }
  return values;
}

}  // namespace

std::string markers_section(const StudyResults& study, const ContrastResults& contrast, const std::string& tag,
                            std::vector<NamedDrawing>& figures)
{
  if (!study.cohort || study.cohort->markers.empty()) return "";
  const auto& cohort = *study.cohort;
  const auto words = words_of(contrast);
  const auto groups = groups_of(cohort, words);
  StripFigure strip{.title = "Markers of every run", .unit = cohort.fisher_z ? "mean Fisher z" : "mean " + cohort.kind};
  std::size_t plots = 0;
  for (std::size_t m = 0; m < cohort.markers.size() && plots < most_marker_plots; ++m) {
    const auto row = contrast.markers.find("marker", cohort.markers[m]);
    const bool default_mode = leading_marker(contrast.markers) == row;
    if (!row || (!is_fixed_marker(cohort.markers[m]) && !default_mode)) continue;
    ++plots;
    for (const auto& group : groups)
      strip.columns.push_back({.label = cohort.markers[m],
                               .group = group,
                               .ink = ink_of(group, words),
                               .values = values_of(cohort, static_cast<Eigen::Index>(m), group)});
  }
  if (strip.columns.empty()) return "";
  strip.width = std::clamp(70.0 + 64.0 * static_cast<double>(strip.columns.size()), 320.0, 900.0);
  const Drawing drawing = strip_figure(strip);
  figures.emplace_back(tag + "markers", drawing);
  std::string legend;
  if (words.compares_groups)
    legend = "<span class=\"k1\">● " + escape_html(words.first) + "</span> (left), <span class=\"k2\">● " +
             escape_html(words.second) + "</span> (right). ";
  const bool harmonised = !study.harmonised.empty();
  return section(
      tag + "markers", "How do single participants lie?",
      paragraph(words.compares_groups ? "Groups overlap: a difference of means says nothing about one person."
                                      : "An effect over many people says nothing about one person.") +
          figure(drawing,
                 legend + "One dot a run" + session_words(cohort) +
                     ", nobody left out; bar: median; line: quartiles. Means of the edges of "
                     "each marker in " +
                     escape_html(cohort.path) + (harmonised ? ", before harmonisation" : "") +
                     ", not adjusted for the model.",
                 "scrolls"));
}

std::string robustness_section(const ContrastResults& contrast, const std::string& tag,
                               std::vector<NamedDrawing>& figures)
{
  if (contrast.robustness.empty() && contrast.marker_robustness.empty()) return "";
  std::string body;
  for (const auto& [pipeline, markers] : contrast.marker_robustness) {
    HtmlTable rows{.label = "markers with pipeline " + pipeline,
                   .header = {"Marker", "g, main pipeline", "p", "g, " + escape_html(pipeline), "p", "Robust"}};
    for (std::size_t row = 0; row < markers.rows.size(); ++row) {
      const std::string name = markers.text(row, "marker");
      if (!is_fixed_marker(name) &&
          contrast.markers.text(leading_marker(contrast.markers).value_or(0), "marker") != name)
        continue;
      rows.rows.push_back({escape_html(name), sourced_signed(markers.sourced(row, "g_primary"), 2),
                           sourced_probability(markers.sourced(row, "p_primary")),
                           sourced_signed(markers.sourced(row, "g_sensitivity"), 2),
                           sourced_probability(markers.sourced(row, "p_sensitivity")),
                           escape_html(markers.text(row, "robustness"))});
    }
    body += "<h3>Markers, pipeline “" + escape_html(pipeline) + "”</h3>\n" + table(rows);
  }
  std::string plots;
  for (const auto& [pipeline, edges] : contrast.robustness) {
    ScatterFigure scatter{.title = "Effects with pipeline " + pipeline,
                          .description = "One dot an edge; the line is where both agree.",
                          .x_unit = "g, main pipeline",
                          .y_unit = "g, " + pipeline,
                          .diagonal = true,
                          .width = 400,
                          .height = 380};
    const auto x = edges.numbers("g_primary");
    const auto y = edges.numbers("g_sensitivity");
    for (std::size_t k = 0; k < x.size(); ++k) scatter.points.push_back({.x = x[k], .y = y[k]});
    const Drawing drawing = scatter_figure(scatter);
    figures.emplace_back(tag + "robustness-" + std::to_string(figures.size()), drawing);
    plots += figure(drawing, "One dot an edge; the dashed line is where both pipelines agree. Source: " +
                                 escape_html(edges.path) + ".");
  }
  return section(tag + "robustness", "Does another pipeline find the same?",
                 paragraph("Robust: the same sign and <i>p</i> &lt; .05 in both pipelines.") + body +
                     "<div class=\"row\">" + plots + "</div>\n");
}

std::string harmonisation_section(const StudyResults& study, std::vector<NamedDrawing>& figures)
{
  const auto& record = study.harmonised;
  if (record.empty()) return "";
  HtmlTable rows{.label = "site effects before and after", .header = {"Over all edges", "Before", "After"}};
  const auto add = [&](const std::string& words, const std::string& member, bool percent) {
    const auto shown = [&](const char* when) {
      const auto number = record.sourced(std::string("/") + when + "/" + member);
      return percent ? sourced_percent(number, 1) : sourced_fixed(number, 3);
    };
    rows.rows.push_back({words, shown("before"), shown("after")});
  };
  add("edges with a site effect (<i>p</i> &lt; .05)", "share_with_site_effect", true);
  add("edges with unequal spread (<i>p</i> &lt; .05)", "share_with_unequal_spread", true);
  add("median partial η² of the site", "median_partial_eta2", false);
  add("median ratio of largest to smallest SD", "median_sd_ratio", false);
  std::string body = paragraph("Method: " + escape_html(record.text("/method")) +
                               ", batches are sites, fitted to all participants of the model.") +
                     table(rows);
  ScatterFigure scatter{.title = "Site effects before and after",
                        .description = "One dot an edge; below the line: smaller after.",
                        .x_unit = "partial η² of the site, before",
                        .y_unit = "after",
                        .diagonal = true,
                        .width = 400,
                        .height = 380};
  const auto before = study.harmonisation.numbers("partial_eta2_before");
  const auto after = study.harmonisation.numbers("partial_eta2_after");
  for (std::size_t k = 0; k < before.size(); ++k) scatter.points.push_back({.x = before[k], .y = after[k]});
  const Drawing drawing = scatter_figure(scatter);
  figures.emplace_back("harmonisation", drawing);
  return section(
      "harmonisation", "What did harmonisation change?",
      body + figure(drawing,
                    "One dot an edge; below the dashed line the site explains less after harmonisation. Source: " +
                        escape_html(study.harmonisation.path) + "."));
}

}  // namespace dmn::report
