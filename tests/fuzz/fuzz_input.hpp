#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace dmn::fuzz {

/// The bytes under test as a file of this name; each call writes it anew. Its folder belongs to this process, lies in
/// memory where the system has such a place, and goes when the process ends.
std::filesystem::path as_file(const std::uint8_t* data, std::size_t size, const std::string& name);

/// How many reads of this process succeeded: shows that seeds are understood and not just refused.
long& reads_done();

/// Reads. An error of the program's own is as good an outcome as success; everything else is a find.
template <class Read>
void read_or_refuse(const Read& read)
{
  try {
    read();
    ++reads_done();
  } catch (const base::Error&) {
  }
}

}  // namespace dmn::fuzz
