#include "tangent_rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/matrix_vector.hpp"
#include "number_bytes.hpp"
#include "parallel/dispatch.hpp"

namespace dmn::jobs {
namespace {

/// Runs a tile: sums are formed within tiles and the tiles added in order, whatever the number of ranks.
constexpr std::size_t runs_per_tile = 8;

std::size_t n_tiles(std::size_t n_runs)
{
  return (n_runs + runs_per_tile - 1) / runs_per_tile;
}

std::vector<std::filesystem::path> shared_paths(const std::vector<std::filesystem::path>& paths,
                                                const parallel::Communicator& world)
{
  std::string text;
  for (const auto& path : paths) text += path.string() + "\n";
  text = world.broadcast_together(text);
  std::vector<std::filesystem::path> shared;
  for (const auto& line : base::split(text, '\n')) {
    if (!line.empty()) shared.emplace_back(line);
  }
  return shared;
}

}  // namespace

TangentSpace::TangentSpace(const std::filesystem::path& out, std::vector<std::filesystem::path> shards,
                           std::string roi_set, std::string strategy, Eigen::Index n_rois,
                           const parallel::Communicator& world)
    : out_(out),
      shards_(shared_paths(shards, world)),
      roi_set_(std::move(roi_set)),
      strategy_(std::move(strategy)),
      n_rois_(n_rois),
      world_(world)
{
  const auto one = [](const Eigen::MatrixXd&) { return Eigen::MatrixXd(Eigen::MatrixXd::Ones(1, 1)); };
  const auto itself = [](const Eigen::MatrixXd& covariance) { return covariance; };
  const auto n_complete = shards_.empty() ? 0.0 : summed_together(1, one)(0, 0);
  if (n_complete == 0.0) return;
  const connectivity::MatrixSums sums{.sum = [&] { return summed_together(n_rois_, itself); },
                                      .log_sum =
                                          [&](const Eigen::MatrixXd& whitening) {
                                            return summed_together(n_rois_, [&](const Eigen::MatrixXd& covariance) {
                                              return connectivity::log_whitened(whitening, covariance);
                                            });
                                          },
                                      .n_runs = static_cast<Eigen::Index>(n_complete)};
  whitening_ = connectivity::tangent_mean(sums).whitening;
}

Eigen::MatrixXd TangentSpace::covariance(std::size_t run) const
{
  const auto stored = store::read_shard_kind(out_ / shards_[run], roi_set_, strategy_, connectivity::Kind::tangent);
  return connectivity::symmetric_matrix(stored.edges, stored.diagonal);
}

/// `function`, its errors naming the run's shard.
template <class Function>
auto TangentSpace::naming_run(std::size_t run, const Function& function) const
{
  try {
    return function();
  } catch (base::Error& problem) {
    problem.add_context({.file = shards_[run].string()});
    throw;
  }
}

/// Sum of the size x size `term` over the runs that have every ROI.
Eigen::MatrixXd TangentSpace::summed_together(Eigen::Index size, const Term& term) const
{
  const auto tile = [&](std::size_t number) {
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(size, size);
    for (std::size_t run = number * runs_per_tile; run < std::min(shards_.size(), (number + 1) * runs_per_tile);
         ++run) {
      const Eigen::MatrixXd matrix = covariance(run);
      if (!matrix.hasNaN()) sum += naming_run(run, [&] { return term(matrix); });
    }
    return sum;
  };
  return world_.sum_tiles_together(n_tiles(shards_.size()), tile);
}

Eigen::VectorXd TangentSpace::row(std::size_t run) const
{
  const Eigen::MatrixXd matrix = covariance(run);
  const Eigen::Index n_edges = n_rois_ * (n_rois_ - 1) / 2;
  if (matrix.hasNaN()) return Eigen::VectorXd::Constant(n_edges + n_rois_, std::numeric_limits<double>::quiet_NaN());
  const auto projected = naming_run(run, [&] { return connectivity::tangent_vector(whitening_, matrix); });
  Eigen::VectorXd values(n_edges + n_rois_);
  values << projected.edges, projected.diagonal;
  return values;
}

TangentSpace::Block TangentSpace::block_together(Eigen::Index first, Eigen::Index n) const
{
  const auto work = [&](std::size_t offset) { return bytes_of(row(static_cast<std::size_t>(first) + offset)); };
  const auto result = parallel::dispatch(world_, static_cast<std::size_t>(n), work);
  Block block;
  parallel::on_master(world_, [&] {
    block.edges.resize(n, n_rois_ * (n_rois_ - 1) / 2);
    block.diagonals.resize(n, n_rois_);
    for (const auto& outcome : result.outcomes) {
      if (outcome.failed()) throw base::IoError(outcome.failure);
      const Eigen::VectorXd values = values_from(outcome.answer);
      const auto at = static_cast<Eigen::Index>(outcome.task);
      block.edges.row(at) = values.head(block.edges.cols()).transpose();
      block.diagonals.row(at) = values.tail(n_rois_).transpose();
    }
  });
  return block;
}

}  // namespace dmn::jobs
