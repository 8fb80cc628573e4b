#pragma once

#include "group_data.hpp"
#include "harmonised_data.hpp"
#include "options.hpp"

namespace dmn::jobs {

/// Writes `group/harmonised.tsv.gz` (a wide table: a row a participant of the session, `n/a` for those the model left
/// out; a column an edge), `group/harmonised.json` beside it and `group/harmonisation.tsv`.
void write_harmonised(const Options& options, const GroupData& data, const stats::GroupPlan& plan,
                      const HarmonisedData& harmonised);

/// Removes what an earlier, harmonised run wrote.
void remove_harmonised(const Options& options);

}  // namespace dmn::jobs
