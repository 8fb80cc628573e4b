#pragma once

namespace dmn::jobs {

/// SIGTERM, SIGINT and SIGUSR1 ask for a drain: no new run starts, running ones finish. A second SIGINT ends the
/// process now.
void listen_for_stop_requests();

/// True once a drain was asked for.
bool stop_requested() noexcept;

}  // namespace dmn::jobs
