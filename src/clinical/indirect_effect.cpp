#include "clinical/indirect_effect.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <utility>

#include "clinical/bootstrap.hpp"

namespace dmn::clinical {
namespace {

constexpr double smallest_condition = 1e-13;
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

std::vector<Eigen::Index> drawn_rows(const Eigen::VectorXd& counts)
{
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < counts.size(); ++row) {
    if (counts[row] > 0) rows.push_back(row);
  }
  return rows;
}

/// Columns of unit root mean square, so that the condition of their cross-products means something.
Eigen::VectorXd scale_columns(Eigen::MatrixXd& matrix)
{
  Eigen::VectorXd scale = matrix.colwise().norm().transpose() / std::sqrt(static_cast<double>(matrix.rows()));
  scale = (scale.array() > 0).select(scale, 1.0);
  matrix = matrix * scale.cwiseInverse().asDiagonal();
  return scale;
}

}  // namespace

IndirectEffect::IndirectEffect(Eigen::MatrixXd covariates, Eigen::VectorXd contrast, Eigen::VectorXd score,
                               Eigen::MatrixXd outcomes)
    : regressors_(covariates.rows(), covariates.cols() + 1),
      contrast_(std::move(contrast)),
      outcomes_(std::move(outcomes))
{
  regressors_ << covariates, score;
  const Eigen::VectorXd scale = scale_columns(regressors_);
  contrast_ = contrast_.cwiseQuotient(scale.head(contrast_.size()));
  score_scale_ = scale[contrast_.size()];
}

IndirectEffect::Paths IndirectEffect::paths(const Eigen::VectorXd& counts) const
{
  const auto rows = drawn_rows(counts);
  const Eigen::MatrixXd x = regressors_(rows, Eigen::all);
  const Eigen::MatrixXd weighted = counts(rows).asDiagonal() * x;
  const Eigen::MatrixXd cross = weighted.transpose() * x;
  const Eigen::MatrixXd with_outcomes = weighted.transpose() * outcomes_(rows, Eigen::all);
  const Eigen::Index k = contrast_.size();
  const Eigen::LLT<Eigen::MatrixXd> of_covariates(cross.topLeftCorner(k, k));
  const Eigen::LLT<Eigen::MatrixXd> of_all(cross);
  if (of_all.info() != Eigen::Success || !(of_all.rcond() > smallest_condition))
    return {not_known, Eigen::VectorXd::Constant(outcomes_.cols(), not_known)};
  return {contrast_.dot(of_covariates.solve(cross.col(k).head(k))), of_all.solve(with_outcomes).row(k).transpose()};
}

Eigen::VectorXd IndirectEffect::products(const Eigen::VectorXd& counts) const
{
  const Paths found = paths(counts);
  return found.a * found.b;
}

double IndirectEffect::path_a() const
{
  return score_scale_ * paths(Eigen::VectorXd::Ones(n_rows())).a;
}

Eigen::VectorXd IndirectEffect::path_b() const
{
  return paths(Eigen::VectorXd::Ones(n_rows())).b / score_scale_;
}

Eigen::MatrixXd bootstrapped_products(const IndirectEffect& effect, const std::vector<std::vector<int>>& rows_of_blocks,
                                      std::uint64_t seed, int first, int n)
{
  Eigen::MatrixXd samples(n, effect.products().size());
  for (int sample = 0; sample < n; ++sample) {
    const auto counts =
        resampled_counts(rows_of_blocks, effect.n_rows(), seed, static_cast<std::uint32_t>(first + sample));
    samples.row(sample) = effect.products(counts).transpose();
  }
  return samples;
}

}  // namespace dmn::clinical
