#include <algorithm>
#include <cmath>
#include <map>

#include "report/brain_figure.hpp"
#include "report/html_text.hpp"
#include "report/matrix_figure.hpp"
#include "report/network_figure.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

std::string edge_title(const ContrastResults& contrast, const ListedEdge& edge)
{
  const auto& edges = contrast.edges;
  return edges.text(edge.row, "label_i") + " – " + edges.text(edge.row, "label_j") + ": " +
         (edges.column("F") ? "F " : "t ") + fixed(edge.statistic, 2) + ", " + words_of(contrast).effect + " " +
         signed_fixed(edge.effect, 3);
}

std::vector<BrainEdge> brain_edges(const ContrastResults& contrast, const Findings& findings)
{
  std::vector<BrainEdge> edges;
  for (const auto& edge : findings.listed)
    edges.push_back({.i = edge.i,
                     .j = edge.j,
                     .strength = std::abs(edge.statistic),
                     .increase = edge.effect > 0,
                     .shown = edge.drawn,
                     .title = edge_title(contrast, edge)});
  return edges;
}

std::string network_of(const connectivity::RoiTable& rois, double row)
{
  if (std::isnan(row) || row < 0 || static_cast<std::size_t>(row) >= rois.size()) return "none";
  const auto& name = rois[static_cast<std::size_t>(row)].network;
  return name.empty() || name == "n/a" ? "none" : name;
}

std::string marker_of(const std::string& a, const std::string& b)
{
  return a == b ? "within_" + a : "between_" + std::min(a, b) + "_" + std::max(a, b);
}

std::string network_pairs(const StudyResults& study, const ContrastResults& contrast, const Findings& findings,
                          const std::string& tag, std::vector<NamedDrawing>& figures)
{
  const auto& rois = study.cohort->rois;
  auto networks = network_order(rois).names;
  std::erase(networks, "none");
  std::map<std::string, int> counted;
  if (findings.significant) {
    for (const auto row : findings.found)
      ++counted[marker_of(network_of(rois, contrast.edges.number(row, "roi_i")),
                          network_of(rois, contrast.edges.number(row, "roi_j")))];
  }
  const auto words = words_of(contrast);
  std::vector<NetworkCell> cells;
  bool any = false;
  for (int r = 0; r < static_cast<int>(networks.size()); ++r) {
    for (int c = 0; c <= r; ++c) {
      const std::string name = marker_of(networks[static_cast<std::size_t>(r)], networks[static_cast<std::size_t>(c)]);
      const auto row = contrast.markers.find("marker", name);
      const double effect = row ? contrast.markers.number(*row, "beta") : std::nan("");
      any = any || !std::isnan(effect);
      cells.push_back({.row = r,
                       .column = c,
                       .effect = effect,
                       .edges = counted[name],
                       .title = name + ": " +
                                (std::isnan(effect) ? "not tested"
                                                    : words.effect + " " + signed_fixed(effect, 3) + ", p " +
                                                          probability(contrast.markers.number(*row, "p"))) +
                                ", " + std::to_string(counted[name]) +
                                (counted[name] == 1 ? " edge found" : " edges found")});
    }
  }
  if (!any) return "";
  const Drawing drawing =
      network_figure(std::string(words.effect == "slope" ? "Slope" : "Difference") + " by pair of networks",
                     "mean " + words.effect + (study.cohort->fisher_z ? " of Fisher z" : ""), networks, cells);
  figures.emplace_back(tag + "networks", drawing);
  const std::string rule = findings.significant ? "Number: " + escape_html(findings.rule) + "."
                                                : "No edge passes a correction, so no number is written.";
  return "<h3>By network pair</h3>\n" +
         figure(drawing, "Colour: adjusted mean " + words.effect + " of all edges of the block; orange: " +
                             escape_html(words.higher) + ", purple: " + escape_html(words.lower) + ". " + rule +
                             " Source: " + escape_html(contrast.markers.path) + ".");
}

std::string slider(const Findings& findings, const std::string& tag)
{
  if (findings.listed.empty()) return "";
  const double low = std::floor(std::abs(findings.listed.back().statistic) * 10) / 10;
  const double high = std::ceil(std::abs(findings.listed.front().statistic) * 10) / 10;
  double at = high;
  for (const auto& edge : findings.listed) {
    if (edge.drawn) at = std::min(at, std::floor(std::abs(edge.statistic) * 100) / 100);
  }
  return "<div class=\"tools scripted\"><label" + attribute("for", tag + "slider") +
         ">Show listed edges with |t| ≥ <output>" + fixed(at, 2) + "</output></label><input type=\"range\"" +
         attribute("id", tag + "slider") + " class=\"slider\" step=\"0.01\"" + attribute("min", coordinate(low)) +
         attribute("max", coordinate(high)) + attribute("value", coordinate(at)) +
         "><button type=\"button\" class=\"reset\">As first shown</button><small>This changes the view, not the "
         "inference: p-values stay those of the analysis.</small></div>\n";
}

std::string places_of(const connectivity::RoiTable& rois)
{
  std::string text;
  for (const auto& roi : rois) {
    text += text.empty() ? "" : ";";
    if (!roi.xyz_mm.hasNaN())
      text += coordinate(roi.xyz_mm[0]) + "," + coordinate(roi.xyz_mm[1]) + "," + coordinate(roi.xyz_mm[2]) +
              (is_default_mode(roi.network) ? ",1" : ",0");
  }
  return text;
}

}  // namespace

std::string brain_section(const StudyResults& study, const ContrastResults& contrast, const Findings& findings,
                          const std::string& tag, std::vector<NamedDrawing>& figures)
{
  if (!study.cohort) return "";
  const auto& rois = study.cohort->rois;
  const auto words = words_of(contrast);
  const bool placed = std::ranges::any_of(rois, [](const auto& roi) { return !roi.xyz_mm.hasNaN(); });
  std::string body;
  const auto drawn = std::ranges::count_if(findings.listed, &ListedEdge::drawn);
  const std::string what = findings.significant
                               ? "Drawn: " + escape_html(findings.rule) +
                                     (static_cast<std::size_t>(drawn) < findings.found.size()
                                          ? "; of " + count_text(static_cast<long long>(findings.found.size())) +
                                                ", the " + std::to_string(drawn) + " strongest"
                                          : std::string()) +
                                     "."
                               : "<b>No edge passes a correction for several tests.</b> The " + std::to_string(drawn) +
                                     " strongest are drawn for orientation only; they are not a finding.";
  if (placed) body += paragraph(what);
  if (placed) {
    body += "<div class=\"brains\"" + attribute("data-places", places_of(rois)) + ">\n" + slider(findings, tag) +
            "<div class=\"views\">\n";
    for (const auto& [view, name] :
         {std::pair{View::left, "left"}, std::pair{View::behind, "behind"}, std::pair{View::above, "above"}}) {
      const auto contours = study.outline.contours.find(view);
      BrainFigure drawing{
          .title = std::string("Edges that differ, seen from ") + (view == View::left ? "the left" : name),
          .description = "The table of edges holds the same edges as text.",
          .view = view,
          .outline = contours == study.outline.contours.end() ? std::vector<std::vector<Point>>{} : contours->second,
          .edges = brain_edges(contrast, findings)};
      body += figure(brain_figure(drawing, rois), "");
      drawing.only_shown = true;
      figures.emplace_back(tag + "brain-" + name, brain_figure(drawing, rois));
    }
    body += "</div>\n<p class=\"legend\"><span class=\"k1\">━ " + escape_html(words.higher) +
            "</span> <span class=\"k2\">┅ " + escape_html(words.lower) +
            "</span> ● default-mode region ○ other region; larger: more of the drawn edges. " +
            escape_html(study.outline.source) + "</p>\n";
    body +=
        "<details class=\"scripted turn\"><summary>Turn it in 3-D</summary><canvas width=\"640\" height=\"460\" "
        "tabindex=\"0\" role=\"img\" aria-label=\"The same edges in three dimensions; turn with the arrow keys or by "
        "dragging\"></canvas></details>\n</div>\n";
  } else {
    body +=
        paragraph(std::string(findings.significant ? "" : "<b>No edge passes a correction for several tests.</b> ") +
                  "The regions have no coordinates, so no glass brain is drawn.");
  }
  body += network_pairs(study, contrast, findings, tag, figures);
  return section(tag + "brain",
                 findings.significant ? "Where are the edges that differ?" : "Where would the strongest edges lie?",
                 body);
}

}  // namespace dmn::report
