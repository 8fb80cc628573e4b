#include "signal/concordance.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::HasSubstr;

constexpr double rounding = 1e-14;

double w_of(const Eigen::MatrixXd& raters)
{
  Concordance concordance(raters.rows());
  for (Eigen::Index rater = 0; rater < raters.cols(); ++rater) concordance.add(raters.col(rater));
  return concordance.w();
}

/// Ranks by counting, as a person would.
Eigen::VectorXd slow_ranks(const Eigen::VectorXd& values)
{
  Eigen::VectorXd ranks(values.size());
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const auto below = static_cast<double>((values.array() < values(i)).count());
    const auto equal = static_cast<double>((values.array() == values(i)).count());
    ranks(i) = below + (equal + 1) / 2;
  }
  return ranks;
}

/// By Friedman's chi-square, from variances of ranks: W = sum of squares between items by the largest possible.
double slow_w(const Eigen::MatrixXd& raters)
{
  Eigen::MatrixXd ranks(raters.rows(), raters.cols());
  for (Eigen::Index rater = 0; rater < raters.cols(); ++rater) ranks.col(rater) = slow_ranks(raters.col(rater));
  const double middle = static_cast<double>(raters.rows() + 1) / 2;
  const double within = (ranks.array() - middle).square().sum();
  const double between = (ranks.rowwise().mean().array() - middle).square().sum();
  return static_cast<double>(raters.cols()) * between / within;
}

TEST(Concordance, IsKendallsOfThreeJudgesByHand)
{
  Eigen::MatrixXd judges(4, 3);
  judges << 1, 2, 1,  //
      2, 1, 3,        //
      3, 4, 2,        //
      4, 3, 4;

  EXPECT_NEAR(w_of(judges), 12 * (12.25 + 2.25 + 2.25 + 12.25) / (9 * 60), rounding);  // rank sums 4, 6, 9, 11
}

TEST(Concordance, CorrectsForTiesByHand)
{
  Eigen::MatrixXd judges(4, 2);
  judges << 5, 1,  // ranks 1, 1.5
      7, 1,        //       2.5, 1.5
      7, 3,        //       2.5, 3
      9, 4;        //       4, 4

  const double squares = 2.5 * 2.5 + 1 + 0.5 * 0.5 + 3 * 3;  // rank sums 2.5, 4, 5.5, 8 about 5

  EXPECT_NEAR(w_of(judges), 12 * squares / (4 * 60 - 2 * (6 + 6)), rounding);
}

TEST(Concordance, IsOneOfEqualRatersWithOrWithoutTies)
{
  const Eigen::VectorXd values = noise(50, 1, 1);
  const Eigen::VectorXd tied = (2 * values).array().round();

  EXPECT_DOUBLE_EQ(w_of(values.replicate(1, 7)), 1);
  EXPECT_DOUBLE_EQ(w_of(tied.replicate(1, 7)), 1);
}

TEST(Concordance, IsZeroOfTwoOppositeRaters)
{
  const Eigen::VectorXd values = noise(20, 1, 1);
  Eigen::MatrixXd both(20, 2);
  both << values, -values;

  EXPECT_EQ(w_of(both), 0);
}

TEST(Concordance, AgreesWithTheSlowProgram)
{
  for (const auto& [n, m] : {std::pair{2, 2}, {3, 9}, {40, 5}, {301, 27}}) {
    const Eigen::MatrixXd values = noise(n, m, 3);
    const Eigen::MatrixXd tied = (3 * values).array().round();

    EXPECT_NEAR(w_of(values), slow_w(values), 1e-12);
    EXPECT_NEAR(w_of(tied), slow_w(tied), 1e-12);
  }
}

TEST(Concordance, RanksWhatSinglePrecisionCannotTellApart)
{
  const Eigen::MatrixXd near_one = 1 + 1e-12 * noise(60, 4, 5).array();
  Eigen::MatrixXd around_zero = 1e-60 * noise(60, 4, 6);
  around_zero.topRows(9).setZero();
  around_zero.topRows(4) *= -1.0;
  Eigen::MatrixXd huge = 1e300 * noise(60, 4, 7);

  for (const auto& values : {near_one, around_zero, huge}) EXPECT_NEAR(w_of(values), slow_w(values), 1e-12);
}

TEST(Concordance, HasTheSameBitsForAnyOrderOfRatersAndAnyMonotoneScale)
{
  const Eigen::MatrixXd raters = noise(80, 6, 4);

  EXPECT_EQ(w_of(raters.rowwise().reverse()), w_of(raters));
  EXPECT_EQ(w_of((0.5 * raters).array().exp().matrix()), w_of(raters));
  EXPECT_EQ(w_of(-raters), w_of(raters));
  EXPECT_EQ(w_of(raters.colwise().reverse()), w_of(raters));
}

TEST(Concordance, IsOneByTheNumberOfRatersOnAverageForNoise)
{
  constexpr int m = 10;
  constexpr int n_draws = 400;
  double sum = 0;
  for (unsigned draw = 0; draw < n_draws; ++draw) sum += w_of(noise(100, m, draw));

  const double standard_error = std::sqrt(2 * (m - 1.0) / (m * m * m * 99.0) / n_draws);
  EXPECT_NEAR(sum / n_draws, 1.0 / m, 4 * standard_error);
}

TEST(Concordance, IsNotANumberWithoutTwoRatersOrWithoutAnyOrder)
{
  EXPECT_TRUE(std::isnan(Concordance(5).w()));
  EXPECT_TRUE(std::isnan(w_of(noise(5, 1, 1))));
  EXPECT_TRUE(std::isnan(w_of(Eigen::MatrixXd::Ones(5, 3))));
}

TEST(Concordance, RefusesWhatCannotBeRanked)
{
  Eigen::VectorXd values = noise(5, 1, 1);
  Concordance concordance(5);

  EXPECT_THAT(message_of<base::ShapeError>([] { Concordance(1); }),
              HasSubstr("concordance needs at least 2 items; got 1"));
  EXPECT_THAT(message_of<base::ShapeError>([&] { concordance.add(values.head(4)); }),
              HasSubstr("a rater needs a finite value for every item"));
  values(2) = std::nan("");
  EXPECT_THAT(message_of<base::ShapeError>([&] { concordance.add(values); }),
              HasSubstr("a rater needs a finite value for every item"));
}

}  // namespace
}  // namespace dmn::signal
