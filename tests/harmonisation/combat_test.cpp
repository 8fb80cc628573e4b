#include "harmonisation/combat.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "harmonisation/harmonise.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::largest;
using testing::message_of;
using testing::SiteCohort;
using testing::three_site_cohort;

constexpr double rounding = 1e-12;

CombatParameters parameters_of(const SiteCohort& cohort, const CombatOptions& options = {})
{
  const CombatDesign design = combat_design(cohort.site, cohort.covariates, options);
  return estimate(design, fit_features(design, cohort.data));
}

Eigen::MatrixXd harmonised(const SiteCohort& cohort, const CombatParameters& parameters)
{
  Eigen::MatrixXd data = cohort.data;
  apply(parameters, rows_for(parameters, cohort.site, cohort.covariates), 0, data);
  return data;
}

TEST(Combat, LeavesTheReferenceSiteAsItIsToTheBit)
{
  const auto cohort = three_site_cohort(20);

  const Eigen::MatrixXd after = harmonised(cohort, parameters_of(cohort, {.reference = "B"}));

  for (const Eigen::Index row : testing::rows_of_site(cohort, "B")) EXPECT_EQ(after.row(row), cohort.data.row(row));
  for (const Eigen::Index row : testing::rows_of_site(cohort, "A")) EXPECT_NE(after.row(row), cohort.data.row(row));
}

TEST(Combat, GivesTheReferenceSiteNeitherShiftNorScale)
{
  const CombatParameters parameters = parameters_of(three_site_cohort(20), {.reference = "B"});

  EXPECT_EQ(parameters.reference, 1);
  EXPECT_EQ(parameters.gamma_star.row(1), Eigen::RowVectorXd::Zero(20));
  EXPECT_EQ(parameters.delta2_star.row(1), Eigen::RowVectorXd::Ones(20));
}

TEST(Combat, LeavesFeaturesThatItCannotHarmoniseAsTheyAreToTheBit)
{
  auto cohort = three_site_cohort(6);
  cohort.data(3, 1) = std::nan("");
  for (const Eigen::Index row : testing::rows_of_site(cohort, "C")) cohort.data(row, 2) = 0.25;
  cohort.data.col(4).setConstant(0.1);

  const CombatParameters parameters = parameters_of(cohort);
  const Eigen::MatrixXd after = harmonised(cohort, parameters);

  EXPECT_THAT(parameters.features.status,
              ElementsAre(FeatureStatus::harmonised, FeatureStatus::missing_values, FeatureStatus::constant_within_site,
                          FeatureStatus::harmonised, FeatureStatus::zero_variance, FeatureStatus::harmonised));
  for (const Eigen::Index feature : {2, 4}) EXPECT_EQ(after.col(feature), cohort.data.col(feature));
  EXPECT_TRUE(std::isnan(after(3, 1)));
  EXPECT_EQ(after.col(1).tail(37), cohort.data.col(1).tail(37));
  EXPECT_TRUE(parameters.gamma_star.col(1).array().isNaN().all());
}

TEST(Combat, LearnsNothingFromFeaturesThatItLeavesOut)
{
  const auto cohort = three_site_cohort(6);
  SiteCohort more = cohort;
  more.data.conservativeResize(Eigen::NoChange, 8);
  more.data.col(6) = cohort.data.col(0) * 50;
  more.data(0, 6) = std::nan("");
  more.data.col(7).setZero();

  const Eigen::MatrixXd expected = harmonised(cohort, parameters_of(cohort));

  EXPECT_EQ(harmonised(more, parameters_of(more)).leftCols(6), expected);
}

TEST(Combat, AppliesToOtherRowsWhatItLearnt)
{
  const auto cohort = three_site_cohort(10);
  const CombatParameters parameters = parameters_of(cohort);
  const SiteCohort some = testing::on_rows(cohort, {40, 2, 17, 5});

  const Eigen::MatrixXd after = harmonised(some, parameters);

  const Eigen::MatrixXd expected = harmonised(cohort, parameters)({40, 2, 17, 5}, Eigen::all);
  EXPECT_LT(largest(after - expected), rounding);
}

TEST(Combat, FromTrainingRowsKnowsNothingOfTheOthers)
{
  auto cohort = three_site_cohort(10);
  std::vector<Eigen::Index> training;
  for (Eigen::Index row = 0; row < 30; ++row) training.push_back(row);
  const Eigen::MatrixXd before = harmonised(cohort, parameters_of(testing::on_rows(cohort, training)));

  cohort.data.bottomRows(11) *= 3;
  const Eigen::MatrixXd after = harmonised(cohort, parameters_of(testing::on_rows(cohort, training)));

  EXPECT_EQ(after.topRows(30), before.topRows(30));
  EXPECT_NE(after.bottomRows(11), before.bottomRows(11));
}

TEST(Combat, KeepsAMissingValueOfAnotherRowMissing)
{
  const auto cohort = three_site_cohort(4);
  const CombatParameters parameters = parameters_of(cohort);
  SiteCohort some = testing::on_rows(cohort, {0, 1});
  some.data(1, 2) = std::nan("");

  const Eigen::MatrixXd after = harmonised(some, parameters);

  EXPECT_EQ(after.array().isNaN().count(), 1);
  EXPECT_TRUE(std::isnan(after(1, 2)));
}

TEST(Combat, NamesASiteItHasNotLearnt)
{
  const auto cohort = three_site_cohort(4);
  const CombatParameters parameters = parameters_of(cohort);

  EXPECT_EQ(message_of<base::DesignError>([&] { rows_for(parameters, {"D"}, cohort.covariates); }),
            "harmonisation was not estimated for site D: only for A, B, C");
}

TEST(Combat, WarnsOfASiteWhoseShiftsDoNotVary)
{
  auto cohort = three_site_cohort(1);
  cohort.data.conservativeResize(Eigen::NoChange, 3);
  cohort.data.col(1) = cohort.data.col(0);
  cohort.data.col(2) = cohort.data.col(0);

  const CombatParameters parameters = parameters_of(cohort);

  EXPECT_THAT(parameters.warnings, ElementsAre("site A: means do not vary over features, so its own estimates are used "
                                               "without empirical Bayes",
                                               "site B: means do not vary over features, so its own estimates are used "
                                               "without empirical Bayes",
                                               "site C: means do not vary over features, so its own estimates are used "
                                               "without empirical Bayes"));
  EXPECT_EQ(parameters.gamma_star, parameters.features.gamma_hat);
  EXPECT_EQ(parameters.delta2_star, parameters.features.delta2_hat);
}

TEST(Combat, WarnsOfASiteWhoseVariancesDoNotVary)
{
  auto cohort = three_site_cohort(1);
  cohort.data.conservativeResize(Eigen::NoChange, 3);
  cohort.data.col(1) = cohort.data.col(0);
  cohort.data.col(2) = cohort.data.col(0);
  for (const Eigen::Index row : testing::rows_of_site(cohort, "A")) {
    cohort.data(row, 1) += 0.3;
    cohort.data(row, 2) -= 0.4;
  }

  const CombatParameters full = parameters_of(cohort);
  const CombatParameters means = parameters_of(cohort, {.mean_only = true});

  EXPECT_THAT(full.warnings, Contains("site A: variances do not vary over features, so its own estimates are used "
                                      "without empirical Bayes"));
  EXPECT_EQ(full.gamma_star.row(0), full.features.gamma_hat.row(0));
  EXPECT_THAT(means.warnings, IsEmpty());
}

TEST(Combat, UsesTheOwnEstimatesOfASingleFeature)
{
  const auto cohort = three_site_cohort(1);

  const CombatParameters parameters = parameters_of(cohort);

  EXPECT_EQ(parameters.warnings.size(), 3U);
  EXPECT_EQ(harmonised(cohort, parameters), harmonised(cohort, parameters_of(cohort, {.empirical_bayes = false})));
}

TEST(Combat, RefusesACohortWithoutAFeatureToHarmonise)
{
  auto cohort = three_site_cohort(3);
  cohort.data(0, 0) = std::nan("");
  cohort.data(5, 1) = std::nan("");
  cohort.data.col(2).setOnes();

  EXPECT_EQ(message_of<base::DesignError>([&] { parameters_of(cohort); }),
            "no feature can be harmonised: of 3, 2 have missing values, 0 are constant within a site, 1 have zero "
            "variance");
}

TEST(Combat, StopsAtTheLimitOfIterations)
{
  EXPECT_EQ(message_of<base::DesignError>([] { parameters_of(three_site_cohort(5), {.max_iterations = 1}); }),
            "the empirical Bayes of ComBat did not converge for site A in 1 iterations");
}

TEST(Combat, PassesTheWarningsOfTheDesignOn)
{
  auto cohort = three_site_cohort(5);
  cohort.covariates.values.col(1).setConstant(1);

  EXPECT_THAT(parameters_of(cohort).warnings,
              ElementsAre("covariate \"group\" is constant or collinear with earlier ones: not used by ComBat"));
}

TEST(Combat, RefusesABlockOutsideItsFeatures)
{
  const auto cohort = three_site_cohort(5);
  const CombatParameters parameters = parameters_of(cohort);
  Eigen::MatrixXd block = cohort.data.leftCols(2);
  const CombatRows rows = rows_for(parameters, cohort.site, cohort.covariates);

  EXPECT_EQ(message_of<base::ShapeError>([&] { apply(parameters, rows, 4, block); }),
            "a block of features does not fit the ComBat parameters: found \"41 rows, features 4 to 6\"; expected 41 "
            "rows, features 0 to 5");
}

TEST(Combat, RefusesCovariatesOfOtherRows)
{
  const auto cohort = three_site_cohort(5);
  const CombatParameters parameters = parameters_of(cohort);

  EXPECT_EQ(message_of<base::ShapeError>([&] {
              rows_for(parameters, {"A", "B"}, cohort.covariates);
            }),
            "covariates do not fit the rows: found \"41\"; expected 2");
}

}  // namespace
}  // namespace dmn::harmonisation
