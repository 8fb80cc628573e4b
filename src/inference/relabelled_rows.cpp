#include "inference/relabelled_rows.hpp"

#include <cstddef>
#include <vector>

namespace dmn::inference {

Eigen::VectorXd relabelled(const Relabelling& relabelling, const Eigen::VectorXd& x)
{
  Eigen::VectorXd result = x(relabelling.source);
  for (std::size_t row = 0; row < relabelling.sign.size(); ++row)
    result[static_cast<Eigen::Index>(row)] *= relabelling.sign[row];
  return result;
}

void relabel_back(const Relabelling& relabelling, const RowMajorMatrix& v, double* out)
{
  const auto n_rows = static_cast<std::size_t>(v.rows());
  const auto n_columns = static_cast<std::size_t>(v.cols());
  std::vector<std::size_t> row_of(n_rows);
  for (std::size_t row = 0; row < n_rows; ++row) row_of[static_cast<std::size_t>(relabelling.source[row])] = row;
  for (std::size_t row = 0; row < n_rows; ++row) {
    const double sign = relabelling.sign.empty() ? 1.0 : relabelling.sign[row_of[row]];
    const double* from = v.data() + row_of[row] * n_columns;
    for (std::size_t k = 0; k < n_columns; ++k) out[k * n_rows + row] = sign * from[k];
  }
}

}  // namespace dmn::inference
