#include "prediction/linear_model.hpp"

#include <utility>

#include "prediction/logistic.hpp"
#include "prediction/logistic_solver.hpp"
#include "prediction/ridge.hpp"

namespace dmn::prediction {
namespace {

Eigen::VectorXd logistic(const Eigen::VectorXd& x)
{
  return x.unaryExpr(&inverse_logit);
}

RowData nobody_like(const RowData& rows)
{
  return {.features = Eigen::MatrixXd(0, rows.features.cols()),
          .covariates = Eigen::MatrixXd(0, rows.covariates.cols())};
}

}  // namespace

LinearPrediction fit_ridge(const RowData& training, const Eigen::VectorXd& outcome,
                           const std::vector<std::vector<Eigen::Index>>& inner)
{
  const FoldSpace space = fold_space(training, nobody_like(training));
  auto coefficients = RidgeFold(space, inner, penalty_grid()).coefficients(outcome);
  return {.covariates = space.covariates,
          .preparation = space.preparation,
          .feature_weights = std::move(coefficients.features),
          .basis_weights = coefficients.basis,
          .baseline_weights = coefficients.basis,
          .penalty = coefficients.penalty};
}

LinearPrediction fit_logistic(const RowData& training, const Eigen::VectorXd& labels,
                              const std::vector<std::vector<Eigen::Index>>& inner)
{
  const FoldSpace space = fold_space(training, nobody_like(training));
  auto coefficients = LogisticFold(space, inner, penalty_grid()).coefficients(labels);
  return {.covariates = space.covariates,
          .preparation = space.preparation,
          .feature_weights = std::move(coefficients.features),
          .basis_weights = std::move(coefficients.basis),
          .baseline_weights = std::move(coefficients.baseline),
          .probability = true,
          .penalty = coefficients.penalty};
}

ModelPredictions predict(const LinearPrediction& model, const RowData& rows)
{
  const Eigen::MatrixXd basis = basis_of(model.covariates, rows.covariates);
  const Eigen::MatrixXd features = prepared(model.preparation, rows.features, basis);
  ModelPredictions predictions{.predicted = basis * model.basis_weights + features * model.feature_weights,
                               .covariates_only = basis * model.baseline_weights};
  if (!model.probability) return predictions;
  return {logistic(predictions.predicted), logistic(predictions.covariates_only)};
}

}  // namespace dmn::prediction
