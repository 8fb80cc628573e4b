#include "profile_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inference/blas.hpp"
#include "inference/counted_p.hpp"
#include "markers/reliability.hpp"
#include "one_kernel.hpp"
#include "stats/group_plan.hpp"

namespace dmn::jobs {
namespace {

constexpr Eigen::Index people_tile_width = 64;
constexpr Eigen::Index fewest_edges = 3;

/// Both measurements of everyone on one tile of edges.
struct Tile {
  Eigen::MatrixXd first;   ///< P x B
  Eigen::MatrixXd second;  ///< P x B
};

Eigen::Index n_edges_of(const ProfilePlan& plan)
{
  return plan.shared.data.cohort.edges.size();
}

std::size_t n_tiles_of(const ProfilePlan& plan)
{
  return static_cast<std::size_t>(stats::EdgeTiles(n_edges_of(plan)).count());
}

Tile read_tile(const ProfilePlan& plan, std::size_t tile)
{
  const stats::EdgeTiles tiles(n_edges_of(plan));
  const auto number = static_cast<Eigen::Index>(tile);
  const Eigen::MatrixXd block = plan.shared.data.read_edges(tiles.first(number), tiles.width(number));
  return {stats::mean_over_runs(block, plan.repeats.first), stats::mean_over_runs(block, plan.repeats.second)};
}

/// Positions of the columns that everyone has in both measurements.
std::vector<Eigen::Index> valid_columns(const Tile& tile)
{
  std::vector<Eigen::Index> valid;
  for (Eigen::Index column = 0; column < tile.first.cols(); ++column) {
    if (tile.first.col(column).allFinite() && tile.second.col(column).allFinite()) valid.push_back(column);
  }
  return valid;
}

/// A row an edge of the tile: its position, ICC(2,1), ICC(3,1), n.
Eigen::MatrixXd reliability_of(const Tile& tile, Eigen::Index first)
{
  Eigen::MatrixXd rows(tile.first.cols(), 4);
  Eigen::MatrixXd pair(tile.first.rows(), 2);
  for (Eigen::Index column = 0; column < tile.first.cols(); ++column) {
    pair << tile.first.col(column), tile.second.col(column);
    const auto icc = markers::intraclass_correlation(pair);
    rows.row(column) << static_cast<double>(first + column), icc.agreement, icc.consistency, icc.n;
  }
  return rows;
}

/// Means over the valid edges, and how many these are.
struct ProfileMeans {
  Eigen::MatrixXd means;  ///< P x 2
  Eigen::Index n_edges = 0;
};

/// **Collective.** Also fills the reliability of every edge on the master.
ProfileMeans means_together(const ProfilePlan& plan, Eigen::MatrixXd& icc, const parallel::Communicator& world)
{
  Eigen::MatrixXd mine(0, 4);
  const Eigen::MatrixXd sums = world.sum_tiles_together(n_tiles_of(plan), [&](std::size_t number) {
    const Tile tile = read_tile(plan, number);
    const Eigen::MatrixXd rows =
        reliability_of(tile, stats::EdgeTiles(n_edges_of(plan)).first(static_cast<Eigen::Index>(number)));
    mine.conservativeResize(mine.rows() + rows.rows(), Eigen::NoChange);
    mine.bottomRows(rows.rows()) = rows;
    const auto valid = valid_columns(tile);
    Eigen::MatrixXd sum(tile.first.rows(), 3);
    sum.col(0) = tile.first(Eigen::all, valid).rowwise().sum();
    sum.col(1) = tile.second(Eigen::all, valid).rowwise().sum();
    sum.col(2).setConstant(static_cast<double>(valid.size()));
    return sum;
  });
  const Eigen::MatrixXd all = world.gather_rows_together(mine);
  icc.resize(all.rows(), 3);
  for (Eigen::Index row = 0; row < all.rows(); ++row)
    icc.row(static_cast<Eigen::Index>(all(row, 0))) = all.row(row).tail(3);
  const Eigen::MatrixXd known = world.broadcast_together(sums);
  ProfileMeans result{.means = known.leftCols(2), .n_edges = static_cast<Eigen::Index>(known(0, 2))};
  result.means /= static_cast<double>(std::max<Eigen::Index>(result.n_edges, 1));
  return result;
}

/// Tiles of participants that this rank compares with everyone.
std::vector<Eigen::Index> own_people_tiles(Eigen::Index n_people, const parallel::Communicator& world)
{
  std::vector<Eigen::Index> tiles;
  const Eigen::Index n_tiles = (n_people + people_tile_width - 1) / people_tile_width;
  for (Eigen::Index tile = world.rank(); tile < n_tiles; tile += world.size()) tiles.push_back(tile);
  return tiles;
}

/// Correlations of the participants of this rank's tiles with everyone: the row's number, then P correlations.
Eigen::MatrixXd own_similarities(const ProfilePlan& plan, const ProfileMeans& means,
                                 const parallel::Communicator& world)
{
  const auto n_people = static_cast<Eigen::Index>(plan.repeats.participants.size());
  const auto tiles = own_people_tiles(n_people, world);
  std::vector<Eigen::MatrixXd> products;
  for (const auto tile : tiles)
    products.emplace_back(
        Eigen::MatrixXd::Zero(std::min(people_tile_width, n_people - tile * people_tile_width), n_people));
  Eigen::ArrayXd first_squares = Eigen::ArrayXd::Zero(n_people);
  Eigen::ArrayXd second_squares = Eigen::ArrayXd::Zero(n_people);
  for (std::size_t number = 0; !tiles.empty() && number < n_tiles_of(plan); ++number) {
    const Tile read = read_tile(plan, number);
    const auto valid = valid_columns(read);
    if (valid.empty()) continue;
    const Eigen::MatrixXd first = (read.first(Eigen::all, valid).colwise() - means.means.col(0)).transpose();
    const Eigen::MatrixXd second = (read.second(Eigen::all, valid).colwise() - means.means.col(1)).transpose();
    first_squares += first.colwise().squaredNorm().transpose().array();
    second_squares += second.colwise().squaredNorm().transpose().array();
    Eigen::MatrixXd product;
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      const Eigen::MatrixXd block = first.middleCols(tiles[t] * people_tile_width, products[t].rows());
      inference::product_transposed(block, second, product);
      products[t] += product;
    }
  }
  Eigen::MatrixXd rows(0, n_people + 1);
  for (std::size_t t = 0; t < tiles.size(); ++t) {
    const Eigen::Index from = rows.rows();
    rows.conservativeResize(from + products[t].rows(), Eigen::NoChange);
    for (Eigen::Index k = 0; k < products[t].rows(); ++k) {
      const Eigen::Index person = tiles[t] * people_tile_width + k;
      rows(from + k, 0) = static_cast<double>(person);
      rows.row(from + k).tail(n_people) =
          products[t].row(k).array() / (first_squares[person] * second_squares).sqrt().transpose();
    }
  }
  return rows;
}

Eigen::MatrixXd in_order(const Eigen::MatrixXd& rows)
{
  Eigen::MatrixXd similarity(rows.rows(), rows.cols() - 1);
  for (Eigen::Index row = 0; row < rows.rows(); ++row)
    similarity.row(static_cast<Eigen::Index>(rows(row, 0))) = rows.row(row).tail(similarity.cols());
  return similarity;
}

void identify(Fingerprint& result, int permutations, std::uint64_t seed)
{
  if (!result.similarity.allFinite()) {
    result.reason = "someone has the same value at every edge";
    return;
  }
  result.identification = markers::identification(result.similarity);
  result.null = markers::null_of_i_diff(result.similarity, permutations, seed);
  result.p = inference::NullDistribution(result.null).p(result.identification->i_diff);
}

}  // namespace

Fingerprint fingerprint_together(const ProfilePlan& plan, int permutations, std::uint64_t seed,
                                 const parallel::Communicator& world)
{
  Fingerprint result;
  if (plan.repeats.empty()) {
    result.reason = plan.repeats.words;
    return result;
  }
  require_one_kernel(world);
  const auto means = means_together(plan, result.icc, world);
  result.n_edges = means.n_edges;
  if (means.n_edges < fewest_edges)
    result.reason = fmt::format("{} edges are there in every run, at least {} are needed", means.n_edges, fewest_edges);
  if (plan.repeats.participants.size() > most_to_identify)
    result.reason = fmt::format("more than {} participants: similarities of everyone with everyone are not computed",
                                most_to_identify);
  if (!result.reason.empty()) return result;
  Eigen::MatrixXd mine;
  parallel::agree(world, [&] { mine = own_similarities(plan, means, world); });
  const Eigen::MatrixXd rows = world.gather_rows_together(mine);
  parallel::on_master(world, [&] {
    result.similarity = in_order(rows);
    identify(result, permutations, seed);
  });
  return result;
}

}  // namespace dmn::jobs
