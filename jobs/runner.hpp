#pragma once

namespace dmn::jobs {

/// The whole program: starts MPI under a launcher, reads the options, runs the job, reports, chooses the exit status.
int run_program(int argc, char** argv);

}  // namespace dmn::jobs
