#pragma once

#include <string>
#include <vector>

#include "signal/confound_table.hpp"
#include "signal/denoise_options.hpp"

namespace dmn::signal {

/// The confounds one run regresses out.
struct ConfoundChoice {
  std::vector<std::string> columns;   ///< sorted by name, each once
  std::vector<std::string> warnings;  ///< one clause each
};

/// Columns (and wildcards, for a list) that every table must have to serve the options, as far as they are known
/// without a table: CompCor components and cosines are not.
std::vector<std::string> required_columns(const DenoiseOptions& options);

/// The columns a strategy takes from this table; never dependent on column order.
///
/// - `36p`: {6 motion, csf, white_matter, global_signal} x {value, derivative, and the squares of both};
///   Ciric et al. 2017
/// - `24p`: the 6 motion parameters so; Friston et al. 1996
/// - `24p-acompcor`: 24p, the first five retained components of Mask WM and of Mask CSF; Behzadi et al. 2007
/// - `simple`, `scrubbing`, `compcor`: the presets of nilearn's load_confounds_strategy, cosines included;
///   Wang et al. 2024
/// - `columns`: every column that one of the names or wildcards of `options.columns` matches
///
/// @throws InputError naming every column, wildcard or kind of component that is missing; UsageError for an
///         unknown strategy
ConfoundChoice choose_confounds(const ConfoundTable& table, const DenoiseOptions& options);

/// The six rigid-body parameters: trans_x, trans_y, trans_z (mm), rot_x, rot_y, rot_z (rad).
std::vector<std::string> motion_columns();

}  // namespace dmn::signal
