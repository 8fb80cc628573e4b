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
  std::vector<std::string> names;                              ///< C column names
  Eigen::MatrixXd values;                                      ///< T x C; NaN where the cell is missing
  std::map<std::string, CompCorComponent> components;          ///< by column name; empty without a sidecar
  std::vector<std::string> unreadable;                         ///< columns with a cell that is neither missing nor a number

  std::optional<Eigen::Index> find(const std::string& name) const;
};

}  // namespace dmn::signal
