#pragma once

#include <filesystem>
#include <string>

#include "outcome_names.hpp"
#include "site_models.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::jobs {

/// Writes what the sites say of a contrast: leave_one_site_out.tsv, mixed.tsv, meta.tsv, site_effects.tsv, and
/// sites.tsv, where the fixed effects, the mixed model, the meta-analysis and leave-one-site-out stand beside each
/// other. A table that cannot be had is not written; one of an earlier run is removed.
/// @param prefix  of the file names: empty for edges, `markers_`
/// @param fixed   the main analysis of the same outcomes
void write_site_tables(const std::filesystem::path& folder, const std::string& prefix, const OutcomeNames& names,
                       const stats::TestStatistics& fixed, const SiteColumns& sites);

}  // namespace dmn::jobs
