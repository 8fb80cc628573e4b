#pragma once

#include "group_data.hpp"
#include "sites/site_summary.hpp"
#include "store/cohort_file.hpp"

namespace dmn::jobs {

/// What `share` reads: a cohort, its edges and the unit they are in.
struct ShareData {
  GroupData data;
  store::KindInfo kind;
};

/// `group.data`, else `input.matrices`, else cohort.h5 under `--out`. @throws as load_group_data()
ShareData load_share_data(const Options& options);

/// Which edges the data hold, and in which unit.
sites::SharedEdges all_shared_edges(const ShareData& shared);

/// The summary of one site: its participants in the agreed coding, refused where a cell is too small.
/// @throws UsageError for an unknown or missing site, several contrasts; DesignError (sites::planned_rows,
///         sites::require_large_cells)
sites::SiteSummary summarise_site(const Options& options, const ShareData& shared);

}  // namespace dmn::jobs
