#include "clinical/indirect_effect.hpp"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>
#include <limits>

#include "clinical/bootstrap.hpp"
#include "clinical_example.hpp"

namespace dmn::clinical {
namespace {

struct Example {
  Eigen::MatrixXd x = Eigen::MatrixXd::Ones(40, 3);
  Eigen::VectorXd score;
  Eigen::MatrixXd y = testing::noise(40, 2, 21);
  Eigen::Vector3d contrast{0, 1, 0};

  Example()
  {
    for (Eigen::Index row = 0; row < 40; ++row) x(row, 1) = row % 2;
    x.col(2) = testing::noise(40, 1, 22) * 30.0;
    score = 5.0 * x.col(1) + testing::noise(40, 1, 23) * 4.0;
    y.col(0) += 0.2 * score;
  }
  Eigen::VectorXd least_squares(const Eigen::MatrixXd& design, const Eigen::VectorXd& outcome) const
  {
    return design.colPivHouseholderQr().solve(outcome);
  }
};

TEST(IndirectEffect, IsTheTotalEffectLessTheDirectOne)
{
  const Example e;
  Eigen::MatrixXd with_score(40, 4);
  with_score << e.x, e.score;

  const IndirectEffect effect(e.x, e.contrast, e.score, e.y);

  for (Eigen::Index s = 0; s < 2; ++s) {
    const double total = e.least_squares(e.x, e.y.col(s))[1];
    const double direct = e.least_squares(with_score, e.y.col(s))[1];
    EXPECT_NEAR(effect.products()[s], total - direct, 1e-10);
    EXPECT_NEAR(effect.path_b()[s], e.least_squares(with_score, e.y.col(s))[3], 1e-10);
  }
  EXPECT_NEAR(effect.path_a(), e.least_squares(e.x, e.score)[1], 1e-10);
}

TEST(IndirectEffect, OfCountsIsThatOfRowsWrittenSoOften)
{
  const Example e;
  const auto counts =
      resampled_counts({{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
                        {20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39}},
                       40, 1, 1);
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < 40; ++row) rows.insert(rows.end(), static_cast<std::size_t>(counts[row]), row);

  const IndirectEffect written(e.x(rows, Eigen::all), e.contrast, e.score(rows), e.y(rows, Eigen::all));

  EXPECT_TRUE(IndirectEffect(e.x, e.contrast, e.score, e.y).products(counts).isApprox(written.products(), 1e-9));
}

TEST(IndirectEffect, OfAnOutcomeWithAMissingRowIsMissing)
{
  Example e;
  e.y(3, 1) = std::numeric_limits<double>::quiet_NaN();
  const auto products = IndirectEffect(e.x, e.contrast, e.score, e.y).products();
  EXPECT_TRUE(std::isfinite(products[0]));
  EXPECT_TRUE(std::isnan(products[1]));
}

TEST(IndirectEffect, IsMissingWhereTheDrawnRowsCannotCarryTheModel)
{
  const Example e;
  Eigen::VectorXd one_row = Eigen::VectorXd::Zero(40);
  one_row[0] = 40;
  EXPECT_TRUE(std::isnan(IndirectEffect(e.x, e.contrast, e.score, e.y).products(one_row)[0]));
}

TEST(IndirectEffect, SamplesAreTheSameInOnePieceOrInTwo)
{
  const Example e;
  const IndirectEffect effect(e.x, e.contrast, e.score, e.y);
  const std::vector<std::vector<int>> block{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
  const auto whole = bootstrapped_products(effect, block, 9, 0, 6);
  EXPECT_EQ(whole.bottomRows(4), bootstrapped_products(effect, block, 9, 2, 4));
}

}  // namespace
}  // namespace dmn::clinical
