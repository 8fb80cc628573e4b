#pragma once

#include <string>

#include "given_values.hpp"
#include "signal/denoise_options.hpp"

namespace dmn::jobs {

/// The denoising of one strategy: its defaults, and what the user said explicitly, which wins.
/// @throws UsageError
signal::DenoiseOptions resolve_denoising(const GivenValues& given, const std::string& strategy);

/// How a strategy is called in file names and shards: its name, `list-trans_STAR+white_matter` for a list of columns,
/// or `list-` and a hash where such a list is too long for a file name.
std::string strategy_label(const signal::DenoiseOptions& options);

/// The options that change numbers of a run, one `section.option = value` a line: part of the config fingerprint.
std::string denoising_text(const signal::DenoiseOptions& options);

}  // namespace dmn::jobs
