#include "prediction/cpm.hpp"

#include <Eigen/QR>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "inference/blas.hpp"

namespace dmn::prediction {
namespace {

constexpr double smallest_spread = 1e-10;

double smallest_correlation(double threshold, double df)
{
  const double t = boost::math::quantile(boost::math::complement(boost::math::students_t(df), threshold / 2));
  return t / std::sqrt(df + t * t);
}

/// Intercept and the sums that have features, beside what else the model holds.
Eigen::MatrixXd columns_of(const Eigen::MatrixXd& first, const Eigen::VectorXd& positive,
                           const Eigen::VectorXd& negative, bool has_positive, bool has_negative)
{
  Eigen::MatrixXd columns(first.rows(), first.cols() + (has_positive ? 1 : 0) + (has_negative ? 1 : 0));
  columns.leftCols(first.cols()) = first;
  if (has_positive) columns.col(first.cols()) = positive;
  if (has_negative) columns.col(columns.cols() - 1) = negative;
  return columns;
}

Eigen::VectorXd least_squares(const Eigen::MatrixXd& columns, const Eigen::VectorXd& outcome)
{
  return columns.completeOrthogonalDecomposition().solve(outcome);
}

}  // namespace

/// Sums of selected features, of training and test rows.
struct CpmFold::Sums {
  Eigen::MatrixXd signs;                         ///< p x J
  Eigen::MatrixXd positive, negative;            ///< n x J
  Eigen::MatrixXd test_positive, test_negative;  ///< t x J
  bool has_positive(Eigen::Index j) const { return (signs.col(j).array() > 0).any(); }
  bool has_negative(Eigen::Index j) const { return (signs.col(j).array() < 0).any(); }
};

CpmFold::CpmFold(RowData training, RowData test, double threshold)
    : training_(std::move(training)), test_(std::move(test))
{
  const CovariateSpace covariates = covariate_space(training_.covariates);
  basis_ = basis_of(covariates, training_.covariates);
  test_basis_ = basis_of(covariates, test_.covariates);
  const double df = static_cast<double>(basis_.rows() - 1 - basis_.cols());
  if (df < 1)
    throw base::DesignError(
        "too few training rows to select edges from",
        {.expected = "at least " + std::to_string(basis_.cols() + 2), .found = std::to_string(basis_.rows())});
  smallest_r_ = smallest_correlation(threshold, df);
  Eigen::MatrixXd along;
  inference::product_transposed(basis_, training_.features, along);
  residuals_ = training_.features;
  inference::subtract_product(basis_, along, residuals_);
  for (Eigen::Index f = 0; f < residuals_.cols(); ++f) {
    const double norm = residuals_.col(f).norm();
    if (norm > smallest_spread * training_.features.col(f).norm())
      residuals_.col(f) /= norm;
    else
      residuals_.col(f).setZero();
  }
}

Eigen::MatrixXd CpmFold::selected(const Eigen::MatrixXd& outcomes) const
{
  Eigen::MatrixXd along;
  inference::product_transposed(basis_, outcomes, along);
  Eigen::MatrixXd left = outcomes;
  inference::subtract_product(basis_, along, left);
  for (Eigen::Index j = 0; j < left.cols(); ++j) {
    const double norm = left.col(j).norm();
    if (norm > smallest_spread * outcomes.col(j).norm()) left.col(j) /= norm;
  }
  Eigen::MatrixXd r;
  inference::product_transposed(residuals_, left, r);
  return r.unaryExpr([this](double value) { return value > smallest_r_ ? 1.0 : value < -smallest_r_ ? -1.0 : 0.0; });
}

CpmFold::Sums CpmFold::sums(const Eigen::MatrixXd& outcomes) const
{
  Sums sums{.signs = selected(outcomes)};
  const Eigen::MatrixXd positive = sums.signs.cwiseMax(0);
  const Eigen::MatrixXd negative = (-sums.signs).cwiseMax(0);
  inference::product(training_.features, positive, sums.positive);
  inference::product(training_.features, negative, sums.negative);
  inference::product(test_.features, positive, sums.test_positive);
  inference::product(test_.features, negative, sums.test_negative);
  return sums;
}

FoldPredictions CpmFold::predict(const Eigen::MatrixXd& outcomes) const
{
  const Sums all = sums(outcomes);
  const Eigen::Index n_test = test_basis_.rows();
  FoldPredictions predictions{
      .predicted = Eigen::MatrixXd(n_test, outcomes.cols()),
      .covariates_only = Eigen::MatrixXd(n_test, outcomes.cols()),
      .with_covariates = Eigen::MatrixXd(n_test, outcomes.cols()),
      .penalty = Eigen::VectorXd::Constant(outcomes.cols(), std::numeric_limits<double>::quiet_NaN())};
  const Eigen::MatrixXd one = Eigen::VectorXd::Ones(basis_.rows());
  const Eigen::MatrixXd test_one = Eigen::VectorXd::Ones(n_test);
  for (Eigen::Index j = 0; j < outcomes.cols(); ++j) {
    const auto fitted = [&](const Eigen::MatrixXd& first, const Eigen::MatrixXd& test_first, bool with_sums) {
      const bool positive = with_sums && all.has_positive(j);
      const bool negative = with_sums && all.has_negative(j);
      const Eigen::MatrixXd columns = columns_of(first, all.positive.col(j), all.negative.col(j), positive, negative);
      const Eigen::MatrixXd test_columns =
          columns_of(test_first, all.test_positive.col(j), all.test_negative.col(j), positive, negative);
      return Eigen::VectorXd(test_columns * least_squares(columns, outcomes.col(j)));
    };
    predictions.predicted.col(j) = fitted(one, test_one, true);
    predictions.covariates_only.col(j) = fitted(basis_, test_basis_, false);
    predictions.with_covariates.col(j) = fitted(basis_, test_basis_, true);
  }
  return predictions;
}

Eigen::Vector3d CpmFold::coefficients(const Eigen::VectorXd& outcome) const
{
  const Sums all = sums(outcome);
  const bool positive = all.has_positive(0);
  const bool negative = all.has_negative(0);
  const Eigen::MatrixXd one = Eigen::VectorXd::Ones(basis_.rows());
  const Eigen::VectorXd found =
      least_squares(columns_of(one, all.positive.col(0), all.negative.col(0), positive, negative), outcome);
  Eigen::Vector3d coefficients(found[0], 0, 0);
  if (positive) coefficients[1] = found[1];
  if (negative) coefficients[2] = found[found.size() - 1];
  return coefficients;
}

}  // namespace dmn::prediction
