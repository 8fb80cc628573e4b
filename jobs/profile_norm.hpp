#pragma once

#include <filesystem>
#include <string>

#include "profile_scores.hpp"

namespace dmn::jobs {

/// Writes the norm of those controls whose sums may leave the house (markers::shareable_controls).
/// @return why not; empty if it was written. A norm file of an earlier run is removed then.
std::string write_norm_file(const std::filesystem::path& path, const ProfilePlan& plan, const ProfileValues& values,
                            const ProfileScores& scores);

}  // namespace dmn::jobs
