#include <gmock/gmock.h>

#include <cmath>
#include <vector>

#include "parallel/communicator.hpp"
#include "test_world.hpp"

namespace dmn::parallel {
namespace {

using test::world;

double cell(int rank, Eigen::Index row, Eigen::Index column)
{
  return rank * 10'000.0 + static_cast<double>(row * 100 + column);
}

TEST(Rows, OfEveryRankStandUnderOneAnotherOnTheMaster)
{
  const int me = world().rank();
  const Eigen::MatrixXd mine =
      Eigen::MatrixXd::NullaryExpr(me % 3, 4, [&](Eigen::Index r, Eigen::Index c) { return cell(me, r, c); });

  const auto all = world().gather_rows_together(mine);

  if (!world().is_master()) {
    EXPECT_EQ(all.size(), 0);
    return;
  }
  Eigen::Index at = 0;
  for (int rank = 0; rank < world().size(); ++rank) {
    for (Eigen::Index r = 0; r < rank % 3; ++r, ++at) EXPECT_EQ(all(at, 3), cell(rank, r, 3));
  }
  EXPECT_EQ(all.rows(), at);
}

TEST(Maximum, IsTakenCellByCellAndKnownToEveryRank)
{
  const double low = -std::numeric_limits<double>::infinity();
  Eigen::MatrixXd mine = Eigen::MatrixXd::Constant(2, world().size() + 1, low);
  mine(0, world().rank()) = world().rank() + 0.5;
  mine(1, world().size()) = -world().rank();

  const auto largest = world().maximum_together(mine);

  for (int rank = 0; rank < world().size(); ++rank) EXPECT_EQ(largest(0, rank), rank + 0.5);
  EXPECT_EQ(largest(1, world().size()), 0);
  EXPECT_EQ(largest(1, 0), low);
}

TEST(Exchange, BringsEveryRankWhatEveryOtherMeantForIt)
{
  const int me = world().rank();
  for (const Eigen::Index n_rows : {0, 3, 5'000}) {
    std::vector<Eigen::MatrixXd> to;
    for (int other = 0; other < world().size(); ++other)
      to.push_back(Eigen::MatrixXd::Constant(n_rows, other + 1, cell(me, other, 7)));

    const auto from = world().exchange_together(to);

    ASSERT_EQ(from.size(), static_cast<std::size_t>(world().size()));
    for (int other = 0; other < world().size(); ++other) {
      const auto& matrix = from[static_cast<std::size_t>(other)];
      EXPECT_EQ(matrix.rows(), n_rows);
      EXPECT_EQ(matrix.cols(), me + 1);
      EXPECT_TRUE((matrix.array() == cell(other, me, 7)).all());
    }
  }
}

}  // namespace
}  // namespace dmn::parallel
