#pragma once

#include <string>

namespace dmn::base {

/// `0.1.0`, from CMake's project version.
std::string version();

}  // namespace dmn::base
