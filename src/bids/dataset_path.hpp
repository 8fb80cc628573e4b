#pragma once

#include <filesystem>
#include <string>

namespace dmn::bids {

/// A file named in a table, relative to the folder of that table, in its plainest form.
/// @throws InputError for an empty or absolute path, one that leaves the folder (by `..` or by a symbolic link), or
///         one that leads to nothing
std::filesystem::path path_in_dataset(const std::filesystem::path& folder, const std::string& cell);

}  // namespace dmn::bids
