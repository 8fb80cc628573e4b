#pragma once

#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// **Collective.** Ranks whose BLAS picks kernels for processors of several kinds would not find the same bits.
/// @throws UsageError naming both kernels
void require_one_kernel(const parallel::Communicator& world);

}  // namespace dmn::jobs
