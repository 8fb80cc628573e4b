#pragma once

#include <functional>
#include <optional>
#include <string>

namespace dmn::parallel {

/// Value of an environment variable; nothing if it is not set.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// Whether this process is one rank of an MPI job: started by Open MPI's mpirun (`OMPI_COMM_WORLD_SIZE`), or by srun or
/// another launcher that speaks PMIx or PMI (`PMIX_RANK`, `PMI_RANK`). A batch script or a login shell is not.
/// @throws UsageError for a Slurm step of several tasks without PMI: each task would take itself for the whole job
bool is_mpi_process(const Variables& variables);

/// The variables of this process.
Variables process_variables();

}  // namespace dmn::parallel
