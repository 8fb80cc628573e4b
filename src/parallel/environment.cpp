#include <mpi.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>

#include "base/error.hpp"
#include "parallel/launcher.hpp"
#include "parallel/mpi_check.hpp"
#include "parallel/mpi_group.hpp"

namespace dmn::parallel {

namespace {

/// Every wait sleeps between its looks for a message (Nap). Open MPI on an oversubscribed node would also give up the
/// time slice at each look, which on a busy machine costs a round of everybody else. What the user has set stays.
void look_without_yielding()
{
  ::setenv("OMPI_MCA_mpi_yield_when_idle", "0", 0);
}

}  // namespace

Environment::Environment(int& argc, char**& argv)
{
  if (!is_mpi_process(process_variables())) return;
  look_without_yielding();
  int provided = MPI_THREAD_SINGLE;
  check_mpi(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
  initialised_ = true;
  check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  if (provided < MPI_THREAD_FUNNELED) throw base::IoError("this MPI library cannot run beside threads");
}

Environment::~Environment()
{
  if (!initialised_ || std::uncaught_exceptions() > 0) return;
  if (MPI_Finalize() != MPI_SUCCESS) std::abort();
}

Communicator Environment::world() const
{
  if (!initialised_) return Communicator::serial();
  auto group = std::make_shared<const Communicator::Impl>(MPI_COMM_WORLD);
  if (group->size() == 1) return Communicator::serial();
  return Communicator(std::move(group));
}

void Environment::abort(int exit_status) const
{
  std::fflush(nullptr);
  if (initialised_) MPI_Abort(MPI_COMM_WORLD, exit_status);
  std::_Exit(exit_status);
}

}  // namespace dmn::parallel
