#include "simulation/compcor.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

namespace dmn::simulation {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

MatrixXd without_drift(const MatrixXd& voxels, const MatrixXd& cosines)
{
  MatrixXd drift(voxels.rows(), cosines.cols() + 1);
  drift << Eigen::VectorXd::Ones(voxels.rows()), cosines;
  const Eigen::HouseholderQR<MatrixXd> qr(drift);
  const MatrixXd basis = qr.householderQ() * MatrixXd::Identity(drift.rows(), drift.cols());
  return voxels - basis * (basis.transpose() * voxels);
}

MatrixXd with_unit_columns(const MatrixXd& voxels)
{
  const Eigen::VectorXd norms = voxels.colwise().norm();
  const double negligible = 1e-9 * std::max(1.0, norms.size() > 0 ? norms.maxCoeff() : 0.0);
  MatrixXd scaled(voxels.rows(), voxels.cols());
  Index kept = 0;
  for (Index v = 0; v < voxels.cols(); ++v)
    if (norms(v) > negligible) scaled.col(kept++) = voxels.col(v) / norms(v);
  return scaled.leftCols(kept);
}

/// Left singular vectors and singular values through the smaller Gram matrix, ascending.
void decompose(const MatrixXd& data, MatrixXd& courses, Eigen::VectorXd& singular)
{
  const bool wide = data.cols() >= data.rows();
  const MatrixXd gram = wide ? MatrixXd(data * data.transpose()) : MatrixXd(data.transpose() * data);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(gram);
  singular = solver.eigenvalues().cwiseMax(0.0).cwiseSqrt();
  courses = wide ? solver.eigenvectors() : MatrixXd(data * solver.eigenvectors());
}

}  // namespace

std::vector<Component> principal_components(const MatrixXd& voxels, const MatrixXd& cosines, Index at_least)
{
  constexpr double enough_variance = 0.5;
  std::vector<Component> components;
  const MatrixXd data = with_unit_columns(without_drift(voxels, cosines));
  if (data.cols() == 0) return components;

  MatrixXd courses;
  Eigen::VectorXd singular;
  decompose(data, courses, singular);
  const double total = singular.squaredNorm();
  double cumulative = 0;
  for (Index k = singular.size() - 1; k >= 0; --k) {
    const auto found = static_cast<Index>(components.size());
    if ((cumulative >= enough_variance && found >= at_least) || !(singular(k) > 1e-6 * singular.maxCoeff())) break;
    Component component;
    component.course = courses.col(k).normalized();
    component.singular_value = singular(k);
    component.variance_explained = singular(k) * singular(k) / total;
    cumulative += component.variance_explained;
    component.cumulative_variance_explained = cumulative;
    components.push_back(std::move(component));
  }
  return components;
}

}  // namespace dmn::simulation
