#include "parallel/communicator.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/error.hpp"
#include "test_world.hpp"

namespace dmn::parallel {
namespace {

using test::world;

Eigen::MatrixXd wavy(std::size_t seed, Eigen::Index rows, Eigen::Index columns)
{
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&](Eigen::Index r, Eigen::Index c) {
    return std::sin(static_cast<double>(seed) * 1.7 + static_cast<double>(r) * 0.3 + static_cast<double>(c)) *
           std::exp(static_cast<double>(seed % 7));
  });
}

bool same_bits(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0;
}

TEST(Environment, LooksForMessagesWithoutGivingUpTheTimeSlice)
{
  if (world().size() == 1) GTEST_SKIP() << "one process waits for nobody";
  EXPECT_STREQ(std::getenv("OMPI_MCA_mpi_yield_when_idle"), "0");
}

TEST(Communicator, SerialIsOneRankThatIsTheMaster)
{
  const auto serial = Communicator::serial();

  EXPECT_EQ(serial.rank(), 0);
  EXPECT_EQ(serial.size(), 1);
  EXPECT_TRUE(serial.is_master());
  EXPECT_EQ(serial.broadcast_together("text"), "text");
  EXPECT_THAT(serial.gather_together("text"), testing::ElementsAre("text"));
  serial.barrier_together();
}

TEST(Communicator, GathersTextsByRank)
{
  const std::string mine(static_cast<std::size_t>(world().rank()) * 70'000, static_cast<char>('a' + world().rank()));

  const auto all = world().gather_together(mine);

  EXPECT_EQ(all.size(), world().is_master() ? static_cast<std::size_t>(world().size()) : 0U);
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    EXPECT_EQ(all[rank], std::string(rank * 70'000, static_cast<char>('a' + rank)));
  }
}

TEST(Communicator, BroadcastsTheMastersTextOfAnyLength)
{
  for (const std::size_t length : {0UL, 1UL, 3'000'000UL}) {
    const std::string masters(length, 'm');
    EXPECT_EQ(world().broadcast_together(world().is_master() ? masters : "other"), masters);
  }
}

TEST(Communicator, BroadcastsAMatrixWithItsShape)
{
  const Eigen::MatrixXd masters = wavy(3, 5, 2);

  EXPECT_TRUE(same_bits(world().broadcast_together(world().is_master() ? masters : Eigen::MatrixXd()), masters));
  EXPECT_EQ(world().broadcast_together(Eigen::MatrixXd(0, 4)).cols(), 4);
}

TEST(Communicator, KeepsCollectivesInOrderWhenRanksArriveAtDifferentTimes)
{
  for (int round = 0; round < 20; ++round) {
    const auto all = world().gather_together(std::to_string(round));
    for (const auto& text : all) EXPECT_EQ(text, std::to_string(round));
    if (round % 5 == world().rank() % 5) world().barrier_together();
    if (round % 5 != world().rank() % 5) world().barrier_together();
  }
}

TEST(SumTiles, HasTheBitsOfTheSumInTileOrder)
{
  for (const std::size_t n_tiles : {1UL, 2UL, 6UL, 23UL}) {
    const auto tile = [](std::size_t t) { return wavy(t, 40, 30); };
    Eigen::MatrixXd expected = tile(0);
    for (std::size_t t = 1; t < n_tiles; ++t) expected += tile(t);

    EXPECT_TRUE(same_bits(world().sum_tiles_together(n_tiles, tile), expected)) << n_tiles << " tiles";
  }
}

TEST(SumTiles, ComputesTileTOnRankTModuloSize)
{
  std::vector<std::size_t> computed;

  world().sum_tiles_together(9, [&](std::size_t t) {
    computed.push_back(t);
    return Eigen::MatrixXd::Ones(1, 1);
  });

  std::vector<std::size_t> expected;
  for (std::size_t t = static_cast<std::size_t>(world().rank()); t < 9; t += static_cast<std::size_t>(world().size()))
    expected.push_back(t);
  EXPECT_EQ(computed, expected);
}

TEST(SumTiles, WithoutTilesIsEmpty)
{
  EXPECT_EQ(world().sum_tiles_together(0, [](std::size_t) { return Eigen::MatrixXd::Ones(2, 2); }).size(), 0);
}

TEST(SumTiles, AFailingTileFailsOnEveryRank)
{
  for (std::size_t bad = 0; bad < 8; ++bad) {
    std::string message;
    try {
      world().sum_tiles_together(8, [&](std::size_t t) -> Eigen::MatrixXd {
        if (t == bad) throw base::InputError("tile is bad", {.participant = "sub-0412"});
        return Eigen::MatrixXd::Ones(3, 3);
      });
    } catch (const base::InputError& error) {
      message = error.what();
    }
    EXPECT_EQ(message, "sub-0412: tile is bad") << "tile " << bad;
  }
}

TEST(SumTiles, RefusesTilesOfDifferentShapesOnEveryRank)
{
  std::string message;
  try {
    world().sum_tiles_together(
        4, [](std::size_t t) -> Eigen::MatrixXd { return Eigen::MatrixXd::Ones(2, t == 3 ? 1 : 2); });
  } catch (const base::ShapeError& error) {
    message = error.what();
  }
  EXPECT_EQ(message, "tiles of a sum differ in shape: found \"2 x 1\"; expected 2 x 2");
}

}  // namespace
}  // namespace dmn::parallel
