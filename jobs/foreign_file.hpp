#pragma once

#include <filesystem>
#include <functional>

namespace dmn::jobs {

/// The HDF5 library crashes on some files that were made to deceive it, whatever is checked before. So a file that
/// somebody else may have made is first read in a process of its own, for at most `cpu_seconds`, and what was read
/// there is forgotten; what kills that process never reaches this one.
/// @param read  reads the file as it will be read afterwards; what it throws is left to that reading
/// @throws InputError naming the file and how the process ended
void require_readable(const std::filesystem::path& file, const std::function<void()>& read, unsigned cpu_seconds = 120);

}  // namespace dmn::jobs
