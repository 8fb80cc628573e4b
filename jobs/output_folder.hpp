#pragma once

#include <filesystem>

namespace dmn::jobs {

/// Results stay below `--out`: whoever can plant a link in that folder must not make the program write elsewhere. The
/// folder itself may be reached through links, and links that stay below it are fine.
/// Looks at its folders and at theirs; those of participants, of which there are many, are left to require_inside().
/// @throws UsageError naming the link
void require_own_folders(const std::filesystem::path& out);

/// The same for the folders on the way from `out` to a file below it that is about to be written.
/// @throws IoError naming the link
void require_inside(const std::filesystem::path& out, const std::filesystem::path& file);

}  // namespace dmn::jobs
