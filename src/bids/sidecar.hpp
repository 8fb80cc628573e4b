#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/units.hpp"

namespace dmn::bids {

/// What a JSON sidecar says of the sampling of a run.
struct SidecarTiming {
  std::optional<base::Seconds> repetition_time;
  std::string field;  ///< where it was found: `RepetitionTime` or `SamplingFrequency` (its inverse)
};

/// Reads only the top level of the file.
/// @throws InputError naming the file: no JSON, no object, a value that is not a positive number of seconds (above
///         60 s a repetition time must be something else, such as milliseconds)
SidecarTiming read_timing(const std::filesystem::path& json);

/// The text under a key of the top level; nothing if the file has no such key.
/// @throws InputError naming the file: no JSON, no object, another type than text
std::optional<std::string> read_text_field(const std::filesystem::path& json, const std::string& key);

}  // namespace dmn::bids
