#pragma once

#include <Eigen/LU>
#include <Eigen/QR>
#include <cmath>
#include <vector>

#include "inference/relabelling.hpp"
#include "stats/contrast.hpp"
#include "stats/design.hpp"

namespace dmn::inference::testing {

inline Eigen::VectorXd fitted_values(const Eigen::MatrixXd& model, const Eigen::VectorXd& y)
{
  return model * Eigen::VectorXd(model.colPivHouseholderQr().solve(y));
}

inline Eigen::VectorXd rows_moved(const Relabelling& relabelling, const Eigen::VectorXd& x)
{
  Eigen::VectorXd result(x.size());
  for (Eigen::Index row = 0; row < x.size(); ++row) {
    const auto i = static_cast<std::size_t>(row);
    result[row] = x[relabelling.source[i]] * (relabelling.sign.empty() ? 1 : relabelling.sign[i]);
  }
  return result;
}

/// Freedman-Lane as its authors describe it: fit the model without the contrast, relabel the residuals, add the fitted
/// values back.
inline Eigen::VectorXd relabelled_data(const stats::Design& design, const stats::Contrast& contrast,
                                       const Relabelling& relabelling, const Eigen::VectorXd& y)
{
  const Eigen::MatrixXd model = design.matrix(Eigen::all, design.basis.kept);
  const Eigen::MatrixXd rows = contrast.rows(Eigen::all, design.basis.kept);
  const Eigen::MatrixXd nuisance = model * Eigen::MatrixXd(rows.fullPivLu().kernel());
  const Eigen::VectorXd fit = nuisance.isZero(0.0) ? Eigen::VectorXd::Zero(y.size()) : fitted_values(nuisance, y);
  return rows_moved(relabelling, y - fit) + fit;
}

/// t or F of a contrast, from the textbook.
inline double statistic(const stats::Design& design, const stats::Contrast& contrast, const Eigen::VectorXd& y)
{
  const Eigen::MatrixXd model = design.matrix(Eigen::all, design.basis.kept);
  const Eigen::MatrixXd rows = contrast.rows(Eigen::all, design.basis.kept);
  const Eigen::VectorXd psi = model.colPivHouseholderQr().solve(y);
  const Eigen::MatrixXd covariance = rows * (model.transpose() * model).inverse() * rows.transpose();
  const Eigen::VectorXd effect = rows * psi;
  const double variance = (y - model * psi).squaredNorm() / static_cast<double>(design.residual_df());
  if (!contrast.is_f_test) return effect[0] / std::sqrt(variance * covariance(0, 0));
  return effect.dot(covariance.inverse() * effect) / static_cast<double>(rows.rows()) / variance;
}

inline double permuted_statistic(const stats::Design& design, const stats::Contrast& contrast,
                                 const Relabelling& relabelling, const Eigen::VectorXd& y)
{
  return statistic(design, contrast, relabelled_data(design, contrast, relabelling, y));
}

}  // namespace dmn::inference::testing
