#include "one_kernel.hpp"

#include "base/error.hpp"
#include "inference/blas.hpp"

namespace dmn::jobs {

void require_one_kernel(const parallel::Communicator& world)
{
  const std::string masters = world.broadcast_together(inference::blas_kernel());
  parallel::agree(world, [&] {
    if (inference::blas_kernel() == masters) return;
    throw base::UsageError("ranks run on processors of several kinds; set OPENBLAS_CORETYPE to one that all have",
                           {.field = "BLAS kernel", .expected = masters, .found = inference::blas_kernel()});
  });
}

}  // namespace dmn::jobs
