#include "connectivity/covariance.hpp"

#include <algorithm>

namespace dmn::connectivity {

Eigen::MatrixXd covariance(const Eigen::MatrixXd& centred)
{
  Eigen::MatrixXd product = Eigen::MatrixXd::Zero(centred.cols(), centred.cols());
  product.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose(), 1.0 / static_cast<double>(centred.rows()));
  product.triangularView<Eigen::StrictlyUpper>() = product.transpose();
  return product;
}

ShrunkCovariance ledoit_wolf(const Eigen::MatrixXd& centred, const Eigen::MatrixXd& covariance)
{
  const auto n = static_cast<double>(centred.rows());
  const auto p = static_cast<double>(centred.cols());
  const double mu = covariance.trace() / p;
  ShrunkCovariance shrunk{covariance, 0.0};
  shrunk.matrix.diagonal().array() -= mu;
  const double d2 = shrunk.matrix.squaredNorm() / p;
  const double scatter = centred.rowwise().squaredNorm().squaredNorm() - n * covariance.squaredNorm();
  const double b2 = std::min(d2, std::max(0.0, scatter) / (p * n * n));
  shrunk.delta = d2 > 0 ? b2 / d2 : 0.0;
  shrunk.matrix *= 1 - shrunk.delta;
  shrunk.matrix.diagonal().array() += mu;
  return shrunk;
}

}  // namespace dmn::connectivity
