#include "harmonisation/covbat.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"

namespace dmn::harmonisation {
namespace {

bool is_harmonised(const CombatParameters& parameters, Eigen::Index feature)
{
  return parameters.features.status[static_cast<std::size_t>(feature)] == FeatureStatus::harmonised;
}

Eigen::MatrixXd residuals(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index first,
                          const Eigen::Ref<const Eigen::MatrixXd>& block)
{
  Eigen::MatrixXd values = block;
  apply(parameters, rows, first, values);
  for (Eigen::Index column = 0; column < values.cols(); ++column) {
    if (is_harmonised(parameters, first + column)) {
      values.col(column) -= preserved_part(parameters, rows, first + column);
    } else {
      values.col(column).setZero();
    }
  }
  return values;
}

void scale_column(ScaledResiduals& result, Eigen::Index column)
{
  Eigen::VectorXd values = result.values.col(column);
  const double centre = values.mean();
  values.array() -= centre;
  const double scale = std::sqrt(values.squaredNorm() / static_cast<double>(values.size() - 1));
  result.centre[column] = centre;
  result.scale[column] = scale;
  result.values.col(column) = scale > 0 ? Eigen::VectorXd(values / scale) : values;
}

struct Components {
  Eigen::VectorXd variance;  ///< m, eigenvalues, largest first
  Eigen::MatrixXd vectors;   ///< N x m
};

Eigen::Index number_of_components(const Eigen::VectorXd& descending)
{
  const double wanted = covbat_share * descending.sum();
  double sum = 0;
  for (Eigen::Index k = 0; k < descending.size(); ++k) {
    sum += descending[k];
    if (sum > wanted) return k + 1;
  }
  throw base::DesignError("CovBat: nothing varies after ComBat, so there is no component to harmonise");
}

Components leading_components(const Eigen::MatrixXd& total_gram)
{
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(total_gram);
  const Eigen::VectorXd descending = solver.eigenvalues().reverse().cwiseMax(0.0);
  const Eigen::Index m = number_of_components(descending);
  return {.variance = descending.head(m), .vectors = solver.eigenvectors().rightCols(m).rowwise().reverse()};
}

CombatDesign design_of_scores(const CombatDesign& design)
{
  std::vector<std::string> site_of_row;
  for (const Eigen::Index site : design.batches.of_row) {
    site_of_row.push_back(design.batches.labels[static_cast<std::size_t>(site)]);
  }
  return combat_design(site_of_row, no_covariates(design.n_rows()),
                       {.empirical_bayes = false, .reference = design.options.reference});
}

void require_shapes(const CombatRows& rows, const Eigen::MatrixXd& mixing, const ScaledResiduals& fit,
                    const Eigen::Ref<Eigen::MatrixXd>& block)
{
  const bool same_rows = mixing.rows() == block.rows() && block.rows() == rows.batches.total_rows();
  if (same_rows && mixing.cols() == fit.values.rows() && fit.values.cols() == block.cols()) return;
  throw base::ShapeError("CovBat's mixing, residuals and block do not fit together");
}

}  // namespace

ScaledResiduals scaled_residuals(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index first,
                                 const Eigen::Ref<const Eigen::MatrixXd>& block)
{
  ScaledResiduals result{.values = residuals(parameters, rows, first, block),
                         .centre = Eigen::VectorXd::Zero(block.cols()),
                         .scale = Eigen::VectorXd::Zero(block.cols())};
  for (Eigen::Index column = 0; column < block.cols(); ++column) {
    if (is_harmonised(parameters, first + column)) scale_column(result, column);
  }
  return result;
}

Eigen::MatrixXd residuals_like(const ScaledResiduals& fit, const CombatParameters& parameters, const CombatRows& rows,
                               Eigen::Index first, const Eigen::Ref<const Eigen::MatrixXd>& block)
{
  Eigen::MatrixXd values = residuals(parameters, rows, first, block);
  for (Eigen::Index column = 0; column < values.cols(); ++column) {
    if (fit.scale[column] > 0)
      values.col(column) = (values.col(column).array() - fit.centre[column]) / fit.scale[column];
  }
  return values;
}

Eigen::MatrixXd gram(const ScaledResiduals& residuals)
{
  const Eigen::Index n_rows = residuals.values.rows();
  Eigen::MatrixXd products = Eigen::MatrixXd::Zero(n_rows, n_rows);
  products.selfadjointView<Eigen::Lower>().rankUpdate(residuals.values);
  products.triangularView<Eigen::StrictlyUpper>() = products.transpose();
  return products;
}

CovbatParameters estimate_covbat(const CombatDesign& design, const Eigen::MatrixXd& total_gram)
{
  if (design.options.mean_only) {
    throw base::UsageError("CovBat and mean-only exclude each other: CovBat brings variances to one scale, too");
  }
  const Components components = leading_components(total_gram);
  const Eigen::VectorXd size = components.variance.cwiseSqrt();
  const Eigen::MatrixXd scores = components.vectors * size.asDiagonal();
  const CombatDesign of_scores = design_of_scores(design);
  return {.n_components = size.size(),
          .projection = components.vectors * size.cwiseInverse().asDiagonal(),
          .scores = estimate(of_scores, fit_features(of_scores, scores))};
}

Eigen::MatrixXd covbat_mixing(const CovbatParameters& covbat, const CombatRows& rows, const Eigen::MatrixXd& products)
{
  const Eigen::MatrixXd scores = products * covbat.projection;
  Eigen::MatrixXd harmonised = scores;
  const CombatRows without_covariates{.batches = rows.batches, .covariates = Eigen::MatrixXd(scores.rows(), 0)};
  apply(covbat.scores, without_covariates, 0, harmonised);
  return (harmonised - scores) * covbat.projection.transpose();
}

void apply_covbat(const CombatParameters& parameters, const CombatRows& rows, const Eigen::MatrixXd& mixing,
                  const ScaledResiduals& fit, Eigen::Index first, Eigen::Ref<Eigen::MatrixXd> block)
{
  require_shapes(rows, mixing, fit, block);
  const Eigen::MatrixXd moved = mixing * fit.values;
  apply(parameters, rows, first, block);
  for (Eigen::Index column = 0; column < block.cols(); ++column) {
    if (is_harmonised(parameters, first + column)) block.col(column) += fit.scale[column] * moved.col(column);
  }
}

}  // namespace dmn::harmonisation
