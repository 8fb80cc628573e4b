#include "simulation/random_stream.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

namespace dmn::simulation {
namespace {

std::vector<double> first_numbers(std::uint64_t seed, const StreamAddress& address)
{
  RandomStream random(seed, address);
  return {random.uniform(), random.uniform(), random.uniform(), random.uniform(), random.uniform()};
}

TEST(RandomStream, GivesThePublishedPhiloxNumbers)
{
  // Known answer of Philox 4x32-10 for key 0 and counter 0 (Random123, kat_vectors): 6627e8d5 e169c58d bc57ac4c
  // 9b00dbd8.
  const auto numbers = first_numbers(0, {.purpose = Purpose::site});

  EXPECT_DOUBLE_EQ(numbers[0], (0x6627e8d5U + 0.5) / 4294967296.0);
  EXPECT_DOUBLE_EQ(numbers[1], (0xe169c58dU + 0.5) / 4294967296.0);
  EXPECT_DOUBLE_EQ(numbers[2], (0xbc57ac4cU + 0.5) / 4294967296.0);
  EXPECT_DOUBLE_EQ(numbers[3], (0x9b00dbd8U + 0.5) / 4294967296.0);
}

TEST(RandomStream, IsAFunctionOfItsAddressAlone)
{
  const StreamAddress address{.purpose = Purpose::motion, .participant = 7, .session = 1, .run = 2, .item = 3};

  EXPECT_EQ(first_numbers(5, address), first_numbers(5, address));
}

TEST(RandomStream, DiffersWithEveryPartOfTheAddress)
{
  std::set<std::vector<double>> seen;
  seen.insert(first_numbers(1, {.purpose = Purpose::site}));
  seen.insert(first_numbers(2, {.purpose = Purpose::site}));
  seen.insert(first_numbers(1ULL << 32U, {.purpose = Purpose::site}));
  seen.insert(first_numbers(1, {.purpose = Purpose::noise}));
  seen.insert(first_numbers(1, {.purpose = Purpose::site, .participant = 1}));
  seen.insert(first_numbers(1, {.purpose = Purpose::site, .session = 1}));
  seen.insert(first_numbers(1, {.purpose = Purpose::site, .run = 1}));
  seen.insert(first_numbers(1, {.purpose = Purpose::site, .item = 1}));

  EXPECT_EQ(seen.size(), 8U);
}

TEST(RandomStream, HasStandardNormalMoments)
{
  constexpr Eigen::Index n = 200000;
  RandomStream random(11, {.purpose = Purpose::trait});

  const Eigen::ArrayXd numbers = random.normal_matrix(n, 1).array();

  const double standard_error = 1.0 / std::sqrt(static_cast<double>(n));
  EXPECT_NEAR(numbers.mean(), 0, 5 * standard_error);
  EXPECT_NEAR(numbers.square().mean(), 1, 5 * std::sqrt(2.0) * standard_error);
  EXPECT_NEAR(numbers.cube().mean(), 0, 5 * std::sqrt(15.0) * standard_error);
  EXPECT_NEAR(numbers.pow(4).mean(), 3, 5 * std::sqrt(96.0) * standard_error);
}

TEST(NoiseTable, HasStandardNormalMomentsAndNeighboursThatDoNotCorrelate)
{
  constexpr std::size_t n = 200001;
  const NoiseTable table;
  std::vector<float> noise(n);

  table.fill(3, {.purpose = Purpose::noise}, noise);

  double sum = 0;
  double squares = 0;
  double neighbours = 0;
  for (std::size_t k = 0; k < n; ++k) {
    sum += static_cast<double>(noise[k]);
    squares += static_cast<double>(noise[k]) * static_cast<double>(noise[k]);
    if (k > 0) neighbours += static_cast<double>(noise[k]) * static_cast<double>(noise[k - 1]);
  }
  const double standard_error = 1.0 / std::sqrt(static_cast<double>(n));
  EXPECT_NEAR(sum / n, 0, 5 * standard_error);
  EXPECT_NEAR(squares / n, 1, 5 * std::sqrt(2.0) * standard_error);
  EXPECT_NEAR(neighbours / n, 0, 5 * standard_error);
}

TEST(NoiseTable, FillsAPrefixWithTheSameNumbers)
{
  const NoiseTable table;
  std::vector<float> all(37);
  std::vector<float> some(11);

  table.fill(3, {.purpose = Purpose::noise}, all);
  table.fill(3, {.purpose = Purpose::noise}, some);

  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
}

}  // namespace
}  // namespace dmn::simulation
