#include "inference/permutation_model.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "inference/blas.hpp"
#include "inference/permuted_columns.hpp"
#include "inference/residuals.hpp"
#include "inference/varying_space.hpp"
#include "stats/glm.hpp"

namespace dmn::inference {
namespace {

constexpr double unmoved_share = 1e-8;  ///< of a unit direction: what rounding leaves
constexpr Eigen::Index largest_block = 64;
constexpr Eigen::Index cells_of_block = Eigen::Index{1} << 23;  ///< 64 MiB
constexpr double cautious = 2.0;  ///< so that no sum that another order of summation finds too small escapes
constexpr double no_test = std::numeric_limits<double>::quiet_NaN();

void require_rows(Eigen::Index expected, Eigen::Index found)
{
  if (expected == found) return;
  throw base::ShapeError("the permuted model has another number of rows",
                         {.expected = std::to_string(expected), .found = std::to_string(found)});
}

/// The same space, its leading basis vectors spanning those of `directions` one after the other.
/// @param basis  N x v, orthonormal;  @param directions  N x q, within its space
Eigen::MatrixXd led_by(const Eigen::MatrixXd& directions, const Eigen::MatrixXd& basis)
{
  if (directions.cols() == 0) return basis;
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(basis.transpose() * directions);
  return basis * Eigen::MatrixXd(qr.householderQ());
}

Eigen::MatrixXd side_by_side(const std::vector<Eigen::MatrixXd>& parts, Eigen::Index n_rows)
{
  Eigen::MatrixXd all(n_rows, 0);
  for (const auto& part : parts) {
    all.conservativeResize(Eigen::NoChange, all.cols() + part.cols());
    all.rightCols(part.cols()) = part;
  }
  return all;
}

}  // namespace

PermutationModel::PermutationModel(const stats::Design& design, const std::vector<stats::Contrast>& contrasts,
                                   const Exchangeability& exchangeability)
    : q_(design.basis.q)
{
  require_rows(design.n_rows(), exchangeability.n_rows());
  SplitSpace split = split_space(q_, exchangeability);
  unmoved_ = std::move(split.unmoved);
  const stats::LinearModel model(design, contrasts);
  for (std::size_t c = 0; c < contrasts.size(); ++c) {
    add_contrast(contrasts[c], model.on_all_rows().contrasts[c].weights);
  }
  varying_columns_ = led_by(side_by_side(directions_, n_rows()), split.varying);
  varying_ = varying_columns_;
  for (const auto& directions : directions_) in_varying_.push_back(varying_columns_.transpose() * directions);
}

void PermutationModel::add_contrast(const stats::Contrast& contrast, const Eigen::MatrixXd& weights)
{
  const Eigen::MatrixXd directions =
      weights.size() == 0 ? Eigen::MatrixXd(n_rows(), 0) : q_ * stats::column_basis(weights.transpose()).q;
  if (directions.cols() > 0 && (unmoved_.transpose() * directions).norm() > unmoved_share) {
    throw base::DesignError(
        fmt::format("contrast \"{}\" ({}) compares whole exchangeability blocks: exchange within blocks leaves it "
                    "unchanged, so permutations cannot test it",
                    contrast.name, contrast.expression));
  }
  directions_.push_back(directions);
  is_f_test_.push_back(contrast.is_f_test);
}

int PermutationModel::relabellings_per_block() const noexcept
{
  const Eigen::Index cells = std::max<Eigen::Index>(n_rows() * n_varying(), 1);
  return static_cast<int>(std::clamp<Eigen::Index>(cells_of_block / cells, 1, largest_block));
}

PermutedBasis PermutationModel::permuted_basis(const Relabellings& relabellings, int first, int n) const
{
  require_rows(n_rows(), relabellings.exchangeability().n_rows());
  PermutedBasis basis{.first = first, .columns = Eigen::MatrixXd(n_rows(), n_varying() * n)};
  for (int j = 0; j < n; ++j) {
    basis.relabellings.push_back(relabellings.at(first + j));
    relabel_back(basis.relabellings.back(), varying_, basis.columns.col(j * n_varying()).data());
  }
  for (const auto& directions : directions_) {
    product_transposed(basis.columns, directions, basis.moved.emplace_back());
  }
  return basis;
}

OutcomeTile PermutationModel::tile(Eigen::MatrixXd outcomes) const
{
  require_rows(n_rows(), outcomes.rows());
  Residuals residuals = residuals_of(q_, std::move(outcomes));
  OutcomeTile tile{.residuals = std::move(residuals.values),
                   .interest = {},
                   .residual_ss = std::move(residuals.sum_of_squares),
                   .total_ss = {}};
  for (const auto& directions : directions_) {
    tile.interest.emplace_back(residuals.coordinates.transpose() * (q_.transpose() * directions));
    tile.total_ss.emplace_back(tile.residual_ss + tile.interest.back().rowwise().squaredNorm());
  }
  return tile;
}

std::vector<Eigen::VectorXd> PermutationModel::observed(const OutcomeTile& tile) const
{
  std::vector<Eigen::VectorXd> statistics;
  const Eigen::ArrayXd variance = tile.residual_ss.array() / residual_df();
  for (std::size_t c = 0; c < n_contrasts(); ++c) {
    const Eigen::MatrixXd& interest = tile.interest[c];
    if (interest.cols() == 0) {
      statistics.emplace_back(Eigen::VectorXd::Constant(tile.n_outcomes(), no_test));
    } else if (is_f_test_[c]) {
      const auto q = static_cast<double>(interest.cols());
      statistics.emplace_back(interest.rowwise().squaredNorm().array() / q / variance);
    } else {
      statistics.emplace_back(interest.col(0).array() / variance.sqrt());
    }
  }
  return statistics;
}

double PermutationModel::statistic_of_projections(const Eigen::VectorXd& projections, double residual_ss,
                                                  std::size_t c) const
{
  const double variance = residual_ss / residual_df();
  const Eigen::VectorXd effect = in_varying_[c].transpose() * projections;
  if (!is_f_test_[c]) return effect[0] / std::sqrt(variance);
  return effect.squaredNorm() / static_cast<double>(effect.size()) / variance;
}

double PermutationModel::refit(const Eigen::VectorXd& residuals, std::size_t c) const
{
  const Eigen::VectorXd projections = varying_.transpose() * residuals;
  return statistic_of_projections(projections, (residuals - varying_ * projections).squaredNorm(), c);
}

void PermutationModel::refit_cancelled(const OutcomeTile& tile, const PermutedBasis& basis, std::size_t c,
                                       Eigen::Index j, PermutedStatistics& results) const
{
  const auto moved = basis.moved[c].middleRows(j * n_varying(), n_varying());
  for (Eigen::Index e = 0; e < tile.n_outcomes(); ++e) {
    const Eigen::VectorXd interest = tile.interest[c].row(e);
    const Eigen::VectorXd here = results.projections.row(e).segment(j * n_varying(), n_varying()).transpose();
    const double total = tile.total_ss[c][e];
    if (!(total - (here + moved * interest).squaredNorm() < cautious * well_left * total)) continue;
    const Eigen::VectorXd residuals = tile.residuals.col(e) + directions_[c] * interest;
    results.contrasts[c](e, j) = refit(relabelled(basis.relabellings[static_cast<std::size_t>(j)], residuals), c);
  }
}

void PermutationModel::statistics_of(const OutcomeTile& tile, const PermutedBasis& basis, std::size_t c,
                                     PermutedStatistics& results) const
{
  const auto statistics = is_f_test_[c] ? permuted_f : permuted_t;
  const Eigen::Index v = n_varying();
  for (Eigen::Index j = 0; j < basis.size(); ++j) {
    const PermutedColumn column{.projections = results.projections.data() + j * v * tile.n_outcomes(),
                                .moved = basis.moved[c].data() + j * v,
                                .directions = in_varying_[c].data(),
                                .interest = tile.interest[c].data(),
                                .total_ss = tile.total_ss[c].data(),
                                .moved_stride = basis.moved[c].rows(),
                                .n_outcomes = tile.n_outcomes(),
                                .n_varying = v,
                                .n_directions = directions_[c].cols(),
                                .residual_df = residual_df()};
    const bool cancelled = statistics(column, results.contrasts[c].col(j).data());
    if (cancelled) refit_cancelled(tile, basis, c, j, results);
  }
}

void PermutationModel::statistics(const OutcomeTile& tile, const PermutedBasis& basis,
                                  PermutedStatistics& results) const
{
  product_transposed(tile.residuals, basis.columns, results.projections);
  results.contrasts.resize(n_contrasts());
  for (std::size_t c = 0; c < n_contrasts(); ++c) {
    results.contrasts[c].resize(tile.n_outcomes(), basis.size());
    if (directions_[c].cols() == 0) {
      results.contrasts[c].setConstant(no_test);
    } else {
      statistics_of(tile, basis, c, results);
    }
  }
}

Eigen::MatrixXd PermutationModel::moved_directions(const Relabelling& relabelling, std::size_t contrast) const
{
  Eigen::MatrixXd result = in_varying_[contrast];
  for (Eigen::Index d = 0; d < result.cols(); ++d)
    result.col(d) = projected(relabelling, varying_columns_, directions_[contrast].col(d));
  return result;
}

double PermutationModel::statistic(const OutcomeTile& tile, Eigen::Index outcome, std::size_t contrast,
                                   const Relabelling& relabelling, const Eigen::Ref<const Eigen::MatrixXd>& moved) const
{
  if (directions_[contrast].cols() == 0) return no_test;
  const Eigen::VectorXd interest = tile.interest[contrast].row(outcome);
  const Eigen::VectorXd projections =
      projected(relabelling, varying_columns_, tile.residuals.col(outcome)) + moved * interest;
  const double total = tile.total_ss[contrast][outcome];
  const double residual_ss = total - projections.squaredNorm();
  if (!(residual_ss < cautious * well_left * total))
    return statistic_of_projections(projections, residual_ss, contrast);
  const Eigen::VectorXd residuals = tile.residuals.col(outcome) + directions_[contrast] * interest;
  return refit(relabelled(relabelling, residuals), contrast);
}

}  // namespace dmn::inference
