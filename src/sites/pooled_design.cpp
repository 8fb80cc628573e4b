#include "sites/pooled_design.hpp"

#include <fmt/format.h>
#include <Eigen/Eigenvalues>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::sites {
namespace {

constexpr double zero_eigenvalue = 1e-12;  ///< of the largest, columns scaled to unit norm
constexpr double named_part = 1e-6;        ///< of the largest part of a contrast that cannot be estimated

/// A K x K matrix whose cross-product is X'X; what rounding made of zero eigenvalues is zero again.
Eigen::MatrixXd square_root(const Eigen::MatrixXd& xtx)
{
  const Eigen::VectorXd norm = xtx.diagonal().cwiseSqrt().unaryExpr([](double x) { return x > 0 ? x : 1.0; });
  const Eigen::VectorXd inverse = norm.cwiseInverse();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(inverse.asDiagonal() * xtx * inverse.asDiagonal());
  const double smallest = zero_eigenvalue * eigen.eigenvalues().maxCoeff();
  const Eigen::VectorXd root =
      eigen.eigenvalues().unaryExpr([&](double value) { return value > smallest ? std::sqrt(value) : 0.0; });
  Eigen::MatrixXd square = root.asDiagonal() * eigen.eigenvectors().transpose() * norm.asDiagonal();
  for (Eigen::Index k = 0; k < xtx.cols(); ++k) {
    if (!(xtx(k, k) > 0)) square.col(k).setZero();
  }
  return square;
}

stats::ModelVariable named_variable(const AgreedVariable& agreed, const RoleNames& roles)
{
  stats::ModelVariable variable{.name = agreed.name, .is_factor = agreed.is_factor(), .levels = agreed.levels};
  if (agreed.name == roles.group) variable.role = stats::Role::group;
  for (int level = 0; level < static_cast<int>(agreed.levels.size()); ++level) {
    variable.level.insert(variable.level.end(), 2, level);
  }
  return variable;
}

/// A design that knows names and levels: two rows stand for each level, and every contrast is estimable.
stats::Design design_of_names(const PoolingPlan& plan, const std::vector<std::string>& columns)
{
  stats::Design design{.formula = plan.formula, .columns = plan_columns(plan)};
  for (const auto& agreed : plan.variables) design.variables.push_back(named_variable(agreed, plan.roles));
  for (std::size_t k = design.columns.size(); k < columns.size(); ++k) {
    design.columns.push_back({.name = columns[k], .term = {{plan.roles.site, 1}}, .level = {}});
  }
  const auto size = static_cast<Eigen::Index>(columns.size());
  design.matrix = Eigen::MatrixXd::Identity(size, size);
  design.basis = stats::column_basis(design.matrix);
  return design;
}

[[noreturn]] void refuse_aliased(const stats::Contrast& contrast, const PooledDesign& design)
{
  const Eigen::VectorXd part = stats::inestimable_part(design.basis, contrast.rows.row(0).transpose()).cwiseAbs();
  std::vector<std::string> names;
  for (Eigen::Index k = 0; k < part.size(); ++k) {
    if (part[k] > named_part * part.maxCoeff()) names.push_back(design.columns[static_cast<std::size_t>(k)]);
  }
  throw base::DesignError(fmt::format("contrast \"{}\" ({}) cannot be estimated from these {} sites together: {}",
                                      contrast.name, contrast.expression, design.sites.size(),
                                      names.size() == 1
                                          ? fmt::format("column {} is constant", names.front())
                                          : fmt::format("the columns {} are aliased", base::join(names, ", "))));
}

}  // namespace

PooledDesign pooled_design(const PoolingPlan& plan, const std::vector<SiteSums>& sites)
{
  PooledDesign design;
  for (const auto& column : plan_columns(plan)) design.columns.push_back(column.name);
  const auto p = static_cast<Eigen::Index>(design.columns.size());
  for (const auto& site : sites) {
    if (plan.has_site && !design.sites.empty()) design.columns.push_back(fmt::format("site[{}]", site.site));
    design.sites.push_back(site.site);
    design.n += site.n;
  }
  const auto size = static_cast<Eigen::Index>(design.columns.size());
  design.xtx = Eigen::MatrixXd::Zero(size, size);
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const Eigen::MatrixXd& xtx = sites[s].xtx;
    design.xtx.topLeftCorner(p, p) += xtx;
    if (!plan.has_site || s == 0) continue;
    const Eigen::Index k = p + static_cast<Eigen::Index>(s) - 1;
    design.xtx.col(k).head(p) = xtx.col(0);
    design.xtx.row(k).head(p) = xtx.col(0).transpose();
    design.xtx(k, k) = sites[s].n;
  }
  design.basis = stats::column_basis(square_root(design.xtx), std::sqrt(zero_eigenvalue));
  return design;
}

Eigen::MatrixXd pooled_products(const PooledDesign& design, const std::vector<SiteSums>& sites)
{
  const Eigen::Index p = sites.front().xty.rows();
  Eigen::MatrixXd xty = Eigen::MatrixXd::Zero(design.xtx.rows(), sites.front().n_outcomes());
  for (std::size_t s = 0; s < sites.size(); ++s) {
    xty.topRows(p) += sites[s].xty;
    if (s > 0 && xty.rows() > p) xty.row(p + static_cast<Eigen::Index>(s) - 1) = sites[s].xty.row(0);
  }
  return xty;
}

stats::Contrast named_contrast(const PoolingPlan& plan, const std::vector<std::string>& columns)
{
  stats::Contrast contrast = stats::resolve_contrast(plan.contrast, design_of_names(plan, columns));
  contrast.group_of_row.clear();
  return contrast;
}

stats::Contrast pooled_contrast(const PoolingPlan& plan, const PooledDesign& design)
{
  stats::Contrast contrast = named_contrast(plan, design.columns);
  if (!stats::is_estimable(design.basis, contrast.rows.row(0).transpose())) refuse_aliased(contrast, design);
  return contrast;
}

std::vector<int> compared_counts(const stats::Contrast& contrast, const PoolingPlan& plan, const Eigen::MatrixXd& xtx,
                                 const std::vector<std::string>& columns)
{
  const auto factor = std::ranges::find(plan.variables, contrast.factor, &AgreedVariable::name);
  if (contrast.factor.empty() || factor == plan.variables.end()) return {};
  std::vector<int> counts;
  for (const auto& group : contrast.groups) {
    const auto column = std::ranges::find(columns, fmt::format("{}[{}]", factor->name, group));
    double count = 0;
    if (column != columns.end()) {
      count = xtx(0, column - columns.begin());
    } else {
      count = xtx(0, 0);
      for (const auto& level : factor->levels) {
        const auto other = std::ranges::find(columns, fmt::format("{}[{}]", factor->name, level));
        if (other != columns.end()) count -= xtx(0, other - columns.begin());
      }
    }
    counts.push_back(static_cast<int>(std::lround(count)));
  }
  return counts;
}

}  // namespace dmn::sites
