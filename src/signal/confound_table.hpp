#pragma once

#include <Eigen/Core>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dmn::signal {

/// What a confounds sidecar (JSON) says of one CompCor component.
struct CompCorComponent {
  std::string mask;  ///< `WM`, `CSF`, `combined`; empty for tCompCor
  bool retained = true;
};

/// A confounds table as read: T rows, one column a confound, in file order (never relied upon).
struct ConfoundTable {
  std::vector<std::string> names;                      ///< C column names
  Eigen::MatrixXd values;                              ///< T x C; NaN where the cell is missing
  std::map<std::string, CompCorComponent> components;  ///< by column name; empty without a sidecar
  std::vector<std::string> unreadable;                 ///< columns with a cell that is neither missing nor a number

  std::optional<Eigen::Index> find(const std::string& name) const;
  /// No rows and no columns: there is no table.
  bool absent() const noexcept { return names.empty() && values.rows() == 0; }
};

/// Position of a column that is there, every cell of it a number or missing.
/// @throws InputError naming the column that is not there or has a cell that is no number
Eigen::Index require_readable(const ConfoundTable& table, const std::string& name);

/// The columns in the order asked for, T x K; a missing cell of the first row (a derivative has no predecessor there)
/// is 0.
/// @throws InputError naming column and row (counted from 0) of any other cell that is missing or infinite;
///         naming the column that is not there or unreadable
Eigen::MatrixXd confound_values(const ConfoundTable& table, const std::vector<std::string>& columns);

}  // namespace dmn::signal
