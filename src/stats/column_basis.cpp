#include "stats/column_basis.hpp"

#include <cmath>

namespace dmn::stats {
namespace {

Eigen::MatrixXd unit_columns(const Eigen::MatrixXd& vectors)
{
  Eigen::MatrixXd basis(vectors.rows(), vectors.cols());
  for (Eigen::Index k = 0; k < vectors.cols(); ++k) {
    Eigen::VectorXd v = vectors.col(k);
    for (int pass = 0; pass < 2; ++pass) v -= basis.leftCols(k) * (basis.leftCols(k).transpose() * v);
    basis.col(k) = v.normalized();
  }
  return basis;
}

}  // namespace

ColumnBasis column_basis(const Eigen::MatrixXd& matrix, double tolerance)
{
  const Eigen::Index n_columns = matrix.cols();
  const Eigen::Index largest_rank = std::min(matrix.rows(), n_columns);
  ColumnBasis basis;
  basis.q.resize(matrix.rows(), largest_rank);
  basis.r = Eigen::MatrixXd::Zero(largest_rank, largest_rank);
  basis.column_norm.resize(n_columns);
  Eigen::MatrixXd dependence(largest_rank, n_columns);
  for (Eigen::Index k = 0; k < n_columns; ++k) {
    const Eigen::Index rank = basis.rank();
    const auto known = basis.q.leftCols(rank);
    Eigen::VectorXd rest = matrix.col(k);
    const double norm = rest.norm();
    Eigen::VectorXd coefficients = Eigen::VectorXd::Zero(rank);
    for (int pass = 0; pass < 2; ++pass) {
      const Eigen::VectorXd step = known.transpose() * rest;
      rest -= known * step;
      coefficients += step;
    }
    basis.column_norm[k] = norm > 0 ? norm : 1.0;
    const double left = rest.norm();
    if (rank == largest_rank || left <= tolerance * norm) {
      dependence.col(basis.dependent.size()).head(rank) = coefficients;
      dependence.col(basis.dependent.size()).tail(largest_rank - rank).setZero();
      basis.dependent.push_back(k);
      continue;
    }
    basis.q.col(rank) = rest / left;
    basis.r.col(rank).head(rank) = coefficients;
    basis.r(rank, rank) = left;
    basis.kept.push_back(k);
  }
  const Eigen::Index rank = basis.rank();
  const auto n_dependent = static_cast<Eigen::Index>(basis.dependent.size());
  basis.q.conservativeResize(Eigen::NoChange, rank);
  basis.r.conservativeResize(rank, rank);
  basis.null_space = Eigen::MatrixXd::Zero(n_columns, n_dependent);
  const Eigen::MatrixXd solved =
      basis.r.triangularView<Eigen::Upper>().solve(dependence.topLeftCorner(rank, n_dependent));
  for (Eigen::Index d = 0; d < n_dependent; ++d) {
    basis.null_space(basis.kept, d) = -solved.col(d);
    basis.null_space(basis.dependent[static_cast<std::size_t>(d)], d) = 1.0;
  }
  return basis;
}

Eigen::VectorXd inestimable_part(const ColumnBasis& basis, const Eigen::VectorXd& contrast)
{
  const Eigen::MatrixXd null_space = unit_columns(basis.column_norm.asDiagonal() * basis.null_space);
  const Eigen::VectorXd scaled = contrast.cwiseQuotient(basis.column_norm);
  return null_space * (null_space.transpose() * scaled);
}

bool is_estimable(const ColumnBasis& basis, const Eigen::VectorXd& contrast)
{
  if (basis.dependent.empty()) return true;
  const double size = contrast.cwiseQuotient(basis.column_norm).norm();
  return inestimable_part(basis, contrast).norm() <= estimability_tolerance * size;
}

Eigen::VectorXd weights_on_basis(const ColumnBasis& basis, const Eigen::VectorXd& contrast)
{
  const Eigen::VectorXd kept = contrast(basis.kept);
  return basis.r.transpose().triangularView<Eigen::Lower>().solve(kept);
}

}  // namespace dmn::stats
