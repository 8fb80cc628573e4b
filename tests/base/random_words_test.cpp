#include "base/random_words.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/philox.hpp"

namespace dmn::base {
namespace {

TEST(RandomWords, AreThoseOfTheirCountersInOrder)
{
  RandomWords words(7, 3, 2, 112U << 24U);
  const auto first = philox(7, {0, 3, 2, 112U << 24U});
  const auto second = philox(7, {1, 3, 2, 112U << 24U});

  for (const auto& block : {first, second})
    for (const auto word : block) EXPECT_EQ(words.next(), word);
}

TEST(RandomWords, BelowANumberAreAllEquallyLikely)
{
  RandomWords words(1, 0, 0, 0);
  std::array<int, 6> counts{};
  constexpr int n = 60000;
  for (int k = 0; k < n; ++k) ++counts.at(words.below(6));

  constexpr double four_sd = 4 * 91.3;  // sqrt(n 1/6 5/6)
  for (const int count : counts) EXPECT_NEAR(count, n / 6.0, four_sd);
}

TEST(RandomWords, UniformNumbersLieInTheUnitInterval)
{
  RandomWords words(1, 0, 0, 0);
  double sum = 0;
  constexpr int n = 10000;
  for (int k = 0; k < n; ++k) {
    const double u = words.uniform();
    EXPECT_GE(u, 0);
    EXPECT_LT(u, 1);
    sum += u;
  }
  EXPECT_NEAR(sum / n, 0.5, 0.012);
}

}  // namespace
}  // namespace dmn::base
