#include "inference/varying_space.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stats/column_basis.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::random_edges;

constexpr double rounding = 1e-13;

Exchangeability three_blocks_of(int n_rows)
{
  Exchangeability blocks{
      .block = {}, .kind = std::vector<int>(static_cast<std::size_t>(n_rows), 0), .block_names = {"A", "B", "C"}};
  for (int row = 0; row < n_rows; ++row) blocks.block.push_back(row % 3);
  return blocks;
}

/// Intercept, two covariates, the indicator of block A alone.
Eigen::MatrixXd model_of(const Exchangeability& blocks)
{
  Eigen::MatrixXd columns = random_edges(blocks.n_rows(), 4);
  columns.col(0).setOnes();
  for (int row = 0; row < blocks.n_rows(); ++row) {
    columns(row, 3) = blocks.block[static_cast<std::size_t>(row)] == 0 ? 1 : 0;
  }
  return stats::column_basis(columns).q;
}

TEST(SplitSpace, LeavesBlockIndicatorsOfTheModelUnmoved)
{
  const Exchangeability blocks = three_blocks_of(30);
  const Eigen::MatrixXd q = model_of(blocks);

  const SplitSpace split = split_space(q, blocks);

  ASSERT_EQ(split.unmoved.cols(), 2);
  for (int row = 3; row < 30; ++row) {
    EXPECT_LT((split.unmoved.row(row) - split.unmoved.row(row % 3)).norm(), rounding) << row;
  }
}

TEST(SplitSpace, IsTheWholeSpaceInOrthonormalColumns)
{
  const Exchangeability blocks = three_blocks_of(30);
  const Eigen::MatrixXd q = model_of(blocks);

  const SplitSpace split = split_space(q, blocks);

  Eigen::MatrixXd both(30, 4);
  both << split.unmoved, split.varying;
  EXPECT_LT((both.transpose() * both - Eigen::MatrixXd::Identity(4, 4)).norm(), rounding);
  EXPECT_LT((q - both * (both.transpose() * q)).norm(), rounding);
}

TEST(SplitSpace, KeepsNothingUnmovedUnderSignFlips)
{
  Exchangeability flips = three_blocks_of(30);
  flips.scheme = Scheme::sign_flip;
  const Eigen::MatrixXd q = model_of(flips);

  const SplitSpace split = split_space(q, flips);

  EXPECT_EQ(split.unmoved.cols(), 0);
  EXPECT_EQ(split.varying, q);
}

TEST(SplitSpace, MovesNothingWhereEveryRowIsABlock)
{
  Exchangeability alone = three_blocks_of(12);
  for (int row = 0; row < 12; ++row) alone.block[static_cast<std::size_t>(row)] = row;
  alone.block_names.resize(12);

  EXPECT_EQ(split_space(model_of(three_blocks_of(12)), alone).varying.cols(), 0);
}

}  // namespace
}  // namespace dmn::inference
