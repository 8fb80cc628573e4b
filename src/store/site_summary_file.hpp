#pragma once

#include <filesystem>

#include "sites/site_summary.hpp"
#include "store/cohort_file.hpp"

namespace dmn::store {

// A site's summary file (schema dmn-cohort-site/1):
//   /               attributes: program_version, arithmetic, site, model, contrast_name, contrast, centres, levels,
//   kind,
//                   transform, estimator, pipeline, session, roi_set, roi_hash, statement, effect_left_out
//   /provenance     attributes: program, version
//   /design/{columns,xtx,n}
//   /outcomes/{xty,yty,shift,n}
//   /effect/{g,variance,n}
//   /rois/label, /edges/{roi_i,roi_j}

/// Writes a site's summary; it appears under its final name when complete. Every dataset has units, a description and
/// a digest; nothing in it is of one participant. Provenance holds the program and its version only: no path, no host.
/// @throws IoError; InputError when the summary is not plausible
void write_site_summary(const std::filesystem::path& path, const sites::SiteSummary& summary);

/// Reads a summary that somebody else may have written: every dataset must match its recorded digest, and the whole
/// must be plausible (sites::require_plausible).
/// @throws InputError naming the file and the field
sites::SiteSummary read_site_summary(const std::filesystem::path& path);

}  // namespace dmn::store
