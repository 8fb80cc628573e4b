#include "inference/relabelling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::message_of;
using ::testing::ElementsAre;

constexpr std::uint64_t seed = 2024;

Exchangeability two_blocks()
{
  return {.block = {1, 0, 1, 0, 1, 0, 1}, .kind = {0, 0, 1, 1, 0, 1, 1}, .block_names = {"A", "B"}};
}

Exchangeability one_block(int n_rows)
{
  Exchangeability all{.block = std::vector<int>(static_cast<std::size_t>(n_rows), 0), .kind = {}, .block_names = {""}};
  for (int row = 0; row < n_rows; ++row) all.kind.push_back(row);
  return all;
}

Exchangeability signs(int n_rows)
{
  Exchangeability all = one_block(n_rows);
  all.scheme = Scheme::sign_flip;
  return all;
}

/// The kind that each row's residual meets: what tells distinct relabellings apart.
std::vector<int> meeting(const Relabelling& relabelling, const std::vector<int>& kind)
{
  std::vector<int> met(kind.size());
  for (std::size_t i = 0; i < kind.size(); ++i) met[static_cast<std::size_t>(relabelling.source[i])] = kind[i];
  return met;
}

bool is_permutation_within(const Relabelling& relabelling, const std::vector<int>& block)
{
  std::vector<int> sorted = relabelling.source;
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (sorted[i] != static_cast<int>(i) || block[static_cast<std::size_t>(relabelling.source[i])] != block[i]) {
      return false;
    }
  }
  return true;
}

TEST(Relabellings, EnumerateEachDistinctOneOnceTheIdentityFirst)
{
  const Exchangeability blocks = two_blocks();

  const Relabellings relabellings(blocks, 100, seed);

  EXPECT_TRUE(relabellings.enumerated());
  ASSERT_EQ(relabellings.size(), 3 * 6);
  EXPECT_THAT(relabellings.at(0).source, ElementsAre(0, 1, 2, 3, 4, 5, 6));
  std::set<std::vector<int>> met;
  for (int j = 0; j < relabellings.size(); ++j) {
    EXPECT_TRUE(is_permutation_within(relabellings.at(j), blocks.block)) << j;
    met.insert(meeting(relabellings.at(j), blocks.kind));
  }
  EXPECT_EQ(met.size(), 18U);
}

TEST(Relabellings, KeepTheOrderOfAKindWhereEnumerated)
{
  const Exchangeability blocks = two_blocks();
  const Relabellings relabellings(blocks, 100, seed);

  for (int j = 0; j < relabellings.size(); ++j) {
    const auto source = relabellings.at(j).source;
    for (std::size_t a = 0; a < source.size(); ++a) {
      for (std::size_t b = a + 1; b < source.size(); ++b) {
        const bool alike = blocks.block[a] == blocks.block[b] && blocks.kind[a] == blocks.kind[b];
        EXPECT_TRUE(!alike || source[a] < source[b]);
      }
    }
  }
}

TEST(Relabellings, EnumerateEverySignFlipOnce)
{
  const Relabellings relabellings(signs(5), 32, seed);

  EXPECT_TRUE(relabellings.enumerated());
  ASSERT_EQ(relabellings.size(), 32);
  std::set<std::vector<signed char>> seen;
  for (int j = 1; j < 32; ++j) seen.insert(relabellings.at(j).sign);
  EXPECT_EQ(seen.size(), 31U);
  EXPECT_EQ(seen.count({1, 1, 1, 1, 1}), 0U);
  EXPECT_TRUE(relabellings.at(0).sign.empty());
}

TEST(Relabellings, AreDrawnWhenMoreExistThanAreAskedFor)
{
  const Relabellings relabellings(two_blocks(), 17, seed);

  EXPECT_FALSE(relabellings.enumerated());
  EXPECT_EQ(relabellings.size(), 17);
  for (int j = 0; j < 17; ++j) EXPECT_TRUE(is_permutation_within(relabellings.at(j), two_blocks().block)) << j;
  EXPECT_THAT(relabellings.at(0).source, ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST(Relabellings, AreAFunctionOfSeedAndNumberAlone)
{
  const Relabellings few(one_block(30), 10, seed);
  const Relabellings many(one_block(30), 1000, seed);
  const Relabellings other(one_block(30), 10, seed + 1);

  for (int j = 0; j < 10; ++j) EXPECT_EQ(few.at(j), many.at(j));
  EXPECT_NE(few.at(1), other.at(1));
  EXPECT_NE(few.at(1), few.at(2));
}

TEST(Relabellings, OfABlockDoNotDependOnTheOthers)
{
  Exchangeability first = one_block(12);
  Exchangeability second = first;
  for (const std::size_t row : {3U, 7U, 8U, 11U}) first.block[row] = second.block[row] = 1;
  first.block_names = {"A", "B"};
  second.block_names = {"A", "B", "C"};
  second.block[8] = second.block[11] = 2;

  const auto a = Relabellings(first, 50, seed).at(9).source;
  const auto b = Relabellings(second, 50, seed).at(9).source;

  for (const std::size_t row : {0U, 1U, 2U, 4U, 5U, 6U, 9U, 10U}) EXPECT_EQ(a[row], b[row]);
}

TEST(Relabellings, SendEveryRowToEveryPlaceEquallyOften)
{
  constexpr int n_rows = 5;
  constexpr int n_draws = 20000;
  Exchangeability padded = one_block(20);
  std::fill(padded.block.begin() + n_rows, padded.block.end(), 1);
  padded.block_names = {"A", "B"};
  const Relabellings relabellings(padded, n_draws + 1, seed);
  std::array<std::array<int, n_rows>, n_rows> count{};
  for (int j = 1; j <= n_draws; ++j) {
    const auto source = relabellings.at(j).source;
    for (std::size_t i = 0; i < n_rows; ++i) ++count[i][static_cast<std::size_t>(source[i])];
  }

  const double expected = n_draws / static_cast<double>(n_rows);
  double chi_squared = 0;
  for (const auto& place : count) {
    for (const int n : place) chi_squared += (n - expected) * (n - expected) / expected;
  }

  constexpr double beyond_one_in_a_thousand = 39.25;  // 16 degrees of freedom
  EXPECT_LT(chi_squared, beyond_one_in_a_thousand);
}

TEST(Relabellings, FlipEachRowHalfOfTheTime)
{
  const Relabellings relabellings(signs(70), 10001, seed);
  std::vector<int> negative(70, 0);
  for (int j = 1; j <= 10000; ++j) {
    const auto relabelling = relabellings.at(j);
    for (std::size_t row = 0; row < 70; ++row) negative[row] += relabelling.sign[row] < 0 ? 1 : 0;
  }

  constexpr int four_standard_deviations = 200;
  for (const int n : negative) EXPECT_NEAR(n, 5000, four_standard_deviations);
}

TEST(Relabellings, FromATableAreAsGivenAndShowTheirBlocks)
{
  Eigen::MatrixXi table(3, 5);
  table << 0, 1, 2, 3, 4, 2, 1, 0, 3, 4, 0, 4, 2, 3, 1;

  const auto relabellings = Relabellings::given(table);

  EXPECT_EQ(relabellings.size(), 3);
  EXPECT_FALSE(relabellings.enumerated());
  EXPECT_THAT(relabellings.at(2).source, ElementsAre(0, 4, 2, 3, 1));
  EXPECT_THAT(relabellings.exchangeability().block, ElementsAre(0, 1, 0, 2, 1));
}

TEST(Relabellings, FromATableMustBePermutationsTheIdentityFirst)
{
  Eigen::MatrixXi table(2, 3);
  table << 0, 1, 2, 0, 0, 1;
  EXPECT_EQ(message_of<base::InputError>([&] { Relabellings::given(table); }),
            "permutation 1 does not hold each of 0 to 2 once");

  table << 0, 2, 1, 0, 1, 2;
  EXPECT_EQ(message_of<base::InputError>([&] { Relabellings::given(table); }), "permutation 0 is not the identity");
}

TEST(Relabellings, MustBeAskedForAndExist)
{
  EXPECT_EQ(message_of<base::UsageError>([] { Relabellings(two_blocks(), 0, seed); }),
            "0 permutations asked for; at least 1 is needed");
  EXPECT_EQ(message_of<base::ShapeError>([] { Relabellings(two_blocks(), 10, seed).at(10); }),
            "there is no such relabelling: found \"10\"; expected 0 to 9");
}

TEST(Relabellings, AreSharedByContrastsWithTheSameBlocksUnlessEnumerated)
{
  Exchangeability other = two_blocks();
  other.kind = {0, 1, 2, 3, 4, 5, 6};

  EXPECT_TRUE(Relabellings(two_blocks(), 10, seed).same_as(Relabellings(other, 10, seed)));
  EXPECT_FALSE(Relabellings(two_blocks(), 10, seed).same_as(Relabellings(other, 10, seed + 1)));
  EXPECT_FALSE(Relabellings(two_blocks(), 100, seed).same_as(Relabellings(other, 100, seed)));
  EXPECT_FALSE(Relabellings(one_block(7), 10, seed).same_as(Relabellings(signs(7), 10, seed)));
}

}  // namespace
}  // namespace dmn::inference
