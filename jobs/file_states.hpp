#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace dmn::jobs {

/// What tells one content of a file from another: SHA-256, of an HDF5 file of ours over the digests of its datasets, so
/// that times and hosts in it do not count. @throws IoError, InputError when it cannot be read
std::string file_state(const std::filesystem::path& path);

/// The state of a file that this process has just written: of an HDF5 file by the digests recorded as it was written,
/// so that its values are not read back. While the file is intact it equals file_state(). @throws as file_state()
std::string written_state(const std::filesystem::path& path);

/// When the files of results below a folder were last written (relative path: clock ticks); none if there is no folder.
std::map<std::string, long long> result_times(const std::filesystem::path& out);

}  // namespace dmn::jobs
