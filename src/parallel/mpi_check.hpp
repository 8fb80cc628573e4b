#pragma once

namespace dmn::parallel {

/// Every MPI call goes through here.
/// @param code  what the MPI function returned
/// @param call  its name
/// @throws IoError with MPI's own text
void check_mpi(int code, const char* call);

}  // namespace dmn::parallel
