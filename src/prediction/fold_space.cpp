#include "prediction/fold_space.hpp"

#include "base/error.hpp"
#include "inference/blas.hpp"

namespace dmn::prediction {
namespace {

constexpr double smallest_eigenvalue = 1e-12;  ///< of the largest

void require_rows(const RowData& data)
{
  if (data.features.rows() != data.covariates.rows())
    throw base::ShapeError("features and covariates of different numbers of rows");
}

/// The eigenvectors that matter, largest first.
inference::SymmetricEigen leading(inference::SymmetricEigen eigen)
{
  const Eigen::Index n = eigen.values.size();
  const double smallest = n == 0 ? 0 : smallest_eigenvalue * eigen.values[n - 1];
  Eigen::Index m = 0;
  while (m < n && eigen.values[n - 1 - m] > smallest) ++m;
  return {eigen.values.tail(m).reverse(), eigen.vectors.rightCols(m).rowwise().reverse()};
}

void decompose_dual(const Eigen::MatrixXd& test, FoldSpace& space)
{
  const auto eigen = leading(inference::symmetric_eigen(inference::gram_of_rows(space.training_features)));
  space.eigenvalues = eigen.values;
  space.directions = eigen.vectors;
  Eigen::MatrixXd cross;
  inference::product(test, space.training_features.transpose().eval(), cross);
  inference::product(cross, space.directions, space.test_directions);
}

void decompose_primal(const Eigen::MatrixXd& test, FoldSpace& space)
{
  Eigen::MatrixXd gram;
  inference::product_transposed(space.training_features, space.training_features, gram);
  const auto eigen = leading(inference::symmetric_eigen(std::move(gram)));
  const Eigen::VectorXd root = eigen.values.cwiseSqrt();
  space.eigenvalues = eigen.values;
  inference::product(space.training_features, eigen.vectors, space.directions);
  space.directions.array().rowwise() /= root.transpose().array();
  inference::product(test, eigen.vectors, space.test_directions);
  space.test_directions.array().rowwise() *= root.transpose().array();
}

}  // namespace

FoldSpace fold_space(const RowData& training, const RowData& test)
{
  require_rows(training);
  require_rows(test);
  FoldSpace space;
  space.covariates = covariate_space(training.covariates);
  space.basis = basis_of(space.covariates, training.covariates);
  space.test_basis = basis_of(space.covariates, test.covariates);
  space.preparation = prepare(training.features, space.basis);
  space.training_features = prepared(space.preparation, training.features, space.basis);
  const Eigen::MatrixXd test_features = prepared(space.preparation, test.features, space.test_basis);
  if (training.features.cols() < training.features.rows())
    decompose_primal(test_features, space);
  else
    decompose_dual(test_features, space);
  return space;
}

Eigen::VectorXd feature_weights(const FoldSpace& space, const Eigen::VectorXd& coordinates)
{
  const Eigen::VectorXd of_rows = space.directions * coordinates;
  return space.training_features.transpose() * of_rows;
}

}  // namespace dmn::prediction
