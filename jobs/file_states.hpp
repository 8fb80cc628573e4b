#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace dmn::jobs {

/// What tells one content of a file from another: SHA-256, of an HDF5 file of ours over the digests of its datasets, so
/// that times and hosts in it do not count. @throws IoError, InputError when it cannot be read
std::string file_state(const std::filesystem::path& path);

/// When the files of results below a folder were last written (relative path: clock ticks); none if there is no folder.
std::map<std::string, long long> result_times(const std::filesystem::path& out);

}  // namespace dmn::jobs
