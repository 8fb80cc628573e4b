#pragma once

#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"
#include "sites/leave_one_site_out.hpp"
#include "sites/meta_analysis.hpp"
#include "sites/mixed_model.hpp"
#include "sites/pooled_model.hpp"

namespace dmn::report {

/// The edges of a table: its rows.
struct TableEdges {
  std::vector<std::string> roi_labels;    ///< R
  std::vector<connectivity::Edge> edges;  ///< E
};

/// The chosen edges of a cohort. @param positions  in `edges`
TableEdges table_edges(const connectivity::RoiTable& rois, const connectivity::EdgeList& edges,
                       const std::vector<Eigen::Index>& positions);

/// `pool/edges.tsv`: the columns of `group/<contrast>/edges.tsv`, from the sums of sites.
std::string pooled_edges_tsv(const TableEdges& edges, const sites::PooledStatistics& pooled);

/// `meta.tsv`: label_i label_j k estimate se ci_low ci_high statistic df p tau2 Q I2 pi_low pi_high model.
/// @param results  E
std::string meta_tsv(const TableEdges& edges, const std::vector<sites::MetaAnalysis>& results);

/// `leave_one_site_out.tsv`: label_i label_j beta, beta_without_<site> t_without_<site> of every site, sign_change,
/// then the smallest and largest beta without a site.
/// @param sites  S names; @param result  E outcomes
std::string leave_one_site_out_tsv(const TableEdges& edges, const std::vector<std::string>& sites,
                                   const sites::LeaveOneSiteOut& result);

/// `mixed.tsv`: label_i label_j n beta se df t p var_site var_residual boundary status.
std::string mixed_tsv(const TableEdges& edges, const sites::MixedStatistics& statistics);

}  // namespace dmn::report
