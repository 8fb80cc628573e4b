#include "prediction/weight_table.hpp"

#include <cmath>

#include "base/error.hpp"

namespace dmn::prediction {

Eigen::VectorXd scores(const WeightTable& table, const Eigen::MatrixXd& fisher_z)
{
  if (fisher_z.cols() != table.weight.size())
    throw base::ShapeError("edges of another table",
                           {.expected = std::to_string(table.weight.size()), .found = std::to_string(fisher_z.cols())});
  Eigen::VectorXd score = Eigen::VectorXd::Constant(fisher_z.rows(), table.intercept);
  for (Eigen::Index k = 0; k < fisher_z.cols(); ++k) {
    for (Eigen::Index row = 0; row < fisher_z.rows(); ++row) {
      const double x = table.of_correlations ? std::tanh(fisher_z(row, k)) : fisher_z(row, k);
      score[row] += table.weight[k] * ((x - table.centre[k]) / table.scale[k]);
    }
  }
  return score;
}

}  // namespace dmn::prediction
