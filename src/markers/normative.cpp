#include "markers/normative.hpp"

#include <Eigen/QR>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "inference/tail_quantiles.hpp"
#include "stats/column_basis.hpp"

namespace dmn::markers {
namespace {

constexpr double no_spread = 1e-10;          ///< of the norm of y: residuals that small are rounding
constexpr double row_determines_all = 1e-8;  ///< 1 - leverage below which nothing is left without the row

double percentile_of(double z)
{
  return 50.0 * std::erfc(-z / std::numbers::sqrt2);
}

}  // namespace

NormativeModel fit_normative_model(const Eigen::MatrixXd& x, const Eigen::VectorXd& y)
{
  if (x.rows() != y.size()) throw base::ShapeError("a normative model needs one value a row of its design");
  const auto basis = stats::column_basis(x);
  const auto upper = basis.r.triangularView<Eigen::Upper>();
  const Eigen::VectorXd projected = basis.q.transpose() * y;
  const Eigen::VectorXd kept = upper.solve(projected);
  const Eigen::MatrixXd inverse_r = upper.solve(Eigen::MatrixXd::Identity(basis.rank(), basis.rank()));
  const Eigen::MatrixXd kept_gram = inverse_r * inverse_r.transpose();

  NormativeModel model;
  model.n = static_cast<int>(x.rows());
  model.rank = static_cast<int>(basis.rank());
  model.coefficients = Eigen::VectorXd::Zero(x.cols());
  model.inverse_gram = Eigen::MatrixXd::Zero(x.cols(), x.cols());
  model.coefficients(basis.kept) = kept;
  model.inverse_gram(basis.kept, basis.kept) = kept_gram;
  model.null_space = basis.null_space;
  if (model.df() < 1) return model;
  const double residual = (y - basis.q * projected).norm();
  model.residual_sd = residual <= no_spread * y.norm() ? 0.0 : residual / std::sqrt(model.df());
  return model;
}

bool is_told_by_controls(const NormativeModel& model, const Eigen::VectorXd& x)
{
  for (Eigen::Index d = 0; d < model.null_space.cols(); ++d) {
    const auto direction = model.null_space.col(d);
    const double scale = x.cwiseAbs().dot(direction.cwiseAbs());
    if (std::abs(x.dot(direction)) > stats::estimability_tolerance * scale) return false;
  }
  return true;
}

double leverage(const NormativeModel& model, const Eigen::VectorXd& x)
{
  return x.dot(model.inverse_gram * x);
}

NormativeModel without_row(const NormativeModel& model, const Eigen::VectorXd& x, double y)
{
  NormativeModel rest = model;
  rest.n = model.n - 1;
  const Eigen::VectorXd weight = model.inverse_gram * x;
  const double left = 1 - x.dot(weight);
  if (left < row_determines_all || rest.df() < 1) {
    rest.residual_sd = std::numeric_limits<double>::quiet_NaN();
    return rest;
  }
  const double residual = y - x.dot(model.coefficients);
  rest.coefficients -= weight * (residual / left);
  rest.inverse_gram += weight * weight.transpose() / left;
  const double sum_of_squares = model.residual_sd * model.residual_sd * model.df() - residual * residual / left;
  rest.residual_sd = std::sqrt(std::max(0.0, sum_of_squares) / rest.df());
  return rest;
}

Deviation deviation(const NormativeModel& model, const Eigen::VectorXd& x, double y)
{
  if (!(model.residual_sd > 0)) return {};
  Deviation result{.expected = x.dot(model.coefficients), .df = static_cast<double>(model.df())};
  result.t = (y - result.expected) / (model.residual_sd * std::sqrt(1 + leverage(model, x)));
  result.z = inference::z_of_t(result.t, result.df);
  result.percentile = percentile_of(result.z);
  return result;
}

}  // namespace dmn::markers
