#pragma once

#include <optional>

#include "job_table.hpp"

namespace dmn::jobs {

/// **Collective.** Does a job and, where it made results (a slice of the runs makes none), adds to
/// `--out`/provenance.json what it used and made, and writes methods.md anew.
/// @throws what the job throws; IoError when the record cannot be written
ExitStatus do_recorded(const Job& job, const Options& options, const parallel::Communicator& world);

/// How the job ended if it was done before with the same options, on the same inputs and earlier results, by the same
/// program, and what it made is still there unchanged. The master's question.
std::optional<ExitStatus> done_before(const Job& job, const Options& options);

}  // namespace dmn::jobs
