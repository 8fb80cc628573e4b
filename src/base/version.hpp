#pragma once

#include <string>

namespace dmn::base {

/// `0.1.0`, from CMake's project version.
std::string version();

/// What `git describe --always --dirty` said of the sources when the build was configured; `unknown` outside git.
std::string revision();

}  // namespace dmn::base
