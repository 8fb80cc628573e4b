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

TableEdges table_edges(const connectivity::RoiTable& rois, const connectivity::EdgeList& edges,
                       const std::vector<Eigen::Index>& positions)
{
  TableEdges table;
  for (const auto& roi : rois) table.roi_labels.push_back(roi.label);
  for (const Eigen::Index position : positions) table.edges.push_back(edges[position]);
  return table;
}

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
  const std::vector<std::pair<const char*, double Meta::*>> numbers{
      {"estimate", &Meta::estimate},
      {"se", &Meta::se},
      {"ci_low", &Meta::ci_low},
      {"ci_high", &Meta::ci_high},
      {"statistic", &Meta::statistic},
      {"df", &Meta::df},
      {"p", &Meta::p},
      {"tau2", &Meta::tau2},
      {"Q", &Meta::q},
      {"I2", &Meta::i2},
      {"pi_low", &Meta::pi_low},
      {"pi_high", &Meta::pi_high},
  };
  for (const auto& [name, number] : numbers) table.numbers(name, column(results, number));
  return table.strings("model", std::move(models)).text();
}

std::string leave_one_site_out_tsv(const TableEdges& edges, const std::vector<std::string>& sites,
                                   const sites::LeaveOneSiteOut& result)
{
  TsvWriter table;
  add_labels(table, edges);
  table.numbers("beta", result.beta);
  for (std::size_t s = 0; s < sites.size(); ++s) {
    table.numbers("beta_without_" + sites[s], result.beta_without.col(static_cast<Eigen::Index>(s)));
    table.numbers("t_without_" + sites[s], result.t_without.col(static_cast<Eigen::Index>(s)));
  }
  table.numbers("sign_change", result.sign_change);
  return table.numbers("smallest", result.smallest).numbers("largest", result.largest).text();
}

std::string mixed_tsv(const TableEdges& edges, const sites::MixedStatistics& statistics)
{
  TsvWriter table;
  add_labels(table, edges);
  const auto& s = statistics;
  table.integers("n", s.n).numbers("beta", s.beta).numbers("se", s.se).numbers("df", s.df).numbers("t", s.t);
  table.numbers("p", s.p).numbers("var_site", s.var_site).numbers("var_residual", s.var_residual);
  table.numbers("boundary", s.boundary);
  std::vector<std::string> status;
  for (const auto word : s.status) status.push_back(stats::words(word));
  return table.strings("status", std::move(status)).text();
}

}  // namespace dmn::report
