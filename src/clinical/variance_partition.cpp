#include "clinical/variance_partition.hpp"

#include <cmath>
#include <limits>

namespace dmn::clinical {
namespace {

constexpr double constant_share = 1e-24;  ///< of the sum of squares: what rounding leaves of a constant

/// R^2 of each centred outcome. @param q  its space holds the intercept
Eigen::VectorXd explained(const Eigen::MatrixXd& q, const Eigen::MatrixXd& centred, const Eigen::VectorXd& total)
{
  return (q.transpose() * centred).colwise().squaredNorm().transpose().cwiseQuotient(total);
}

}  // namespace

VariancePartition variance_partition(const NestedModels& models, const Eigen::MatrixXd& outcomes)
{
  const Eigen::MatrixXd centred = outcomes.rowwise() - outcomes.colwise().mean();
  Eigen::VectorXd total = centred.colwise().squaredNorm().transpose();
  for (Eigen::Index s = 0; s < total.size(); ++s) {
    if (!(total[s] > constant_share * outcomes.col(s).squaredNorm()))
      total[s] = std::numeric_limits<double>::quiet_NaN();
  }
  VariancePartition result;
  result.covariates = explained(models.covariates, centred, total);
  result.total = explained(models.with_both, centred, total);
  result.unique_first = result.total - explained(models.with_second, centred, total);
  result.unique_second = result.total - explained(models.with_first, centred, total);
  result.shared = result.total - result.covariates - result.unique_first - result.unique_second;
  return result;
}

}  // namespace dmn::clinical
