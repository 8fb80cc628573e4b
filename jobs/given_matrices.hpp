#pragma once

#include "bids/matrices.hpp"
#include "exit_status.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// Reads `input.matrices`; its warnings and exclusions are the caller's to tell. @throws UsageError
bids::MatrixCohort read_given_matrices(const Options& options);

/// **Collective.** `connectivity` on ready-made matrices: they are validated, joined with the participants and written
/// as cohort.h5.
ExitStatus gather_given_matrices(const Options& options, const parallel::Communicator& world);

}  // namespace dmn::jobs
