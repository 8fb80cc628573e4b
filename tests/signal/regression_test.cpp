#include "signal/regression.hpp"

#include <gmock/gmock.h>

#include <Eigen/LU>

#include "base/error.hpp"
#include "example_run.hpp"
#include "signal/drift.hpp"

namespace dmn::signal {
namespace {

using testing::HasSubstr;

constexpr double tolerance = 1e-11;

Eigen::MatrixXd centred_noise(Eigen::Index rows, Eigen::Index columns, unsigned seed)
{
  Eigen::MatrixXd values = noise(rows, columns, seed);
  centre(values);
  return values;
}

RegressorSpace space_of(const Eigen::MatrixXd& regressors)
{
  return regressor_space(regressors, regressors.colwise().norm());
}

TEST(RemoveRegressors, AgreesWithTheNormalEquations)
{
  for (const Eigen::Index rows : {30, 127, 128, 129, 300}) {
    const Eigen::MatrixXd x = centred_noise(rows, 6, 1);
    const Eigen::MatrixXd y = centred_noise(rows, 4, 2);
    Eigen::MatrixXd residuals = y;

    remove_regressors(residuals, space_of(x));

    const Eigen::MatrixXd expected = y - x * (x.transpose() * x).inverse() * (x.transpose() * y);
    EXPECT_LT((residuals - expected).cwiseAbs().maxCoeff(), tolerance);
    EXPECT_LT((x.transpose() * residuals).cwiseAbs().maxCoeff(), tolerance);
  }
}

TEST(RegressorSpace, CountsDuplicateColumnsOnce)
{
  Eigen::MatrixXd x(40, 7);
  x << centred_noise(40, 4, 1), Eigen::MatrixXd::Zero(40, 3);
  x.col(4) = -1e6 * x.col(1);
  x.col(5) = x.col(0) + x.col(2);
  x.col(6) = x.col(3);
  Eigen::MatrixXd with_duplicates = centred_noise(40, 3, 2);
  Eigen::MatrixXd without = with_duplicates;

  const RegressorSpace space = space_of(x);
  remove_regressors(with_duplicates, space);
  remove_regressors(without, space_of(x.leftCols(4)));

  EXPECT_EQ(space.rank, 4);
  EXPECT_LT((with_duplicates - without).cwiseAbs().maxCoeff(), tolerance);
}

TEST(RegressorSpace, HasAnOrthonormalBasis)
{
  for (const Eigen::Index columns : {1, 5, 60, 90}) {
    const RegressorSpace space = space_of(centred_noise(61, columns, 3));
    EXPECT_EQ(space.rank, std::min<Eigen::Index>(60, columns));
    const Eigen::MatrixXd products = space.basis.transpose() * space.basis;
    EXPECT_LT((products - Eigen::MatrixXd::Identity(space.rank, space.rank)).cwiseAbs().maxCoeff(), tolerance);
  }
}

TEST(RegressorSpace, ExplainsEverythingWhenItIsAsWideAsTheData)
{
  Eigen::MatrixXd y = centred_noise(20, 3, 2);
  remove_regressors(y, space_of(centred_noise(20, 25, 1)));
  EXPECT_LT(y.cwiseAbs().maxCoeff(), tolerance);
}

TEST(RegressorSpace, DropsWhatVanishedAgainstItsRawNorm)
{
  const Eigen::MatrixXd x = centred_noise(30, 2, 1);
  const Eigen::Vector2d raw(x.col(0).norm() * 2e9, x.col(1).norm() * 0.5e9);

  EXPECT_EQ(regressor_space(x, raw).rank, 1);
  EXPECT_EQ(regressor_space(Eigen::MatrixXd::Zero(30, 2), Eigen::Vector2d(0, 1)).rank, 0);
  EXPECT_EQ(regressor_space(Eigen::MatrixXd(30, 0), Eigen::VectorXd(0)).rank, 0);
}

TEST(RegressorSpace, KeepsADirectionAboveOneBillionthOfTheLargest)
{
  Eigen::MatrixXd x = centred_noise(30, 2, 1);
  const Eigen::VectorXd other = centred_noise(30, 1, 2);
  x.col(1) = x.col(0) + 1e-7 * other;
  EXPECT_EQ(space_of(x).rank, 2);
  x.col(1) = x.col(0) + 1e-11 * other;
  EXPECT_EQ(space_of(x).rank, 1);
}

TEST(RegressorSpace, WantsOneRawNormARegressor)
{
  EXPECT_THAT(message_of<base::ShapeError>([] { regressor_space(noise(5, 2, 1), Eigen::VectorXd::Ones(3)); }),
              HasSubstr("one raw norm a regressor"));
}

}  // namespace
}  // namespace dmn::signal
