#include "parcellation/sum_plan.hpp"

#include <gmock/gmock.h>

#include <random>

#include "parcellation/group_sum.hpp"

namespace dmn::parcellation {
namespace {

/// How often each voxel is in each slot, by walking through the plan.
std::vector<std::vector<int>> walk(const SumPlan& plan, std::size_t n_voxels, std::uint32_t longest)
{
  std::vector<std::vector<int>> hits(plan.n_slots, std::vector<int>(n_voxels));
  std::uint32_t piece = 0;
  for (const SumPlan::Group& group : plan.groups) {
    EXPECT_EQ(group.first_voxel % SumPlan::tile_voxels, 0U);
    for (; piece < group.pieces_end; ++piece) {
      const auto [offset, length] = plan.pieces[piece];
      EXPECT_LE(length, longest);
      EXPECT_LE(std::uint32_t{offset} + length, SumPlan::tile_voxels);
      for (std::uint32_t i = 0; i < length; ++i) ++hits[group.slot][group.first_voxel + offset + i];
    }
  }
  return hits;
}

TEST(SumPlan, HoldsEveryVoxelOfEverySlotOnce)
{
  std::mt19937 random(3);
  constexpr std::size_t n_voxels = 100'000;
  std::vector<std::vector<RoiRun>> runs(2);
  std::vector<std::vector<int>> expected(7, std::vector<int>(n_voxels));
  const std::vector<std::size_t> n_rois{3, 4};
  for (std::size_t set = 0; set < 2; ++set) {
    for (std::uint32_t begin = 0; begin < n_voxels;) {
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(begin + 1 + random() % 30'000, n_voxels));
      const auto roi = static_cast<std::uint32_t>(random() % n_rois[set]);
      if (random() % 3 != 0) {
        runs[set].push_back({begin, end, roi});
        for (std::uint32_t voxel = begin; voxel < end; ++voxel) expected[3 * set + roi][voxel] = 1;
      }
      begin = end;
    }
  }
  for (const std::uint32_t longest : {8U, 16U, SumPlan::tile_voxels})
    EXPECT_EQ(walk(plan_sums(runs, n_rois, longest), n_voxels, longest), expected);
}

TEST(SumPlan, IsEmptyWithoutVoxels)
{
  EXPECT_TRUE(plan_sums({{}}, {3}, 8).empty());
  EXPECT_EQ(plan_sums({{}}, {3}, 8).n_slots, 3U);
}

TEST(Int16Kernels, AllGiveTheSameSumOfExtremes)
{
  std::vector<std::int16_t> tile(SumPlan::tile_voxels + 64);
  std::mt19937 random(5);
  for (const int kind : {0, 1, 2}) {
    for (auto& voxel : tile) {
      voxel = kind == 0 ? std::int16_t{-32768} : kind == 1 ? std::int16_t{32767} : static_cast<std::int16_t>(random());
    }
    for (const std::uint32_t spacing : {1U, 2U, 3U, 8U, 9U, 16U, 17U}) {
      std::vector<RoiRun> runs;
      for (std::uint32_t begin = 0; begin + spacing <= SumPlan::tile_voxels; begin += spacing + 1)
        runs.push_back({begin, begin + spacing, 0});
      std::int64_t expected = 0;
      for (const RoiRun& run : runs) {
        for (std::uint32_t voxel = run.begin; voxel < run.end; ++voxel) expected += tile[voxel];
      }
      for (const Int16Kernel& kernel : int16_kernels()) {
        const SumPlan plan = plan_sums({runs}, {1}, kernel.longest_piece);
        EXPECT_EQ(kernel.sum(tile.data(), plan.pieces), expected) << kernel.longest_piece << " spacing " << spacing;
      }
    }
  }
}

TEST(Int16Kernels, SumAWholeTileWithoutOverflow)
{
  const std::vector<std::int16_t> tile(SumPlan::tile_voxels + 64, std::int16_t{-32768});
  for (const Int16Kernel& kernel : int16_kernels()) {
    const SumPlan plan = plan_sums({{{0, SumPlan::tile_voxels, 0}}}, {1}, kernel.longest_piece);
    EXPECT_EQ(kernel.sum(tile.data(), plan.pieces), std::int64_t{-32768} * SumPlan::tile_voxels);
  }
}

}  // namespace
}  // namespace dmn::parcellation
