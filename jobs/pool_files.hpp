#pragma once

#include <vector>

#include "options.hpp"
#include "sites/pooled_model.hpp"
#include "sites/site_summary.hpp"

namespace dmn::jobs {

/// Reads the files of `pool.input` and makes sure that they speak of the same thing.
/// @throws UsageError for no file, a site twice, or a mismatch: the file, the field, what the first file has and what
///         this one has; InputError for a file that cannot be trusted
std::vector<sites::SiteSummary> read_summaries(const Options& options);

/// Writes `pool/{edges.tsv, meta.tsv, result.h5}`; result.h5 last.
/// @param meta  one an edge
void write_pool_files(const Options& options, const std::vector<sites::SiteSummary>& summaries,
                      const sites::PooledStatistics& pooled, const std::vector<sites::MetaAnalysis>& meta);

}  // namespace dmn::jobs
