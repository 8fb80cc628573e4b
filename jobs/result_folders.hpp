#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dmn::jobs {

/// The folders below `parent` that hold each of these files, sorted by name, as paths that begin with `parent`; none
/// where `parent` is not a folder.
std::vector<std::filesystem::path> folders_with(const std::filesystem::path& parent,
                                                const std::vector<std::string>& files);

}  // namespace dmn::jobs
