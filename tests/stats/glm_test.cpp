#include "stats/glm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using testing::cohort_of;
using testing::random_edges;
using testing::repeated;

constexpr double rounding = 1e-11;

TestStatistics fit(const std::string& model, const std::string& contrast, const Cohort& cohort,
                   const Eigen::MatrixXd& outcomes)
{
  const Design design = build_design(parse_formula(model), cohort);
  const std::vector<Contrast> contrasts{resolve_contrast({"x", contrast}, design)};
  std::vector<TestStatistics> results{TestStatistics(outcomes.cols())};
  LinearModel(design, contrasts).fit(outcomes, 0, results);
  add_effect_sizes(results.front());
  return results.front();
}

Cohort two_groups(int n_patients, int n_controls)
{
  const auto group = repeated({{"patient", n_patients}, {"control", n_controls}});
  return cohort_of(group, std::vector<std::string>(group.size(), "A"));
}

/// The textbook version: normal equations, one outcome.
double slow_t(const Eigen::MatrixXd& design, const Eigen::VectorXd& y, const Eigen::VectorXd& contrast)
{
  const Eigen::MatrixXd inverse = (design.transpose() * design).inverse();
  const Eigen::VectorXd psi = inverse * design.transpose() * y;
  const double variance = (y - design * psi).squaredNorm() / static_cast<double>(design.rows() - design.cols());
  return contrast.dot(psi) / std::sqrt(variance * contrast.dot(inverse * contrast));
}

TEST(LinearModel, GivesTheTwoSampleTOfScipy)
{
  Eigen::VectorXd y(12);
  y << 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6;

  const TestStatistics result = fit("group", "patient - control", two_groups(6, 6), y);

  EXPECT_NEAR(result.beta[0], 2, 1e-14);
  EXPECT_NEAR(result.se[0], std::sqrt(3.5 / 3), 1e-14);
  EXPECT_NEAR(result.t[0], 1.851640199545103, 1e-13);
  EXPECT_EQ(result.df[0], 10);
  EXPECT_NEAR(result.p[0], 0.09379255157922317, 1e-14);
  EXPECT_NEAR(result.sigma[0], std::sqrt(3.5), 1e-14);
  EXPECT_NEAR(result.variance_factor[0], 1.0 / 3, 1e-14);
  EXPECT_NEAR(result.g[0], 0.922745608053087 * 2 / std::sqrt(3.5), 1e-13);
}

TEST(LinearModel, GivesTheOneWayFOfScipy)
{
  const Cohort cohort = cohort_of(repeated({{"a", 5}, {"b", 5}, {"c", 5}}), std::vector<std::string>(15, "A"));
  Eigen::VectorXd y(15);
  y << 1, 2, 3, 4, 5, 2, 3, 4, 5, 6, 4, 6, 5, 7, 8;

  const TestStatistics result = fit("group", "F(group)", cohort, y);

  EXPECT_NEAR(result.f[0], 4.666666666666668, 1e-13);
  EXPECT_EQ(result.df1[0], 2);
  EXPECT_EQ(result.df[0], 12);
  EXPECT_NEAR(result.p[0], 0.031676352024078334, 1e-14);
  EXPECT_TRUE(std::isnan(result.t[0]));
  EXPECT_TRUE(std::isnan(result.g[0]));
}

TEST(LinearModel, AgreesWithTheNormalEquations)
{
  const Cohort cohort = testing::two_site_cohort();
  const Design design = build_design(parse_formula("group + age + sex + mean_fd + site"), cohort);
  const Eigen::MatrixXd edges = random_edges(40, 7);

  const TestStatistics result = fit("group + age + sex + mean_fd + site", "patient - control", cohort, edges);

  const Eigen::VectorXd contrast = Eigen::VectorXd::Unit(6, 1);
  for (int e = 0; e < 7; ++e) EXPECT_NEAR(result.t[e], slow_t(design.matrix, edges.col(e), contrast), rounding);
}

TEST(LinearModel, FitsAnEdgeWithMissingRowsOnTheOthers)
{
  const Cohort cohort = testing::two_site_cohort();
  const Design design = build_design(parse_formula("group + age"), cohort);
  Eigen::MatrixXd edges = random_edges(40, 2);
  edges(3, 0) = edges(25, 0) = NAN;
  std::vector<Eigen::Index> present;
  for (Eigen::Index row = 0; row < 40; ++row) {
    if (row != 3 && row != 25) present.push_back(row);
  }

  const TestStatistics result = fit("group + age", "patient - control", cohort, edges);

  const Eigen::VectorXd y = edges(present, 0);
  EXPECT_NEAR(result.t[0], slow_t(design.matrix(present, Eigen::all), y, Eigen::Vector3d(0, 1, 0)), rounding);
  EXPECT_EQ(result.n[0], 38);
  EXPECT_EQ(result.df[0], 35);
  EXPECT_EQ(result.status[0], Status::tested_incomplete);
  EXPECT_EQ(result.status[1], Status::tested);
}

TEST(LinearModel, LosesTheRankOfASiteThatIsMissingAltogether)
{
  const Cohort cohort = testing::two_site_cohort();
  Eigen::MatrixXd edges = random_edges(40, 1);
  for (Eigen::Index row = 0; row < 40; row += 2) edges(row, 0) = NAN;

  const TestStatistics result = fit("group + site", "patient - control", cohort, edges);

  EXPECT_EQ(result.n[0], 20);
  EXPECT_EQ(result.df[0], 18);
  EXPECT_EQ(result.status[0], Status::tested_incomplete);
}

TEST(LinearModel, DoesNotTestAContrastThatTheRowsWithDataDoNotCarry)
{
  const Cohort cohort = testing::two_site_cohort();
  Eigen::MatrixXd edges = random_edges(40, 1);
  for (Eigen::Index row = 0; row < 40; ++row) {
    const bool patient = row < 20;
    const bool site_a = row % 2 == 0;
    if (patient != site_a) edges(row, 0) = NAN;
  }

  const TestStatistics result = fit("group + site", "patient - control", cohort, edges);

  EXPECT_EQ(result.status[0], Status::not_estimable);
  EXPECT_TRUE(std::isnan(result.t[0]));
}

TEST(LinearModel, DoesNotTestWithUnderFiveInAGroup)
{
  EXPECT_EQ(fit("group", "patient - control", two_groups(20, 4), random_edges(24, 1)).status[0],
            Status::too_few_in_group);
  EXPECT_EQ(fit("group", "patient - control", two_groups(20, 5), random_edges(25, 1)).status[0], Status::tested);
}

TEST(LinearModel, DoesNotTestWithUnderTenDegreesOfFreedom)
{
  const TestStatistics result = fit("group", "patient - control", two_groups(6, 5), random_edges(11, 1));

  EXPECT_EQ(result.status[0], Status::too_few_df);
  EXPECT_TRUE(std::isnan(result.p[0]));
}

TEST(LinearModel, HasNoTWithoutResidualVariance)
{
  Eigen::MatrixXd edges = random_edges(20, 3);
  edges.col(0).setConstant(0.3);
  edges.col(1).setZero();
  edges.col(2) << Eigen::VectorXd::Constant(10, 0.7), Eigen::VectorXd::Constant(10, 0.1);

  const TestStatistics result = fit("group", "patient - control", two_groups(10, 10), edges);

  for (int e = 0; e < 3; ++e) {
    EXPECT_EQ(result.status[static_cast<std::size_t>(e)], Status::no_residual_variance);
    EXPECT_TRUE(std::isnan(result.t[e]));
    EXPECT_TRUE(std::isnan(result.q_fdr[e]));
  }
}

TEST(LinearModel, KeepsItsDigitsWhenTheResidualsAreSmall)
{
  const Cohort cohort = two_groups(10, 10);
  const Eigen::MatrixXd noise = random_edges(20, 1);
  const Eigen::MatrixXd edges = 1e6 + noise.array();

  const TestStatistics expected = fit("group", "patient - control", cohort, noise);
  const TestStatistics result = fit("group", "patient - control", cohort, edges);

  EXPECT_NEAR(result.t[0], expected.t[0], 1e-7);
}

TEST(LinearModel, WritesBlocksWhereTheyBelong)
{
  const Cohort cohort = two_groups(10, 10);
  const Design design = build_design(parse_formula("group"), cohort);
  const std::vector<Contrast> contrasts{resolve_contrast({"x", "patient - control"}, design)};
  const Eigen::MatrixXd edges = random_edges(20, 5);
  LinearModel model(design, contrasts);
  std::vector<TestStatistics> whole{TestStatistics(5)};
  std::vector<TestStatistics> parts{TestStatistics(5)};

  model.fit(edges, 0, whole);
  model.fit(edges.leftCols(2), 0, parts);
  model.fit(edges.rightCols(3), 2, parts);

  EXPECT_LT((whole[0].t - parts[0].t).cwiseAbs().maxCoeff(), rounding);
}

TEST(LinearModel, RefusesOutcomesOfAnotherCohort)
{
  EXPECT_EQ(testing::message_of<base::ShapeError>(
                [] { fit("group", "patient - control", two_groups(6, 6), random_edges(11, 1)); }),
            "outcomes and design have different numbers of rows: found \"11\"; expected 12");
}

TEST(Status, HasTheWordsOfTheResultTables)
{
  EXPECT_EQ(words(Status::tested), "tested");
  EXPECT_EQ(words(Status::tested_incomplete), "tested, not in max-T (missing subjects)");
  EXPECT_EQ(words(Status::too_few_in_group), "under 5 in a group");
  EXPECT_EQ(words(Status::too_few_df), "N - rank < 10");
  EXPECT_EQ(words(Status::not_estimable), "contrast not estimable in the subjects with data");
  EXPECT_EQ(words(Status::no_residual_variance), "zero residual variance");
}

}  // namespace
}  // namespace dmn::stats
