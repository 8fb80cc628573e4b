#include "prediction/ridge.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "inference/blas.hpp"

namespace dmn::prediction {
namespace {

constexpr double smallest_left = 1e-9;  ///< smallest eigenvalue of 1 - (Q Q')_II of an inner fold that can be left out

/// Without these rows the covariates are still estimable.
bool can_be_left_out(const Eigen::MatrixXd& basis)
{
  const Eigen::MatrixXd left = Eigen::MatrixXd::Identity(basis.cols(), basis.cols()) - basis.transpose() * basis;
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(left, Eigen::EigenvaluesOnly).eigenvalues()[0] > smallest_left;
}

Eigen::MatrixXd factor_without(const Eigen::MatrixXd& basis, Eigen::MatrixXd directions, const Eigen::VectorXd& shrunk)
{
  directions.array().rowwise() *= shrunk.cwiseSqrt().transpose().array();
  const Eigen::MatrixXd left = Eigen::MatrixXd::Identity(basis.rows(), basis.rows()) - basis * basis.transpose() -
                               inference::gram_of_rows(directions);
  return left.llt().matrixL();
}

}  // namespace

Eigen::VectorXd penalty_grid()
{
  Eigen::VectorXd grid(9);
  grid << 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4;
  return grid;
}

struct RidgeFold::Solved {
  Eigen::MatrixXd on_basis;       ///< k x J
  Eigen::MatrixXd on_directions;  ///< m x J, U'y
  Eigen::VectorXd alpha;          ///< J
};

RidgeFold::RidgeFold(const FoldSpace& space, const std::vector<std::vector<Eigen::Index>>& inner, Eigen::VectorXd grid)
    : space_(space), grid_(std::move(grid))
{
  for (const auto& rows : inner) {
    if (can_be_left_out(space.basis(rows, Eigen::all))) inner_.push_back(rows);
  }
  if (!inner.empty() && inner_.empty())
    throw base::DesignError("no inner fold can be held out: its rows alone carry a covariate");
  for (const double alpha : grid_) {
    const Eigen::VectorXd shrunk = space.eigenvalues.cwiseQuotient(divisor(alpha));
    auto& factors = left_out_.emplace_back();
    for (const auto& rows : inner_)
      factors.push_back(factor_without(space.basis(rows, Eigen::all), space.directions(rows, Eigen::all), shrunk));
  }
}

Eigen::VectorXd RidgeFold::divisor(double alpha) const
{
  return space_.eigenvalues.array() + alpha * static_cast<double>(space_.n_used());
}

RidgeFold::Solved RidgeFold::solve(const Eigen::MatrixXd& outcomes) const
{
  Solved solved;
  inference::product_transposed(space_.basis, outcomes, solved.on_basis);
  inference::product_transposed(space_.directions, outcomes, solved.on_directions);
  solved.alpha = Eigen::VectorXd::Constant(outcomes.cols(), grid_[0]);
  if (inner_.empty()) return solved;

  Eigen::MatrixXd unexplained = outcomes;
  inference::subtract_product(space_.basis, solved.on_basis, unexplained);
  Eigen::VectorXd best = Eigen::VectorXd::Constant(outcomes.cols(), std::numeric_limits<double>::infinity());
  for (Eigen::Index a = grid_.size() - 1; a >= 0; --a) {
    const Eigen::VectorXd shrunk = space_.eigenvalues.cwiseQuotient(divisor(grid_[a]));
    Eigen::MatrixXd residuals = unexplained;
    inference::subtract_product(space_.directions, shrunk.asDiagonal() * solved.on_directions, residuals);
    Eigen::VectorXd error = Eigen::VectorXd::Zero(outcomes.cols());
    for (std::size_t g = 0; g < inner_.size(); ++g) {
      Eigen::MatrixXd missed = residuals(inner_[g], Eigen::all);
      const auto factor = left_out_[static_cast<std::size_t>(a)][g].triangularView<Eigen::Lower>();
      factor.solveInPlace(missed);
      factor.adjoint().solveInPlace(missed);
      error += missed.colwise().squaredNorm().transpose();
    }
    for (Eigen::Index j = 0; j < outcomes.cols(); ++j) {
      if (!(error[j] < best[j])) continue;
      best[j] = error[j];
      solved.alpha[j] = grid_[a];
    }
  }
  return solved;
}

FoldPredictions RidgeFold::predict(const Eigen::MatrixXd& outcomes) const
{
  const Solved solved = solve(outcomes);
  Eigen::MatrixXd coordinates(space_.eigenvalues.size(), outcomes.cols());
  for (Eigen::Index j = 0; j < outcomes.cols(); ++j)
    coordinates.col(j) = solved.on_directions.col(j).cwiseQuotient(divisor(solved.alpha[j]));
  FoldPredictions predictions{.penalty = solved.alpha};
  inference::product(space_.test_basis, solved.on_basis, predictions.covariates_only);
  inference::product(space_.test_directions, coordinates, predictions.predicted);
  predictions.predicted += predictions.covariates_only;
  predictions.with_covariates = predictions.predicted;
  return predictions;
}

RidgeFold::Coefficients RidgeFold::coefficients(const Eigen::VectorXd& outcome) const
{
  const Solved solved = solve(outcome);
  const Eigen::VectorXd coordinates = solved.on_directions.col(0).cwiseQuotient(divisor(solved.alpha[0]));
  return {
      .features = feature_weights(space_, coordinates), .basis = solved.on_basis.col(0), .penalty = solved.alpha[0]};
}

}  // namespace dmn::prediction
