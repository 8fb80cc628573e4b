#include "report/site_tables.hpp"

#include "report/tsv_writer.hpp"

namespace dmn::report {
namespace {

void add_labels(TsvWriter& table, const TableEdges& edges)
{
  std::vector<std::string> label_i;
  std::vector<std::string> label_j;
  for (const auto& edge : edges.edges) {
    label_i.push_back(edges.roi_labels[static_cast<std::size_t>(edge.i)]);
    label_j.push_back(edges.roi_labels[static_cast<std::size_t>(edge.j)]);
  }
  table.strings("label_i", std::move(label_i)).strings("label_j", std::move(label_j));
}

void add_positions(TsvWriter& table, const TableEdges& edges)
{
  const auto size = static_cast<Eigen::Index>(edges.edges.size());
  Eigen::VectorXi i(size);
  Eigen::VectorXi j(size);
  for (Eigen::Index e = 0; e < size; ++e) {
    i[e] = edges.edges[static_cast<std::size_t>(e)].i;
    j[e] = edges.edges[static_cast<std::size_t>(e)].j;
  }
  table.integers("roi_i", i).integers("roi_j", j);
}

using Meta = sites::MetaAnalysis;

Eigen::VectorXd column(const std::vector<Meta>& results, double Meta::*number)
{
  Eigen::VectorXd values(static_cast<Eigen::Index>(results.size()));
  for (std::size_t e = 0; e < results.size(); ++e) values[static_cast<Eigen::Index>(e)] = results[e].*number;
  return values;
}

}  // namespace

std::string pooled_edges_tsv(const TableEdges& edges, const sites::PooledStatistics& pooled)
{
  TsvWriter table;
  add_positions(table, edges);
  add_labels(table, edges);
  const auto& s = pooled.statistics;
  table.integers("n", s.n).numbers("beta", s.beta).numbers("se", s.se).numbers("t", s.t).numbers("df", s.df);
  table.numbers("p", s.p).numbers("q_fdr", s.q_fdr).numbers("p_fwe", s.p_fwe);
  table.numbers("g", s.g).numbers("g_low", s.g_low).numbers("g_high", s.g_high);
  return table.strings("status", pooled.status).text();
}

std::string meta_tsv(const TableEdges& edges, const std::vector<Meta>& results)
{
  TsvWriter table;
  add_labels(table, edges);
  Eigen::VectorXi k(static_cast<Eigen::Index>(results.size()));
  std::vector<std::string> models;
  for (std::size_t e = 0; e < results.size(); ++e) {
    k[static_cast<Eigen::Index>(e)] = results[e].k;
    models.push_back(sites::words(results[e]));
  }
  table.integers("k", k);
  for (const auto& [name, number] : sites::meta_numbers()) table.numbers(name, column(results, number));
  return table.strings("model", std::move(models)).text();
}

}  // namespace dmn::report
