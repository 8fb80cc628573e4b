#include <exception>
#include <string>

#include "base/error.hpp"
#include "parallel/failure.hpp"
#include "parallel/mpi_group.hpp"
#include "parallel/packing.hpp"

namespace dmn::parallel {
namespace {

using Tile = std::function<Eigen::MatrixXd(std::size_t)>;

void add(Eigen::MatrixXd& sum, const Eigen::MatrixXd& tile, bool first)
{
  if (first) {
    sum = tile;
    return;
  }
  if (tile.rows() != sum.rows() || tile.cols() != sum.cols()) {
    throw base::ShapeError("tiles of a sum differ in shape",
                           {.expected = std::to_string(sum.rows()) + " x " + std::to_string(sum.cols()),
                            .found = std::to_string(tile.rows()) + " x " + std::to_string(tile.cols())});
  }
  sum += tile;
}

/// The master's part: every tile in order, its own computed here. An empty message is a tile that failed on its rank.
Eigen::MatrixXd sum_on_master(const Communicator& world, std::size_t n_tiles, const Tile& tile,
                              std::exception_ptr& failure)
{
  const auto size = static_cast<std::size_t>(world.size());
  Eigen::MatrixXd sum;
  for (std::size_t t = 0; t < n_tiles; ++t) {
    const std::size_t owner = t % size;
    const std::string message = owner == 0 ? "" : world.impl()->receive(static_cast<int>(owner), Tag::bulk);
    if (failure || (owner != 0 && message.empty())) continue;
    failure = caught_from([&] { add(sum, owner == 0 ? tile(t) : matrix_from_bytes(message), t == 0); });
  }
  return sum;
}

void send_own_tiles(const Communicator& world, std::size_t n_tiles, const Tile& tile, std::exception_ptr& failure)
{
  const auto size = static_cast<std::size_t>(world.size());
  for (auto t = static_cast<std::size_t>(world.rank()); t < n_tiles; t += size) {
    std::string message;
    if (!failure) failure = caught_from([&] { message = to_bytes(tile(t)); });
    world.impl()->send(0, Tag::bulk, message);
  }
}

}  // namespace

Eigen::MatrixXd Communicator::sum_tiles_together(std::size_t n_tiles, const Tile& tile) const
{
  Eigen::MatrixXd sum;
  std::exception_ptr failure;
  if (is_master()) {
    sum = sum_on_master(*this, n_tiles, tile, failure);
  } else {
    send_own_tiles(*this, n_tiles, tile, failure);
  }
  throw_first(*this, failure);
  return broadcast_together(sum);
}

}  // namespace dmn::parallel
