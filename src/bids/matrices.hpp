#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "stats/cohort.hpp"

namespace dmn::bids {

/// Ready-made connectivity: a wide table or a manifest of matrix files (reference FORMATS), joined with a
/// participants table.
struct MatrixCohort {
  stats::Cohort cohort;   ///< included rows, sorted; edges row-major where all pairs are there, else in column order
  Eigen::MatrixXd edges;  ///< N x E; Fisher z if the values were correlations; NaN for `n/a`
  std::string transform;  ///< `fisher_z` or `none` (values sidecar says `other`)
  std::vector<std::string> warnings;
  std::vector<std::string> edge_names = {};  ///< E, as the columns of a wide table name them; else empty
};

struct MatricesOptions {
  std::filesystem::path matrices;
  std::optional<std::filesystem::path> participants;
  std::optional<std::filesystem::path> labels;  ///< rois.labels: names the ROI set
  connectivity::RoiTable rois;  ///< its rows, read by the caller (parcellation stands above this folder)
  std::string group_column = "group";
  std::string site_column = "site";
};

/// Ready-made matrices joined with their participants. Without `participants` the participants.tsv of the folder of the
/// table, or of the folder above it, is used. Rows without data and data without a row are in `cohort.excluded`, as is
/// a duplicate participant. ROI set and labels: `rois` where given, else the order of first appearance in the header.
/// `cohort.roi_hash` is left to the caller.
/// @throws UsageError naming file, line and what was expected: a row twice, labels that do not belong together, a
///         correlation outside [-1, 1], files of different R, a path that leaves the manifest's folder
/// @throws ShapeError when `labels` is given without `rois`
MatrixCohort read_matrices(const MatricesOptions& options);

}  // namespace dmn::bids
