#include <algorithm>
#include <cmath>
#include <set>

#include "report/group_inks.hpp"
#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/point_figures.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

std::string coupling_words(const ResultRecord& quality)
{
  return "Over " + sourced_count(quality.sourced("/qc_fc/edges")) +
         " edges the median |<i>r</i>| of connectivity with motion, adjusted for the covariates, is " +
         sourced_fixed(quality.sourced("/qc_fc/median_abs_r"), 3) + "; without any coupling " +
         sourced_fixed(quality.sourced("/qc_fc/expected_abs_r_without_coupling"), 3) + " is expected. " +
         sourced_percent(quality.sourced("/qc_fc/share_p_below_05"), 1) +
         " of edges have <i>p</i> &lt; .05 (5 % are expected), " +
         sourced_percent(quality.sourced("/qc_fc/share_q_below_05"), 1) + " <i>q</i> &lt; .05.";
}

/// A dot an edge, and what their distances say; why not, where the regions have no coordinates.
std::string distance_part(const StudyResults& study, std::vector<NamedDrawing>& figures)
{
  const auto distance = study.motion_edges.numbers("distance_mm");
  if (std::ranges::none_of(distance, [](double mm) { return std::isfinite(mm); }))
    return paragraph("The regions have no coordinates, so whether the coupling depends on distance is not known.");
  ScatterFigure scatter{.title = "Coupling with motion by distance",
                        .description = "One dot an edge.",
                        .x_unit = "distance of the two regions, mm",
                        .y_unit = "r with mean framewise displacement",
                        .width = 560,
                        .height = 330};
  const auto r = study.motion_edges.numbers("r");
  for (std::size_t k = 0; k < r.size(); ++k) scatter.points.push_back({.x = distance[k], .y = r[k]});
  const Drawing drawing = scatter_figure(scatter);
  figures.emplace_back("motion-distance", drawing);
  return paragraph("Rank correlation of the coupling with the distance of the regions: " +
                   sourced_signed(study.quality.sourced("/qc_fc/distance_rho"), 3) + ".") +
         figure(drawing, "One dot an edge. Source: " + escape_html(study.motion_edges.path) + ".");
}

std::string group_motion_words(const ResultRecord& quality)
{
  std::string text;
  for (std::size_t k = 0; k < quality.count("/mean_fd_by_group", "contrast"); ++k) {
    const std::string at = "/mean_fd_by_group/" + std::to_string(k);
    text += paragraph("Mean framewise displacement, " + escape_html(quality.text(at + "/contrast")) +
                      ": <i>g</i> = " + sourced_signed(quality.sourced(at + "/g"), 2) + ", 95 % CI " +
                      sourced_signed(quality.sourced(at + "/g_low"), 2) + " to " +
                      sourced_signed(quality.sourced(at + "/g_high"), 2) +
                      " (Welch <i>t</i> = " + sourced_fixed(quality.sourced(at + "/welch_t"), 2) + ", " +
                      sourced_p("p", quality.sourced(at + "/p")) + ").");
  }
  return text;
}

StripFigure motion_strip(const CohortPicture& cohort, const ContrastWords& words)
{
  StripFigure strip{.title = "Motion of every run", .unit = "mean framewise displacement, mm"};
  std::set<std::string> sites(cohort.site.begin(), cohort.site.end());
  for (const auto& site : sites) {
    for (const auto& group : groups_of(cohort, words)) {
      StripColumn column{.label = site.empty() ? "all" : site, .group = group, .ink = ink_of(group, words)};
      for (std::size_t row = 0; row < cohort.site.size(); ++row) {
        if (cohort.site[row] == site && cohort.group[row] == group) column.values.push_back(cohort.mean_fd[row]);
      }
      strip.columns.push_back(std::move(column));
    }
  }
  return strip;
}

std::string coverage_words(const CohortPicture& cohort)
{
  const auto n = static_cast<int>(cohort.site.size());
  HtmlTable rows{
      .label = "regions not seen in every run", .header = {"Region", "Network", "Runs with data"}, .text_columns = 2};
  for (std::size_t r = 0; r < cohort.rois.size(); ++r) {
    if (cohort.usable_runs_of_roi[r] == n) continue;
    rows.rows.push_back({escape_html(cohort.rois[r].label), escape_html(cohort.rois[r].network),
                         count_text(cohort.usable_runs_of_roi[r]) + " of " + count_text(n)});
  }
  if (rows.rows.empty()) return paragraph("Every region has data in every run.");
  return fold_out("Regions that some runs have no data of (" + std::to_string(rows.rows.size()) + " of " +
                      std::to_string(cohort.rois.size()) + ")",
                  table(rows));
}

}  // namespace

std::string motion_section(const StudyResults& study, std::vector<NamedDrawing>& figures)
{
  std::string body;
  const ContrastWords words = study.contrasts.empty() ? ContrastWords{} : words_of(study.contrasts.front());
  const std::string of_groups = study.quality.empty() ? "" : group_motion_words(study.quality);
  body += of_groups;
  if (study.cohort && std::ranges::any_of(study.cohort->mean_fd, [](double fd) { return std::isfinite(fd); })) {
    const Drawing drawing = strip_figure(motion_strip(*study.cohort, words));
    figures.emplace_back("motion", drawing);
    std::string legend;
    if (words.compares_groups)
      legend = "<span class=\"k1\">● " + escape_html(words.first) + "</span> (left), <span class=\"k2\">● " +
               escape_html(words.second) + "</span> (right) at each site. ";
    body += figure(drawing,
                   legend + "One dot an included run" + session_words(*study.cohort) +
                       ". Source: " + escape_html(study.cohort->path) + ", /qc/mean_fd.",
                   "scrolls");
  } else {
    body += paragraph(of_groups.empty()
                          ? "How much people moved is not known in this folder, so motion cannot be ruled out."
                          : "The motion of single runs is not in this folder, so it is not drawn.");
  }
  if (!study.quality.text("/qc_fc/edges").empty()) {
    body += paragraph(coupling_words(study.quality)) + distance_part(study, figures);
  }
  if (study.cohort) body += coverage_words(*study.cohort);
  return section("motion", "Could motion explain it?", body);
}

}  // namespace dmn::report
