#pragma once

#include <vector>

#include "assemble_cohort.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "store/cohort_file.hpp"
#include "study.hpp"

namespace dmn::jobs {

/// **Collective.** Writes the cohort file of one combination from the shards, row block by row block. Only the master
/// needs `assembled`; the others help with the tangent space, whose reference is the mean of all included runs.
void gather_cohort(const Options& options, const Study& study, const Combination& combination,
                   const AssembledCohort& assembled, const parallel::Communicator& world);

/// What /provenance of a file records: versions, options, time and host. Never part of a digest.
store::Provenance provenance_of(const Options& options);

}  // namespace dmn::jobs
