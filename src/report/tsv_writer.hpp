#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::report {

/// A result table as text: one header line, tab-separated, numbers with all their digits, `n/a` for NaN and empty text.
class TsvWriter {
 public:
  /// Columns in the order they are added. @throws ShapeError when a column is not as long as the first, a name comes
  /// twice, or a cell or name holds a tab or a line break
  TsvWriter& numbers(const std::string& name, const Eigen::VectorXd& values);
  TsvWriter& integers(const std::string& name, const Eigen::VectorXi& values);
  TsvWriter& strings(const std::string& name, std::vector<std::string> cells);

  /// Ends with a line break; the header alone for a table without rows.
  std::string text() const;

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> columns_;
};

}  // namespace dmn::report
