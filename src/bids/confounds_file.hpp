#pragma once

#include <filesystem>
#include <optional>

#include "signal/confound_table.hpp"

namespace dmn::bids {

/// Reads a confounds TSV (`n/a`, empty and NaN cells are missing) and its JSON sidecar
/// (`Mask`, `Retained` of CompCor components).
/// @throws InputError naming file, line and column
signal::ConfoundTable read_confounds(const std::filesystem::path& tsv,
                                     const std::optional<std::filesystem::path>& json);

}  // namespace dmn::bids
