#include "connectivity/estimate.hpp"

#include <gmock/gmock.h>

#include <Eigen/LU>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "connectivity/edge_list.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-12;  ///< a few hundred operations on numbers near 1
constexpr Kind every_kind[] = {Kind::correlation, Kind::covariance, Kind::partial, Kind::precision, Kind::tangent};

double largest_difference(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
  return (a - b).cwiseAbs().maxCoeff();
}

std::string input_error_of(const Eigen::MatrixXd& series, Kind kind, Estimator estimator)
{
  try {
    estimate(series, kind, estimator);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "no InputError";
}

TEST(Correlation, OfThreeSmallSeriesIsFoundByHand)
{
  Eigen::MatrixXd series(3, 3);
  series << 1, 2, 1, 2, 4, 0, 3, 0, 2;

  const auto found = estimate(series, Kind::correlation, Estimator::empirical);

  EXPECT_NEAR(found.edges(0), std::atanh(-0.5), rounding);
  EXPECT_NEAR(found.edges(1), std::atanh(0.5), rounding);
  EXPECT_DOUBLE_EQ(found.edges(2), -std::atanh(1 - 1e-7));
  EXPECT_EQ(found.diagonal.size(), 0);
  EXPECT_EQ(found.shrinkage, 0.0);
}

TEST(Correlation, IsUnchangedByScalingAnRoi)
{
  const Eigen::MatrixXd series = test::correlated_series(60, 8, 1);
  Eigen::MatrixXd scaled = series;
  scaled.col(3).array() = 1e4 + 250 * scaled.col(3).array();

  const auto before = estimate(series, Kind::correlation, Estimator::empirical);
  const auto after = estimate(scaled, Kind::correlation, Estimator::empirical);

  EXPECT_LT(largest_difference(before.edges, after.edges), rounding);
}

TEST(Correlation, IsPearsonsWhateverTheEstimator)
{
  const Eigen::MatrixXd series = test::correlated_series(30, 6, 2);

  const auto empirical = estimate(series, Kind::correlation, Estimator::empirical);
  const auto shrunk = estimate(series, Kind::correlation, Estimator::ledoit_wolf);

  EXPECT_EQ(empirical.edges, shrunk.edges);
  EXPECT_EQ(shrunk.shrinkage, 0.0);
}

TEST(Estimate, RelabellingRoisPermutesTheMatrix)
{
  const Eigen::MatrixXd series = test::correlated_series(50, 7, 3);
  const std::vector<int> order{4, 2, 6, 0, 1, 5, 3};
  const Eigen::MatrixXd relabelled = series(Eigen::all, order);
  const auto edges = EdgeList::full(7);

  for (const Kind kind : every_kind) {
    const auto before = estimate(series, kind, Estimator::ledoit_wolf);
    const auto after = estimate(relabelled, kind, Estimator::ledoit_wolf);

    for (Eigen::Index edge = 0; edge < edges.size(); ++edge) {
      const auto [i, j] = edges[edge];
      const auto source = edges.find(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(j)]);
      EXPECT_NEAR(after.edges(edge), before.edges(source), rounding) << name_of(kind);
    }
  }
}

TEST(Estimate, LeavesOutInvalidRoisAndEstimatesTheOthersAsIfTheyWereNotThere)
{
  const Eigen::MatrixXd four = test::correlated_series(40, 4, 4);
  Eigen::MatrixXd six(40, 6);
  six << four.col(0), Eigen::VectorXd::Constant(40, missing), four.col(1), four.col(2), Eigen::VectorXd::Zero(40),
      four.col(3);
  const std::vector<int> kept{0, 2, 3, 5};
  const auto edges = EdgeList::full(6);
  const auto small_edges = EdgeList::full(4);

  for (const Kind kind : every_kind) {
    const auto small = estimate(four, kind, Estimator::ledoit_wolf);
    const auto large = estimate(six, kind, Estimator::ledoit_wolf);

    Eigen::Index n_valid = 0;
    for (Eigen::Index edge = 0; edge < edges.size(); ++edge) n_valid += std::isnan(large.edges(edge)) ? 0 : 1;
    EXPECT_EQ(n_valid, small_edges.size()) << name_of(kind);
    for (Eigen::Index edge = 0; edge < small_edges.size(); ++edge) {
      const auto [i, j] = small_edges[edge];
      EXPECT_EQ(large.edges(edges.find(kept[static_cast<std::size_t>(i)], kept[static_cast<std::size_t>(j)])),
                small.edges(edge));
    }
    EXPECT_THAT(large.warnings, ElementsAre("constant_roi: column 4 has zero variance over 40 samples"));
    if (has_diagonal(kind)) {
      EXPECT_TRUE(std::isnan(large.diagonal(1)));
      EXPECT_TRUE(std::isnan(large.diagonal(4)));
      EXPECT_EQ(large.diagonal(5), small.diagonal(3));
    }
  }
}

TEST(Estimate, OfInvalidRoisOnlyIsMissingEverywhere)
{
  for (const Kind kind : every_kind) {
    const auto found = estimate(Eigen::MatrixXd::Constant(30, 3, missing), kind, Estimator::ledoit_wolf);

    EXPECT_TRUE(found.edges.array().isNaN().all());
    EXPECT_EQ(found.edges.size(), 3);
    EXPECT_EQ(found.diagonal.size(), has_diagonal(kind) ? 3 : 0);
  }
}

TEST(Estimate, WarnsOfTwoRoisWithTheSameSeries)
{
  Eigen::MatrixXd series = test::gaussian(30, 4, 5);
  series.col(3) = series.col(1);

  const auto numbered = estimate(series, Kind::correlation, Estimator::empirical);
  const auto labelled = estimate(series, Kind::covariance, Estimator::ledoit_wolf, {"A", "B", "C", "D"});

  EXPECT_THAT(numbered.warnings, ElementsAre("duplicate_roi: column 1 and column 3 have the same series"));
  EXPECT_THAT(labelled.warnings, ElementsAre("duplicate_roi: B and D have the same series"));
  EXPECT_DOUBLE_EQ(numbered.edges(EdgeList::full(4).find(1, 3)), std::atanh(1 - 1e-7));
  EXPECT_THAT(estimate(test::gaussian(30, 4, 5), Kind::correlation, Estimator::empirical).warnings, IsEmpty());
}

TEST(Partial, IsTheCorrelationOfResiduals)
{
  const Eigen::MatrixXd series = test::correlated_series(25, 3, 6);
  Eigen::MatrixXd others(25, 2);
  others << Eigen::VectorXd::Ones(25), series.col(2);
  const Eigen::MatrixXd hat = others * (others.transpose() * others).inverse() * others.transpose();
  const Eigen::VectorXd a = series.col(0) - hat * series.col(0);
  const Eigen::VectorXd b = series.col(1) - hat * series.col(1);

  const auto found = estimate(series, Kind::partial, Estimator::empirical);

  EXPECT_NEAR(found.edges(0), std::atanh(a.dot(b) / (a.norm() * b.norm())), rounding);
}

TEST(Precision, InvertsTheCovarianceOfZScoredSeries)
{
  const Eigen::MatrixXd series = test::correlated_series(80, 6, 7);
  for (const Estimator estimator : {Estimator::empirical, Estimator::ledoit_wolf}) {
    const auto covariance = estimate(series, Kind::tangent, estimator);
    const auto precision = estimate(series, Kind::precision, estimator);

    const Eigen::MatrixXd product =
        symmetric_matrix(covariance.edges, covariance.diagonal) * symmetric_matrix(precision.edges, precision.diagonal);

    EXPECT_LT((product - Eigen::MatrixXd::Identity(6, 6)).cwiseAbs().maxCoeff(), rounding);
    EXPECT_EQ(covariance.shrinkage, precision.shrinkage);
    EXPECT_EQ(precision.shrinkage > 0, estimator == Estimator::ledoit_wolf);
  }
}

TEST(Covariance, IsCentredAndUnscaled)
{
  Eigen::MatrixXd series(4, 2);
  series << 11, 5, 13, 5, 11, 1, 13, 1;

  const auto found = estimate(series, Kind::covariance, Estimator::empirical);

  EXPECT_DOUBLE_EQ(found.edges(0), 0.0);
  EXPECT_DOUBLE_EQ(found.diagonal(0), 1.0);
  EXPECT_DOUBLE_EQ(found.diagonal(1), 4.0);
}

TEST(Estimate, RefusesAnUnshrunkInverseOfTooFewSamples)
{
  const Eigen::MatrixXd series = test::gaussian(10, 10, 8);

  for (const Kind kind : {Kind::partial, Kind::precision, Kind::tangent}) {
    EXPECT_EQ(input_error_of(series, kind, Estimator::empirical),
              name_of(kind) +
                  ": the empirical covariance of 10 ROIs over 10 samples has no inverse; more samples than "
                  "ROIs are needed, or the estimator ledoit-wolf");
    EXPECT_EQ(input_error_of(series, kind, Estimator::ledoit_wolf), "no InputError");
  }
  EXPECT_EQ(input_error_of(series, Kind::covariance, Estimator::empirical), "no InputError");
}

TEST(Estimate, RefusesASingularMatrixAlsoWhereRoundingHidesIt)
{
  Eigen::MatrixXd series = test::gaussian(50, 6, 9);
  series.col(5) = series.col(0) + series.col(1) - 2 * series.col(2);

  for (const Kind kind : {Kind::partial, Kind::precision, Kind::tangent})
    EXPECT_THAT(
        input_error_of(series, kind, Estimator::empirical),
        ::testing::AllOf(HasSubstr(name_of(kind) + ": the empirical covariance of 6 ROIs over 50 samples is not "
                                                   "positive definite (reciprocal condition "),
                         HasSubstr("the estimator ledoit-wolf may help")));
}

TEST(Estimate, RefusesASingleSample)
{
  EXPECT_EQ(input_error_of(Eigen::MatrixXd::Ones(1, 3), Kind::correlation, Estimator::empirical),
            "connectivity needs at least 2 samples; 1 kept");
}

TEST(Estimate, RefusesASingleRoiAndLabelsOfOtherColumns)
{
  EXPECT_THROW(estimate(test::gaussian(10, 1, 1), Kind::correlation, Estimator::empirical), base::ShapeError);
  try {
    estimate(test::gaussian(10, 3, 1), Kind::correlation, Estimator::empirical, {"A", "B"});
    ADD_FAILURE() << "accepted";
  } catch (const base::ShapeError& error) {
    EXPECT_STREQ(error.what(), "2 labels for 3 ROIs");
  }
}

}  // namespace
}  // namespace dmn::connectivity
