#include "parallel/mpi_check.hpp"

#include <mpi.h>

#include <array>
#include <string>

#include "base/error.hpp"

namespace dmn::parallel {

void check_mpi(int code, const char* call)
{
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  if (MPI_Error_string(code, text.data(), &length) != MPI_SUCCESS) length = 0;
  throw base::IoError(std::string(call) + " failed: " + std::string(text.data(), static_cast<std::size_t>(length)));
}

}  // namespace dmn::parallel
