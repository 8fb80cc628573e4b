#include "prediction/covariate_space.hpp"

#include "base/error.hpp"

namespace dmn::prediction {
namespace {

constexpr double smallest_part = 1e-9;  ///< of a column that earlier ones leave over

Eigen::MatrixXd with_intercept(const Eigen::VectorXd& centre, const Eigen::MatrixXd& covariates)
{
  Eigen::MatrixXd columns(covariates.rows(), covariates.cols() + 1);
  columns.col(0).setOnes();
  columns.rightCols(covariates.cols()) = covariates.rowwise() - centre.transpose();
  return columns;
}

}  // namespace

CovariateSpace covariate_space(const Eigen::MatrixXd& covariates)
{
  if (covariates.rows() == 0) throw base::ShapeError("a model needs training rows");
  CovariateSpace space;
  space.centre = covariates.colwise().mean().transpose();
  const Eigen::MatrixXd columns = with_intercept(space.centre, covariates);
  space.to_basis.resize(columns.cols(), 0);
  Eigen::MatrixXd basis(columns.rows(), 0);
  for (Eigen::Index c = 0; c < columns.cols(); ++c) {
    const double raw = c == 0 ? columns.col(0).norm() : covariates.col(c - 1).norm();
    Eigen::VectorXd left = columns.col(c);
    Eigen::VectorXd coefficients = Eigen::VectorXd::Unit(columns.cols(), c);
    for (int pass = 0; pass < 2; ++pass) {
      const Eigen::VectorXd along = basis.transpose() * left;
      left -= basis * along;
      coefficients -= space.to_basis * along;
    }
    const double norm = left.norm();
    if (norm <= smallest_part * columns.col(c).norm() || norm <= 1e-12 * raw) continue;
    const Eigen::Index k = basis.cols();
    basis.conservativeResize(Eigen::NoChange, k + 1);
    basis.col(k) = left / norm;
    space.to_basis.conservativeResize(Eigen::NoChange, k + 1);
    space.to_basis.col(k) = coefficients / norm;
  }
  return space;
}

Eigen::MatrixXd basis_of(const CovariateSpace& space, const Eigen::MatrixXd& covariates)
{
  if (covariates.cols() != space.centre.size())
    throw base::ShapeError("covariates of another model", {.expected = std::to_string(space.centre.size()),
                                                           .found = std::to_string(covariates.cols())});
  return with_intercept(space.centre, covariates) * space.to_basis;
}

}  // namespace dmn::prediction
