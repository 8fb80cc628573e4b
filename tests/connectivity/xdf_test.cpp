#include "connectivity/xdf.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "base/error.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Eigen::MatrixXd centred(Eigen::MatrixXd series)
{
  series.rowwise() -= series.colwise().mean();
  return series;
}

/// Independent columns, each an autoregressive process of order 1.
Eigen::MatrixXd autoregressive(Eigen::Index n, Eigen::Index columns, double coefficient, unsigned seed)
{
  Eigen::MatrixXd series = test::gaussian(n, columns, seed);
  for (Eigen::Index t = 1; t < n; ++t) series.row(t) += coefficient * series.row(t - 1);
  return series;
}

double sd(const Eigen::VectorXd& values)
{
  return std::sqrt((values.array() - values.mean()).square().sum() / static_cast<double>(values.size() - 1));
}

/// The formula, pair by pair, term by term.
double slow_variance(const Eigen::VectorXd& x, const Eigen::VectorXd& y)
{
  const Eigen::Index n = x.size();
  const double bound = 1.96 / std::sqrt(static_cast<double>(n - 2));
  const auto lagged = [&](const Eigen::VectorXd& a, const Eigen::VectorXd& b, Eigen::Index k) {
    return a.head(n - k).dot(b.tail(n - k)) / (a.norm() * b.norm());
  };
  const auto end = [&](const Eigen::VectorXd& a) {
    Eigen::Index k = 1;
    while (k <= n - 2 && std::abs(lagged(a, a, k)) >= bound) ++k;
    return k;
  };
  const double rho = lagged(x, y, 0);
  const auto T = static_cast<double>(n);
  double sum = (T - 1) * std::pow(1 - rho * rho, 2);
  for (Eigen::Index k = 1; k < std::max(end(x), end(y)); ++k) {
    const double ax = k < end(x) ? lagged(x, x, k) : 0;
    const double ay = k < end(y) ? lagged(y, y, k) : 0;
    const double cp = lagged(x, y, k);
    const double cm = lagged(y, x, k);
    sum += (T - 1 - static_cast<double>(k)) * (rho * rho * (ax * ax + ay * ay + cp * cp + cm * cm) -
                                               2 * rho * (ax + ay) * (cp + cm) + 2 * (ax * ay + cp * cm));
  }
  return std::max(sum / (T * T), std::pow(1 - rho * rho, 2) / T);
}

TEST(Xdf, IsTheFormulaOfEveryPair)
{
  Eigen::MatrixXd series = autoregressive(120, 4, 0.7, 5);
  series.col(2) += 0.6 * series.col(0);
  series = centred(series);

  const Xdf found = xdf(series);

  for (Eigen::Index i = 0; i < 4; ++i)
    for (Eigen::Index j = 0; j < 4; ++j)
      if (i != j) {
        EXPECT_NEAR(found.variance(i, j), slow_variance(series.col(i), series.col(j)), 1e-14);
        EXPECT_DOUBLE_EQ(found.z(i, j), found.z(j, i));
      }
}

TEST(Xdf, IsNotBelowTheVarianceOfWhiteNoise)
{
  const Xdf found = xdf(centred(test::gaussian(200, 6, 11)));

  for (Eigen::Index i = 0; i < 6; ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      EXPECT_GE(found.variance(i, j), std::pow(1 - std::pow(found.rho(i, j), 2), 2) / 200);
}

TEST(Xdf, MakesZOfIndependentAutocorrelatedSeriesStandardNormalWithAndWithoutGaps)
{
  const Eigen::MatrixXd series = autoregressive(400, 40, 0.6, 21);
  std::mt19937 engine(1);
  std::vector<Eigen::Index> kept;
  for (Eigen::Index t = 0; t < 400; ++t)
    if (engine() % 4 != 0) kept.push_back(t);

  const auto whole = xdf_estimate(series, {});
  const auto gappy = xdf_estimate(series(kept, Eigen::all), kept);

  EXPECT_NEAR(sd(whole.edges), 1, 0.1);
  EXPECT_NEAR(sd(gappy.edges), 1, 0.1);
  EXPECT_TRUE(whole.warnings.empty());
  EXPECT_THAT(gappy.warnings, ElementsAre(HasSubstr("gaps between kept volumes")));
}

TEST(Xdf, DoesNotDependOnWhereTheFirstFrameIs)
{
  const Eigen::MatrixXd series = autoregressive(50, 3, 0.5, 2);
  std::vector<Eigen::Index> later(50);
  for (std::size_t t = 0; t < later.size(); ++t) later[t] = static_cast<Eigen::Index>(t) + 4;

  EXPECT_EQ(xdf_estimate(series, later).edges, xdf_estimate(series, {}).edges);
}

TEST(Xdf, LeavesInvalidRegionsMissingAndDuplicatesFinite)
{
  Eigen::MatrixXd series = autoregressive(60, 3, 0.4, 9);
  series.col(1).setConstant(std::nan(""));
  series.col(2) = series.col(0);

  const auto found = xdf_estimate(series, {});

  EXPECT_TRUE(std::isnan(found.edges[0]));
  EXPECT_TRUE(std::isnan(found.edges[2]));
  EXPECT_TRUE(std::isfinite(found.edges[1]));
}

TEST(Xdf, RefusesFramesThatAreNotThoseOfTheRows)
{
  const Eigen::MatrixXd series = centred(test::gaussian(5, 2, 1));

  EXPECT_THROW(xdf(series, {0, 1, 2}), base::ShapeError);
  EXPECT_THROW(xdf(series, {0, 1, 3, 2, 4}), base::ShapeError);
  EXPECT_THROW(xdf(series.topRows(3)), base::ShapeError);
}

}  // namespace
}  // namespace dmn::connectivity
