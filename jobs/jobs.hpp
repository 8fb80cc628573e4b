#pragma once

#include "exit_status.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// **Collective.** The jobs. Each throws only what every rank throws (see parallel::agree) and returns the same status
/// on all ranks.
ExitStatus index_job(const Options& options, const parallel::Communicator& world);
ExitStatus change_job(const Options& options, const parallel::Communicator& world);
ExitStatus connectivity_job(const Options& options, const parallel::Communicator& world);
ExitStatus group_job(const Options& options, const parallel::Communicator& world);
ExitStatus share_job(const Options& options, const parallel::Communicator& world);
ExitStatus pool_job(const Options& options, const parallel::Communicator& world);
ExitStatus export_job(const Options& options, const parallel::Communicator& world);
ExitStatus run_job(const Options& options, const parallel::Communicator& world);
ExitStatus report_job(const Options& options, const parallel::Communicator& world);
ExitStatus profile_job(const Options& options, const parallel::Communicator& world);
ExitStatus predict_job(const Options& options, const parallel::Communicator& world);
ExitStatus simulate_job(const Options& options, const parallel::Communicator& world);
ExitStatus status_job(const Options& options, const parallel::Communicator& world);
ExitStatus symptoms_job(const Options& options, const parallel::Communicator& world);
ExitStatus submit_job(const Options& options, const parallel::Communicator& world);
ExitStatus treatment_job(const Options& options, const parallel::Communicator& world);
ExitStatus verify_job(const Options& options, const parallel::Communicator& world);

}  // namespace dmn::jobs
