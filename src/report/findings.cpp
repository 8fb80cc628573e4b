#include "report/findings.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/text.hpp"
#include "report/matrix_figure.hpp"
#include "report/number_text.hpp"

namespace dmn::report {
namespace {

constexpr double alpha = 0.05;
constexpr double one_sided_alpha = 0.025;

std::vector<std::size_t> rows_below(const ResultTable& table, const std::string& column)
{
  std::vector<std::size_t> rows;
  const auto values = table.numbers(column);
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] <= alpha) rows.push_back(row);
  }
  return rows;
}

std::set<std::size_t> edges_of_components(const ResultTable& components, const std::string& threshold)
{
  std::set<std::size_t> edges;
  for (std::size_t row = 0; row < components.rows.size(); ++row) {
    if (components.text(row, "tau") != threshold || !(components.number(row, "p_extent") <= one_sided_alpha)) continue;
    for (const auto& cell : base::split(components.text(row, "edges"), ';')) {
      if (const auto edge = base::parse_integer(cell)) edges.insert(static_cast<std::size_t>(*edge));
    }
  }
  return edges;
}

void choose(const ContrastResults& contrast, Findings& findings)
{
  const std::string threshold = contrast.summary.text("/networks/0/tau");
  const auto network = edges_of_components(contrast.components, threshold);
  findings.significant = true;
  if (!network.empty()) {
    findings.found.assign(network.begin(), network.end());
    findings.rule = "edges of network components (NBS, t ≥ " + threshold + ", one-sided p ≤ .025)";
    return;
  }
  findings.found = rows_below(contrast.edges, "p_fwe");
  findings.rule = "edges with p_FWE ≤ .05 (max-T)";
  if (!findings.found.empty()) return;
  findings.found = rows_below(contrast.edges, "q_fdr");
  findings.rule = "edges with q ≤ .05 (false discovery rate)";
  if (!findings.found.empty()) return;
  findings.significant = false;
  findings.rule = "the strongest edges, for orientation only: none passes a correction";
}

int whole(double value)
{
  return std::isnan(value) ? 0 : static_cast<int>(value);
}

}  // namespace

ContrastWords words_of(const ContrastResults& contrast)
{
  ContrastWords words;
  const std::string expression = contrast.summary.text("/contrast");
  const auto minus = expression.find(" - ");
  words.is_f_test = contrast.edges.column("F").has_value();
  if (words.is_f_test) {
    words.first = expression;
    words.higher = words.lower = "differs";
  } else if (minus != std::string::npos) {
    words.compares_groups = true;
    words.first = std::string(base::trim(expression.substr(0, minus)));
    words.second = std::string(base::trim(expression.substr(minus + 3)));
    words.higher = "higher in " + words.first;
    words.lower = "lower in " + words.first;
  } else {
    words.first = expression;
    words.effect = "slope";
    words.higher = "rises with " + expression;
    words.lower = "falls with " + expression;
  }
  return words;
}

Findings findings_of(const ContrastResults& contrast)
{
  Findings findings;
  const auto& edges = contrast.edges;
  const auto statistic = edges.numbers(edges.column("F") ? "F" : "t");
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < statistic.size(); ++row) {
    if (!std::isnan(statistic[row])) order.push_back(row);
  }
  std::ranges::stable_sort(order, [&](auto a, auto b) { return std::abs(statistic[a]) > std::abs(statistic[b]); });
  choose(contrast, findings);

  const std::set<std::size_t> found(findings.found.begin(), findings.found.end());
  const std::size_t limit = findings.significant ? most_drawn : drawn_for_orientation;
  std::size_t drawn = 0;
  for (std::size_t k = 0; k < std::min(order.size(), most_listed); ++k) {
    const std::size_t row = order[k];
    ListedEdge edge{.row = row,
                    .i = whole(edges.number(row, "roi_i")),
                    .j = whole(edges.number(row, "roi_j")),
                    .statistic = statistic[row],
                    .effect = edges.number(row, "beta"),
                    .found = found.contains(row)};
    edge.drawn = drawn < limit && (edge.found || !findings.significant);
    drawn += edge.drawn ? 1 : 0;
    findings.listed.push_back(edge);
  }
  return findings;
}

bool is_fixed_marker(const std::string& marker)
{
  return marker.size() == 2 && marker.front() == 'M' && marker.back() >= '1' && marker.back() <= '8';
}

std::string tag_of(const ContrastResults& contrast, const std::string& marker)
{
  const bool exploratory = contrast.summary.text("/tag_of_M1_to_M8") == "exploratory";
  return is_fixed_marker(marker) && !exploratory ? "confirmatory" : "exploratory";
}

std::optional<std::size_t> leading_marker(const ResultTable& markers)
{
  std::optional<std::size_t> first;
  std::optional<std::size_t> default_mode;
  for (std::size_t row = 0; row < markers.rows.size(); ++row) {
    if (markers.text(row, "status") != "tested") continue;
    const std::string name = markers.text(row, "marker");
    if (name == "M1") return row;
    if (!first) first = row;
    if (name.starts_with("within_") && is_default_mode(name.substr(7))) default_mode = row;
  }
  return default_mode ? default_mode : first;
}

}  // namespace dmn::report
