#pragma once

#include <filesystem>

#include "markers/norm.hpp"
#include "store/cohort_file.hpp"

namespace dmn::store {

// A norm file (schema dmn-cohort-norm/1) holds the controls of markers::shareable_controls and no row of any of them:
//   /               attributes: program_version, controls, group_column, site_column_is_covariate, covariates,
//                   covariates_without_site, reliability_of, kind, transform, estimator, pipeline, roi_set, roi_hash
//   /provenance     attributes: program, version
//   /rois/label, /edges/{roi_i,roi_j}, /sites/site
//   /coding/{variable,role,kind,centre}, /coding/levels/{variable,level}: once for all covariates, once
//   (/coding_without_site)
//                   for all but the site
//   /measures/{name,description,kind,icc_2_1,icc_3_1,n_reliability}, /measures/edges/{measure,edge},
//   /measures/n_at_site /model/{n,rank,inverse_gram,null_space,coefficients,residual_sd} and /model_without_site/...

/// All measures must be of the same controls. It appears under its final name when complete; provenance holds the
/// program and its version only: no path, no host.
/// @throws IoError; InputError when the norm is not plausible; ShapeError when its measures are of different controls
void write_norm(const std::filesystem::path& path, const markers::Norm& norm);

/// Reads a norm that somebody else may have written: every dataset must match its recorded digest, and the whole must
/// be plausible. @throws InputError naming the file and the field
markers::Norm read_norm(const std::filesystem::path& path);

}  // namespace dmn::store
