#include "prediction/feature_preparation.hpp"

#include <cmath>

#include "base/error.hpp"
#include "inference/blas.hpp"

namespace dmn::prediction {
namespace {

constexpr double smallest_spread = 1e-10;  ///< of the size of the values: below it a feature is constant

}  // namespace

FeaturePreparation prepare(const Eigen::MatrixXd& features, const Eigen::MatrixXd& basis)
{
  FeaturePreparation preparation;
  inference::product_transposed(basis, features, preparation.on_basis);
  Eigen::MatrixXd residuals = features;
  inference::subtract_product(basis, preparation.on_basis, residuals);
  const double n = static_cast<double>(features.rows());
  preparation.scale.resize(features.cols());
  for (Eigen::Index f = 0; f < features.cols(); ++f) {
    const double spread = std::sqrt(residuals.col(f).squaredNorm() / n);
    const double size = std::sqrt(features.col(f).squaredNorm() / n);
    preparation.scale[f] = spread > smallest_spread * size ? spread : 0;
  }
  return preparation;
}

Eigen::MatrixXd prepared(const FeaturePreparation& preparation, const Eigen::MatrixXd& features,
                         const Eigen::MatrixXd& basis)
{
  if (features.cols() != preparation.scale.size())
    throw base::ShapeError("features of another model", {.expected = std::to_string(preparation.scale.size()),
                                                         .found = std::to_string(features.cols())});
  Eigen::MatrixXd residuals = features;
  inference::subtract_product(basis, preparation.on_basis, residuals);
  for (Eigen::Index f = 0; f < residuals.cols(); ++f) {
    if (preparation.scale[f] > 0)
      residuals.col(f) /= preparation.scale[f];
    else
      residuals.col(f).setZero();
  }
  return residuals;
}

}  // namespace dmn::prediction
