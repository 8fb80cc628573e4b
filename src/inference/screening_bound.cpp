#include "inference/screening_bound.hpp"

#include <cmath>

#include "inference/product_in_chunks.hpp"

namespace dmn::inference {
namespace {

constexpr Eigen::Index rounded_factors = 3;
constexpr double single_rounding = 0x1p-24;
constexpr double double_rounding = 0x1p-53;
constexpr double underflow = 0x1p-124;

}  // namespace

double projection_bound(Eigen::Index n_rows)
{
  const double roundings = static_cast<double>(rows_per_chunk(n_rows) + rounded_factors) * single_rounding;
  return roundings / (1 - roundings) + static_cast<double>(n_rows) * underflow;
}

ScreeningErrors screening_errors(const Eigen::MatrixXd& in_varying, const Eigen::VectorXd& total_ss,
                                 Eigen::Index n_rows)
{
  const double delta = static_cast<double>(4 * n_rows + 1024) * double_rounding;
  const double share = in_varying.cwiseAbs().colwise().sum().norm();
  const auto n_varying = static_cast<double>(in_varying.rows());
  const Eigen::ArrayXd size = total_ss.array().sqrt();
  const Eigen::ArrayXd component = projection_bound(n_rows) + delta * size;
  const Eigen::ArrayXd whole = std::sqrt(n_varying) * component;
  return {.effect = share * component, .residual = 2 * size * whole + whole.square() + delta * total_ss.array()};
}

}  // namespace dmn::inference
