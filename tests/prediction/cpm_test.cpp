#include "prediction/cpm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "prediction/made_up.hpp"

namespace dmn::prediction {
namespace {

using ::testing::HasSubstr;
using testing::noise;

TEST(Cpm, SelectsAPlantedEdgeByItsSignAndFollowsIt)
{
  RowData training{noise(80, 4, 1), noise(80, 1, 2)};
  const RowData test{noise(20, 4, 3), noise(20, 1, 4)};
  const Eigen::VectorXd y = 2 * training.features.col(1) - training.features.col(3);

  const CpmFold cpm(training, test);

  EXPECT_EQ(cpm.selected(y).col(0), Eigen::Vector4d(0, 1, 0, -1));
  const Eigen::Vector3d line = cpm.coefficients(y);
  EXPECT_NEAR(line[1], 2, 1e-10);
  EXPECT_NEAR(line[2], -1, 1e-10);
  const Eigen::VectorXd expected = 2 * test.features.col(1) - test.features.col(3);
  EXPECT_TRUE(cpm.predict(y).predicted.col(0).isApprox(expected, 1e-9));
}

TEST(Cpm, SaysTheTrainingMeanWhereNoEdgeIsSelected)
{
  const RowData training{Eigen::MatrixXd::Constant(30, 3, 0.2), Eigen::MatrixXd(30, 0)};
  const RowData test{Eigen::MatrixXd::Constant(5, 3, 0.2), Eigen::MatrixXd(5, 0)};
  const Eigen::VectorXd y = noise(30, 1, 1);

  const auto found = CpmFold(training, test).predict(y);

  EXPECT_TRUE(found.predicted.col(0).isApproxToConstant(y.mean(), 1e-12));
}

TEST(Cpm, CovariatesActInTheSelection)
{
  RowData training{noise(100, 2, 1), noise(100, 1, 2)};
  training.features.col(0) += 3 * training.covariates.col(0);
  const Eigen::VectorXd y = training.covariates.col(0) + 0.5 * noise(100, 1, 5);

  const CpmFold adjusted(training, training);
  const CpmFold unadjusted({training.features, Eigen::MatrixXd(100, 0)}, {training.features, Eigen::MatrixXd(100, 0)});

  EXPECT_EQ(adjusted.selected(y)(0, 0), 0);
  EXPECT_EQ(unadjusted.selected(y)(0, 0), 1);
}

TEST(Cpm, RefusesTooFewTrainingRows)
{
  const RowData rows{noise(3, 2, 1), noise(3, 1, 2)};
  try {
    const CpmFold cpm(rows, rows);
    FAIL() << "no error";
  } catch (const base::DesignError& problem) {
    EXPECT_THAT(problem.what(), HasSubstr("too few training rows to select edges from"));
  }
}

}  // namespace
}  // namespace dmn::prediction
