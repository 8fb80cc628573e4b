#include "inference/arrangements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::message_of;
using ::testing::ElementsAre;

std::vector<std::vector<int>> every_arrangement(const std::vector<int>& letters)
{
  std::vector<std::vector<int>> all;
  for (std::uint64_t rank = 0; rank < arrangements(letters); ++rank) all.push_back(arrangement(letters, rank));
  return all;
}

TEST(Arrangements, OfTwoAndTwoAreSixInLexicographicOrder)
{
  EXPECT_THAT(every_arrangement({1, 0, 1, 0}),
              ElementsAre(ElementsAre(0, 0, 1, 1), ElementsAre(0, 1, 0, 1), ElementsAre(0, 1, 1, 0),
                          ElementsAre(1, 0, 0, 1), ElementsAre(1, 0, 1, 0), ElementsAre(1, 1, 0, 0)));
}

TEST(Arrangements, AreThoseOfNextPermutation)
{
  std::vector<int> letters{2, 5, 2, 7, 5, 2, 9};
  const auto all = every_arrangement(letters);

  std::ranges::sort(letters);
  for (const auto& one : all) {
    EXPECT_EQ(one, letters);
    std::ranges::next_permutation(letters);
  }
  EXPECT_EQ(all.size(), 420U);
  EXPECT_TRUE(std::ranges::is_sorted(letters));
}

TEST(Arrangements, KnowTheirOwnRank)
{
  const std::vector<int> letters{0, 0, 1, 2, 2};
  for (std::uint64_t rank = 0; rank < arrangements(letters); ++rank) {
    EXPECT_EQ(rank_of(arrangement(letters, rank)), rank);
  }
}

TEST(Arrangements, OfEqualLettersOrOfNothingAreOne)
{
  EXPECT_EQ(arrangements({4, 4, 4}), 1U);
  EXPECT_EQ(arrangements({}), 1U);
  EXPECT_THAT(arrangement({4, 4, 4}, 0), ElementsAre(4, 4, 4));
}

TEST(Arrangements, AreCountedExactlyUpToTheLimit)
{
  std::vector<int> letters(40, 0);
  std::fill_n(letters.begin(), 20, 1);

  EXPECT_EQ(arrangements(letters), 137846528820U);
  EXPECT_NEAR(log_arrangements(letters), std::log(137846528820.0), 1e-12);
}

TEST(Arrangements, BeyondTheLimitAreCountedAsLogarithmOnly)
{
  const std::vector<int> letters{[] {
    std::vector<int> word(50000, 0);
    std::fill_n(word.begin(), 25000, 1);
    return word;
  }()};

  EXPECT_NEAR(log_arrangements(letters), 50000 * std::log(2.0) - 0.5 * std::log(25000 * std::acos(-1.0)), 1e-4);
  EXPECT_EQ(message_of<base::ShapeError>([&] { arrangements(letters); }), "too many arrangements to count exactly");
}

}  // namespace
}  // namespace dmn::inference
