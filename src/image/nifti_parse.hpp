#pragma once

#include <filesystem>

#include "files/byte_stream.hpp"
#include "image/nifti_header.hpp"

namespace dmn::image {

/// Reads the header from the beginning of a stream and leaves the stream right behind what it needed.
/// @throws as `read_nifti_header`
NiftiHeader parse_nifti_header(files::ByteStream& stream, const std::filesystem::path& path);

}  // namespace dmn::image
