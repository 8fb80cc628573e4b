#include "stats/column_basis.hpp"

#include <algorithm>
#include <utility>

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

/// Takes columns one by one.
class Orthogonaliser {
 public:
  Orthogonaliser(Eigen::Index n_rows, Eigen::Index n_columns, double tolerance)
      : tolerance_(tolerance), largest_rank_(std::min(n_rows, n_columns))
  {
    basis_.q.resize(n_rows, largest_rank_);
    basis_.r = Eigen::MatrixXd::Zero(largest_rank_, largest_rank_);
    basis_.column_norm.resize(n_columns);
    dependence_ = Eigen::MatrixXd::Zero(largest_rank_, n_columns);
  }

  void take(const Eigen::VectorXd& column, Eigen::Index position)
  {
    const Eigen::Index rank = basis_.rank();
    Eigen::VectorXd rest = column;
    const Eigen::VectorXd coefficients = remove_known(rest);
    const double norm = column.norm();
    const double left = rest.norm();
    basis_.column_norm[position] = norm > 0 ? norm : 1.0;
    if (rank == largest_rank_ || left <= tolerance_ * norm) {
      dependence_.col(static_cast<Eigen::Index>(basis_.dependent.size())).head(rank) = coefficients;
      basis_.dependent.push_back(position);
      return;
    }
    basis_.q.col(rank) = rest / left;
    basis_.r.col(rank).head(rank) = coefficients;
    basis_.r(rank, rank) = left;
    basis_.kept.push_back(position);
  }

  ColumnBasis finish()
  {
    const Eigen::Index rank = basis_.rank();
    basis_.q.conservativeResize(Eigen::NoChange, rank);
    basis_.r.conservativeResize(rank, rank);
    fill_null_space();
    return std::move(basis_);
  }

 private:
  Eigen::VectorXd remove_known(Eigen::VectorXd& rest) const
  {
    const auto known = basis_.q.leftCols(basis_.rank());
    Eigen::VectorXd coefficients = Eigen::VectorXd::Zero(basis_.rank());
    for (int pass = 0; pass < 2; ++pass) {
      const Eigen::VectorXd step = known.transpose() * rest;
      rest -= known * step;
      coefficients += step;
    }
    return coefficients;
  }

  void fill_null_space()
  {
    const auto n_dependent = static_cast<Eigen::Index>(basis_.dependent.size());
    basis_.null_space = Eigen::MatrixXd::Zero(basis_.column_norm.size(), n_dependent);
    for (Eigen::Index d = 0; d < n_dependent; ++d) {
      const Eigen::VectorXd in_kept_columns =
          basis_.r.triangularView<Eigen::Upper>().solve(dependence_.col(d).head(basis_.rank()));
      basis_.null_space(basis_.kept, d) = -in_kept_columns;
      basis_.null_space(basis_.dependent[static_cast<std::size_t>(d)], d) = 1.0;
    }
  }

  double tolerance_;
  Eigen::Index largest_rank_;
  ColumnBasis basis_;
  Eigen::MatrixXd dependence_;  ///< q' of the dependent columns, in their order
};

}  // namespace

ColumnBasis column_basis(const Eigen::MatrixXd& matrix, double tolerance)
{
  Orthogonaliser orthogonaliser(matrix.rows(), matrix.cols(), tolerance);
  for (Eigen::Index k = 0; k < matrix.cols(); ++k) orthogonaliser.take(matrix.col(k), k);
  return orthogonaliser.finish();
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
