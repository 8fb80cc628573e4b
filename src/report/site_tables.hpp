#pragma once

#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "sites/meta_analysis.hpp"
#include "sites/pooled_model.hpp"

namespace dmn::report {

/// The edges of a table: its rows.
struct TableEdges {
  std::vector<std::string> roi_labels;    ///< R
  std::vector<connectivity::Edge> edges;  ///< E
};

/// `pool/edges.tsv`: the columns of `group/<contrast>/edges.tsv`, from the sums of sites.
std::string pooled_edges_tsv(const TableEdges& edges, const sites::PooledStatistics& pooled);

/// `meta.tsv`: label_i label_j k estimate se ci_low ci_high statistic df p tau2 Q I2 pi_low pi_high model.
/// @param results  E
std::string meta_tsv(const TableEdges& edges, const std::vector<sites::MetaAnalysis>& results);

}  // namespace dmn::report
