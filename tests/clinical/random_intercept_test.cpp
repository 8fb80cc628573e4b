#include "clinical/random_intercept.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "clinical_example.hpp"

namespace dmn::clinical {
namespace {

using ::testing::HasSubstr;

/// 40 rows of 16 persons with one to four sessions.
std::vector<int> persons()
{
  std::vector<int> person;
  for (int p = 0; person.size() < 40; ++p) person.insert(person.end(), static_cast<std::size_t>(1 + p % 4), p);
  person.resize(40);
  return person;
}

Eigen::VectorXd with_persons(const std::vector<int>& person, double sd)
{
  Eigen::VectorXd y = testing::noise(40, 1, 31);
  const Eigen::VectorXd level = testing::noise(40, 1, 32);
  for (Eigen::Index row = 0; row < 40; ++row) y[row] += sd * level[person[static_cast<std::size_t>(row)]];
  return y;
}

/// The slow, obvious version: V = a ZZ' + b I, written out.
struct Dense {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  std::vector<int> person;

  Eigen::MatrixXd v(double a, double b) const
  {
    Eigen::MatrixXd matrix = b * Eigen::MatrixXd::Identity(x.rows(), x.rows());
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      for (Eigen::Index j = 0; j < x.rows(); ++j)
        if (person[static_cast<std::size_t>(i)] == person[static_cast<std::size_t>(j)]) matrix(i, j) += a;
    return matrix;
  }
  Eigen::MatrixXd covariance(double a, double b) const { return (x.transpose() * v(a, b).llt().solve(x)).inverse(); }
  Eigen::VectorXd psi(double a, double b) const { return covariance(a, b) * x.transpose() * v(a, b).llt().solve(y); }
  double deviance(double a, double b) const
  {
    const Eigen::MatrixXd matrix = v(a, b);
    const Eigen::VectorXd residual = y - x * psi(a, b);
    return std::log(matrix.determinant()) - std::log(covariance(a, b).determinant()) +
           residual.dot(matrix.llt().solve(residual));
  }
};

TEST(RandomIntercept, AgreesWithTheMatrixOfAllRowsWrittenOut)
{
  const auto design = testing::design_of(testing::cohort_of(40), "group + age");
  const std::vector<stats::Contrast> contrasts{stats::resolve_contrast({"g", "patient - control"}, design)};
  const auto person = persons();
  const Dense dense{design.matrix, with_persons(person, 1.5), person};

  const auto found = RandomInterceptModel(design, contrasts, person).fit(dense.y).front();

  const double a = found.var_person[0];
  const double b = found.var_residual[0];
  EXPECT_NEAR(found.beta[0], dense.psi(a, b)[1], 1e-10);
  EXPECT_NEAR(found.se[0], std::sqrt(dense.covariance(a, b)(1, 1)), 1e-10);
  for (const double step : {-1e-3, 1e-3}) {
    EXPECT_LT(dense.deviance(a, b), dense.deviance(a * (1 + step), b));
    EXPECT_LT(dense.deviance(a, b), dense.deviance(a, b * (1 + step)));
  }
}

TEST(RandomIntercept, IsLeastSquaresWherePersonsDoNotDiffer)
{
  const auto design = testing::design_of(testing::cohort_of(40), "group + age");
  const std::vector<stats::Contrast> contrasts{stats::resolve_contrast({"g", "patient - control"}, design)};
  const auto person = persons();
  Eigen::VectorXd y = testing::noise(40, 1, 31);
  for (Eigen::Index row = 1; row < 40; ++row)  // persons' means nearly equal
    if (person[static_cast<std::size_t>(row)] == person[static_cast<std::size_t>(row - 1)]) y[row] = -y[row - 1];

  const auto found = RandomInterceptModel(design, contrasts, person).fit(y).front();

  ASSERT_EQ(found.boundary[0], 1.0);
  const Eigen::VectorXd psi = (design.matrix.transpose() * design.matrix).llt().solve(design.matrix.transpose() * y);
  EXPECT_NEAR(found.beta[0], psi[1], 1e-10);
  EXPECT_EQ(found.df[0], 37);
}

TEST(RandomIntercept, FitsEachOutcomeOnTheRowsItHas)
{
  const auto cohort = testing::cohort_of(40);
  const auto design = testing::design_of(cohort, "group + age");
  const std::vector<stats::Contrast> contrasts{stats::resolve_contrast({"g", "patient - control"}, design)};
  const auto person = persons();
  Eigen::MatrixXd y(40, 2);
  y << with_persons(person, 1), with_persons(person, 1);
  y(4, 1) = std::numeric_limits<double>::quiet_NaN();

  const auto found = RandomInterceptModel(design, contrasts, person).fit(y).front();

  EXPECT_EQ(found.n[0], 40);
  EXPECT_EQ(found.n[1], 39);
  EXPECT_NE(found.beta[0], found.beta[1]);
  EXPECT_EQ(found.status[1], stats::Status::tested);
}

TEST(RandomIntercept, OfAnOutcomeThatTheModelFitsIsNotTested)
{
  const auto design = testing::design_of(testing::cohort_of(40), "group + age");
  const std::vector<stats::Contrast> contrasts{stats::resolve_contrast({"g", "patient - control"}, design)};
  const auto found = RandomInterceptModel(design, contrasts, persons()).fit(design.matrix.col(1)).front();
  EXPECT_EQ(found.status[0], stats::Status::no_residual_variance);
  EXPECT_TRUE(std::isnan(found.beta[0]));
}

TEST(RandomIntercept, NeedsAPersonWithTwoSessions)
{
  const auto design = testing::design_of(testing::cohort_of(8), "group");
  const std::vector<stats::Contrast> contrasts;
  EXPECT_THAT(testing::message_of<base::DesignError>([&] {
                RandomInterceptModel(design, contrasts, {0, 1, 2, 3, 4, 5, 6, 7});
              }),
              HasSubstr("needs participants with two sessions"));
}

}  // namespace
}  // namespace dmn::clinical
