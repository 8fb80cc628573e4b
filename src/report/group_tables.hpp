#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/cohort.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::report {

/// A further column of numbers, written before `status`.
struct ExtraColumn {
  std::string name;
  Eigen::VectorXd values;
};

/// `group/<contrast>/edges.tsv`: roi_i roi_j label_i label_j n beta se t df p q_fdr p_fwe g g_low g_high, for an F test
/// also F df1, then `more`, last status. One row an edge in edge order; ROIs are 0-based rows of the ROI table.
std::string edges_tsv(const stats::Cohort& cohort, const stats::GroupResult& result,
                      const stats::ContrastResult& contrast, const std::vector<ExtraColumn>& more = {});

/// `group/<contrast>/markers.tsv`: marker n beta se t df p p_fwe g g_low g_high, for an F test also F df1, then `more`,
/// description, status. M1 ... M8, then the network means.
std::string markers_tsv(const stats::GroupResult& result, const stats::ContrastResult& contrast,
                        const std::vector<ExtraColumn>& more = {});

}  // namespace dmn::report
