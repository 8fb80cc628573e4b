#include "connectivity/matrix_vector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace dmn::connectivity {

Eigen::VectorXd upper_triangle(const Eigen::MatrixXd& symmetric)
{
  const Eigen::Index n_rois = symmetric.rows();
  if (n_rois != symmetric.cols())
    throw base::ShapeError(fmt::format("a symmetric matrix is square; got {} x {}", n_rois, symmetric.cols()));
  Eigen::VectorXd edges(n_rois * std::max<Eigen::Index>(n_rois - 1, 0) / 2);
  Eigen::Index first = 0;
  for (Eigen::Index i = 0; i < n_rois; ++i) {
    const Eigen::Index n_partners = n_rois - 1 - i;
    edges.segment(first, n_partners) = symmetric.col(i).tail(n_partners);
    first += n_partners;
  }
  return edges;
}

Eigen::MatrixXd symmetric_matrix(const Eigen::VectorXd& edges, const Eigen::VectorXd& diagonal)
{
  const Eigen::Index n_rois = diagonal.size();
  if (edges.size() * 2 != n_rois * (n_rois - 1))
    throw base::ShapeError(
        fmt::format("{} ROIs have {} edges; got {}", n_rois, n_rois * (n_rois - 1) / 2, edges.size()));
  Eigen::MatrixXd matrix(n_rois, n_rois);
  matrix.diagonal() = diagonal;
  Eigen::Index first = 0;
  for (Eigen::Index i = 0; i < n_rois; ++i) {
    const Eigen::Index n_partners = n_rois - 1 - i;
    matrix.col(i).tail(n_partners) = edges.segment(first, n_partners);
    matrix.row(i).tail(n_partners) = edges.segment(first, n_partners).transpose();
    first += n_partners;
  }
  return matrix;
}

double fisher_z(double r)
{
  constexpr double largest = 1 - 1e-7;
  return std::isnan(r) ? r : std::atanh(std::clamp(r, -largest, largest));
}

}  // namespace dmn::connectivity
