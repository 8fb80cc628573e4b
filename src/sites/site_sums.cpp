#include "sites/site_sums.hpp"

#include <fmt/format.h>
#include <Eigen/Eigenvalues>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::sites {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-9;  ///< of the largest entry: what another order of summation may leave

void require(bool holds, const std::string& field, const std::string& expected, const std::string& found)
{
  if (!holds)
    throw base::InputError("sums that no data can give", {.field = field, .expected = expected, .found = found});
}

std::string shape(Eigen::Index rows, Eigen::Index columns)
{
  return fmt::format("{} x {}", rows, columns);
}

void require_shapes(const SiteSums& sums)
{
  const auto p = static_cast<Eigen::Index>(sums.columns.size());
  const Eigen::Index e = sums.yty.size();
  require(p > 0 && sums.xtx.rows() == p && sums.xtx.cols() == p, "X'X", shape(p, p),
          shape(sums.xtx.rows(), sums.xtx.cols()));
  require(sums.xty.rows() == p && sums.xty.cols() == e, "X'Y", shape(p, e), shape(sums.xty.rows(), sums.xty.cols()));
  require(sums.shift.size() == e, "shift", fmt::format("{} outcomes", e), std::to_string(sums.shift.size()));
  require(sums.n_complete.size() == e, "n", fmt::format("{} outcomes", e), std::to_string(sums.n_complete.size()));
}

void require_cross_products(const SiteSums& sums)
{
  require(sums.xtx.allFinite(), "X'X", "finite numbers", "others");
  const double largest = sums.xtx.cwiseAbs().maxCoeff();
  require((sums.xtx - sums.xtx.transpose()).cwiseAbs().maxCoeff() <= rounding * largest, "X'X", "a symmetric matrix",
          "one that is not");
  require(sums.n > 0 && sums.xtx(0, 0) == sums.n, "X'X", fmt::format("{} participants in its corner", sums.n),
          base::format_number(sums.xtx(0, 0)));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(sums.xtx, Eigen::EigenvaluesOnly);
  require(eigen.eigenvalues().minCoeff() >= -rounding * largest, "X'X", "no negative eigenvalue",
          base::format_number(eigen.eigenvalues().minCoeff()));
}

/// Sums of squares obey Cauchy and Schwarz: (x'y)^2 <= x'x y'y.
void require_outcome(const SiteSums& sums, Eigen::Index e)
{
  const std::string which = fmt::format("outcome {}", e);
  require(sums.n_complete[e] >= 0 && sums.n_complete[e] <= sums.n, "n of " + which, fmt::format("0 to {}", sums.n),
          std::to_string(sums.n_complete[e]));
  const bool known = std::isfinite(sums.yty[e]) && std::isfinite(sums.shift[e]) && sums.xty.col(e).allFinite();
  const bool absent = std::isnan(sums.yty[e]) && sums.xty.col(e).array().isNaN().all();
  require(sums.is_complete(e) ? known : absent, "sums of " + which,
          sums.is_complete(e) ? "finite numbers" : "none, for some participants lack it", "others");
  if (!known) return;
  require(sums.yty[e] >= 0, "Y'Y of " + which, "no negative number", base::format_number(sums.yty[e]));
  const double slack =
      rounding * std::max(sums.xtx.diagonal().maxCoeff() * sums.yty[e], std::numeric_limits<double>::min());
  const auto bound = sums.xtx.diagonal().array() * sums.yty[e] + slack;
  require((sums.xty.col(e).array().square() <= bound).all(), "X'Y of " + which, "products that X'X and Y'Y allow",
          "larger ones");
}

}  // namespace

SiteSums empty_sums(const std::string& site, const std::vector<std::string>& columns, const Eigen::MatrixXd& matrix,
                    Eigen::Index n_outcomes)
{
  SiteSums sums{.site = site, .n = static_cast<int>(matrix.rows()), .columns = columns};
  sums.xtx = matrix.transpose() * matrix;
  sums.xty = Eigen::MatrixXd::Constant(matrix.cols(), n_outcomes, unknown);
  sums.yty = Eigen::VectorXd::Constant(n_outcomes, unknown);
  sums.shift = Eigen::VectorXd::Constant(n_outcomes, unknown);
  sums.n_complete = Eigen::VectorXi::Zero(n_outcomes);
  return sums;
}

void add_block(SiteSums& sums, const Eigen::MatrixXd& matrix, const Eigen::MatrixXd& outcomes, Eigen::Index first)
{
  if (outcomes.rows() != matrix.rows() || first < 0 || first + outcomes.cols() > sums.n_outcomes()) {
    throw base::ShapeError("outcomes do not fit the sums of the site",
                           {.expected = shape(matrix.rows(), sums.n_outcomes() - first),
                            .found = shape(outcomes.rows(), outcomes.cols())});
  }
  for (Eigen::Index column = 0; column < outcomes.cols(); ++column) {
    const Eigen::Index e = first + column;
    const auto y = outcomes.col(column);
    sums.n_complete[e] = static_cast<int>(y.array().isFinite().count());
    if (!sums.is_complete(e)) continue;
    sums.shift[e] = y.mean();
    const Eigen::VectorXd centred = y.array() - sums.shift[e];
    sums.xty.col(e) = matrix.transpose() * centred;
    sums.yty[e] = centred.squaredNorm();
  }
}

SiteSums about(const SiteSums& sums, const Eigen::VectorXd& shift)
{
  SiteSums moved = sums;
  const Eigen::RowVectorXd step = (sums.shift - shift).transpose();
  moved.shift = shift;
  moved.xty += sums.xtx.col(0) * step;
  moved.yty.array() += 2.0 * step.transpose().array() * sums.xty.row(0).transpose().array() +
                       static_cast<double>(sums.n) * step.transpose().array().square();
  return moved;
}

void require_plausible(const SiteSums& sums)
{
  require_shapes(sums);
  require_cross_products(sums);
  for (Eigen::Index e = 0; e < sums.n_outcomes(); ++e) require_outcome(sums, e);
}

}  // namespace dmn::sites
