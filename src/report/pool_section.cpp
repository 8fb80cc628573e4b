#include <algorithm>
#include <cmath>

#include "report/effect_cells.hpp"
#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr std::size_t most_pooled_edges = 15;
constexpr double alpha = 0.05;

std::string sites_table(const PooledResults& pool)
{
  HtmlTable html{.label = "sites of the pool", .header = {"Site", "Participants"}};
  for (std::size_t s = 0; s < pool.sites.size(); ++s)
    html.rows.push_back(
        {escape_html(pool.sites[s]),
         sourced_count({.value = pool.people[s], .source = pool.path + "|value|/sites/n|" + std::to_string(s)})});
  return fold_out("Participants of each site", table(html));
}

/// `+0.42 [+0.11, +0.73]` of the meta-analysis.
std::string meta_cell(const ResultTable& meta, std::size_t row)
{
  if (std::isnan(meta.number(row, "estimate"))) return "not tested";
  return sourced_signed(meta.sourced(row, "estimate"), 2) + " [" + sourced_signed(meta.sourced(row, "ci_low"), 2) +
         ", " + sourced_signed(meta.sourced(row, "ci_high"), 2) + "]";
}

/// Rows of tested edges, the largest |t| first.
std::vector<std::size_t> strongest(const ResultTable& edges)
{
  const auto t = edges.numbers("t");
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < t.size(); ++row) {
    if (!std::isnan(t[row])) rows.push_back(row);
  }
  std::ranges::stable_sort(rows, [&](auto a, auto b) { return std::abs(t[a]) > std::abs(t[b]); });
  rows.resize(std::min(rows.size(), most_pooled_edges));
  return rows;
}

std::string edges_table(const PooledResults& pool)
{
  const bool meta = pool.meta.rows.size() == pool.edges.rows.size();
  HtmlTable html{.label = "strongest edges of the pool",
                 .header = {"Region 1", "Region 2", "n", "g [95 % CI]", "p", "q<sub>FDR</sub>"},
                 .text_columns = 2};
  if (meta) html.header.insert(html.header.end(), {"sites' own g combined [95 % CI]", "I², %"});
  for (const auto row : strongest(pool.edges)) {
    html.rows.push_back({escape_html(pool.edges.text(row, "label_i")), escape_html(pool.edges.text(row, "label_j")),
                         sourced_count(pool.edges.sourced(row, "n")), effect_cell(pool.edges, row, ""),
                         sourced_probability(pool.edges.sourced(row, "p")),
                         sourced_probability(pool.edges.sourced(row, "q_fdr"))});
    if (meta)
      html.rows.back().insert(html.rows.back().end(),
                              {meta_cell(pool.meta, row), sourced_fixed(pool.meta.sourced(row, "I2"), 0)});
  }
  return table(html);
}

}  // namespace

std::string pool_section(const StudyResults& study)
{
  if (!study.pool) return "";
  const auto& pool = *study.pool;
  const auto q = pool.edges.numbers("q_fdr");
  const auto found = static_cast<double>(std::ranges::count_if(q, [](double value) { return value <= alpha; }));
  double tested = 0;
  for (std::size_t row = 0; row < pool.edges.rows.size(); ++row)
    tested += pool.edges.text(row, "status") == "tested" ? 1 : 0;
  const std::string intro =
      "<b>" + escape_html(pool.contrast) + "</b>, model <code>" + escape_html(pool.model) +
      "</code>, from the sums of " +
      sourced_count({.value = static_cast<double>(pool.sites.size()), .source = pool.path + "|length|/sites/site"}) +
      " sites: the least squares of all their rows, which a site need not show. Of " +
      sourced_count({.value = tested, .source = pool.path + "|equal|/edges/status|tested"}) + " tested edges, " +
      sourced_count({.value = found, .source = pool.edges.path + "|at most|q_fdr|0.05"}) +
      (found == 1 ? " has" : " have") +
      " <i>q</i> ≤ .05 (false discovery rate). Below, the strongest tested edges; all are in " +
      escape_html(pool.edges.path) + ".";
  return section("pool", "What do all sites together say, those that share only sums included?",
                 paragraph(intro) + edges_table(pool) + sites_table(pool));
}

}  // namespace dmn::report
