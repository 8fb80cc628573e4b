#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "report/tsv_writer.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {

/// Equally long columns that are written twice: as a TSV table and as datasets of a result file.
class ResultTable {
 public:
  ResultTable& numbers(const std::string& name, const Eigen::VectorXd& values, const std::string& units,
                       const std::string& description);
  ResultTable& integers(const std::string& name, const Eigen::VectorXi& values, const std::string& units,
                        const std::string& description);
  ResultTable& strings(const std::string& name, const std::vector<std::string>& cells, const std::string& description);

  std::string tsv() const;
  /// As `<group>/<column>`.
  void write(store::ResultWriter& file, const std::string& group) const;

 private:
  struct Column {
    enum class Kind { number, integer, text };
    Kind kind = Kind::number;
    std::string name;
    std::string units;
    std::string description;
    Eigen::VectorXd values = {};
    std::vector<std::string> cells = {};
  };
  std::vector<Column> columns_;
};

}  // namespace dmn::jobs
