#pragma once

#include <filesystem>

namespace dmn::files {

/// @throws InputError for a path that is not there, a folder, or a pipe or socket (reading one could wait forever)
void refuse_unless_file(const std::filesystem::path& path);

}  // namespace dmn::files
