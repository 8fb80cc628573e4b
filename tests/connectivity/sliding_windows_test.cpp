#include "connectivity/sliding_windows.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Eigen::MatrixXd centred(Eigen::MatrixXd series)
{
  series.rowwise() -= series.colwise().mean();
  return series;
}

/// Every window on its own.
double slow_sd(const Eigen::VectorXd& x, const Eigen::VectorXd& y, Eigen::Index window)
{
  std::vector<double> z;
  for (Eigen::Index first = 0; first + window <= x.size(); ++first) {
    const Eigen::VectorXd a = x.segment(first, window).array() - x.segment(first, window).mean();
    const Eigen::VectorXd b = y.segment(first, window).array() - y.segment(first, window).mean();
    z.push_back(fisher_z(a.dot(b) / (a.norm() * b.norm())));
  }
  const Eigen::Map<Eigen::ArrayXd> values(z.data(), std::ssize(z));
  return std::sqrt((values - values.mean()).square().sum() / static_cast<double>(z.size() - 1));
}

/// Two regions whose correlation turns from 1 to -1 half way, and a third on its own.
Eigen::MatrixXd switching(unsigned seed)
{
  Eigen::MatrixXd series = test::gaussian(200, 3, seed);
  series.col(1).head(100) = series.col(0).head(100) + 0.3 * series.col(1).head(100);
  series.col(1).tail(100) = -series.col(0).tail(100) + 0.3 * series.col(1).tail(100);
  return series;
}

TEST(SlidingWindows, AreThoseOfTheDefinition)
{
  const Eigen::MatrixXd series = centred(test::correlated_series(90, 5, 2));

  const Eigen::VectorXd found = sd_over_windows(series, 20);

  Eigen::Index edge = 0;
  for (Eigen::Index i = 0; i < 5; ++i)
    for (Eigen::Index j = i + 1; j < 5; ++j)
      EXPECT_NEAR(found[edge++], slow_sd(series.col(i), series.col(j), 20), 1e-12);
}

TEST(SlidingWindows, HaveNoSdWhereASeriesStandsStill)
{
  Eigen::MatrixXd series = test::gaussian(60, 3, 4);
  series.col(2).head(30).setZero();

  const auto found = sd_over_windows(series, 15);

  EXPECT_FALSE(std::isnan(found[0]));
  EXPECT_TRUE(std::isnan(found[1]));
  EXPECT_TRUE(std::isnan(found[2]));
}

TEST(SlidingWindows, RefuseAWindowThatIsNotShorterThanTheRun)
{
  EXPECT_THROW(sd_over_windows(test::gaussian(30, 2, 1), 30), base::ShapeError);
  EXPECT_THROW(sd_over_windows(test::gaussian(30, 2, 1), 2), base::ShapeError);
}

TEST(Dynamic, SpreadsOverInvalidRegions)
{
  Eigen::MatrixXd series = test::gaussian(80, 4, 6);
  series.col(1).setConstant(std::nan(""));

  const auto found = dynamic_sd(series, {.window = 20});

  EXPECT_TRUE(std::isnan(found.edges[0]));
  EXPECT_NEAR(found.edges[1], slow_sd(series.col(0), series.col(2), 20), 1e-12);
  EXPECT_TRUE(std::isnan(found.edges[3]));
}

TEST(Dynamic, HasNothingToSayOfAShortRun)
{
  const auto found = dynamic_sd(test::gaussian(39, 3, 6), {.window = 20});

  EXPECT_TRUE(found.edges.array().isNaN().all());
  EXPECT_THAT(found.warnings, ElementsAre("dynamic_short: 39 kept volumes, fewer than two windows of 20"));
}

TEST(Dynamic, FindsAConnectionThatChangesAndNotTheOthers)
{
  const auto found = dynamic_p(switching(12), {.window = 25, .surrogates = 99, .seed = 3});

  EXPECT_DOUBLE_EQ(found.edges[0], 0.01);
  EXPECT_GT(found.edges[1], 0.05);
  EXPECT_GT(found.edges[2], 0.05);
}

TEST(Dynamic, GivesStationarySeriesUniformP)
{
  int below = 0;
  int all = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto p =
        dynamic_p(test::correlated_series(120, 8, seed), {.window = 20, .surrogates = 99, .seed = seed}).edges;
    below += static_cast<int>((p.array() <= 0.2).count());
    all += static_cast<int>(p.size());
  }
  EXPECT_NEAR(static_cast<double>(below) / all, 0.2, 0.08);
}

TEST(Dynamic, IsAFunctionOfItsSeed)
{
  const Eigen::MatrixXd series = test::gaussian(97, 4, 2);
  const WindowOptions options{.window = 20, .surrogates = 50, .seed = 4};

  EXPECT_EQ(dynamic_p(series, options).edges, dynamic_p(series, options).edges);
  EXPECT_NE(dynamic_p(series, options).edges, dynamic_p(series, {.window = 20, .surrogates = 50, .seed = 5}).edges);
}

}  // namespace
}  // namespace dmn::connectivity
