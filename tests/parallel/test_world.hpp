#pragma once

#include "parallel/communicator.hpp"

namespace dmn::test {

/// All ranks of the running test program (main.cpp).
const parallel::Communicator& world();

}  // namespace dmn::test
