#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::connectivity {

/// The columns of a run that an estimate can use, centred.
struct UsableSeries {
  std::vector<int> columns;           ///< p of the R columns, ascending, 0-based
  Eigen::MatrixXd centred;            ///< T x p, every column of mean 0 and non-zero variance
  std::vector<std::string> warnings;  ///< `constant_roi: ...` for each column left out as constant
};

/// Leaves out NaN columns silently (invalid ROIs) and constant ones with a warning. A column counts as constant when
/// its SD is below 1e-12 of its root mean square: nothing but rounding varies.
/// @param labels  names for warnings and errors, empty for `column 3`
/// @throws InputError for a column that is partly missing or infinite
UsableSeries usable_series(const Eigen::MatrixXd& series, const std::vector<std::string>& labels);

/// The label of a column, or `column 3` (0-based) without labels.
std::string name_of_column(const std::vector<std::string>& labels, Eigen::Index column);

/// Columns divided by their population SD.
Eigen::MatrixXd z_scored(const Eigen::MatrixXd& centred);

}  // namespace dmn::connectivity
