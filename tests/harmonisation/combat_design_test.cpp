#include "harmonisation/combat_design.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::message_of;

constexpr double rounding = 1e-12;

Covariates one(const std::string& name, std::initializer_list<double> values)
{
  Covariates covariates{.names = {name}, .values = Eigen::MatrixXd(static_cast<Eigen::Index>(values.size()), 1)};
  std::copy(values.begin(), values.end(), covariates.values.data());
  return covariates;
}

TEST(CombatDesign, HasABasisOfTheCovariatesWithinSites)
{
  const auto cohort = testing::three_site_cohort(1);

  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});

  const Eigen::MatrixXd products = design.within_sites.transpose() * design.within_sites;
  EXPECT_LT(testing::largest(products - Eigen::Matrix2d::Identity()), rounding);
  for (const Eigen::Index row : {0, 1, 2, 40}) {
    const Eigen::Index site = design.batches.of_row[static_cast<std::size_t>(row)];
    const Eigen::RowVectorXd rebuilt = design.within_sites.row(row) * design.triangle + design.site_means.row(site);
    EXPECT_LT(testing::largest(rebuilt - cohort.covariates.values.row(row)), 1e-11) << row;
  }
  EXPECT_THAT(design.warnings, IsEmpty());
}

TEST(CombatDesign, DropsConstantAndRepeatedCovariatesWithAWarning)
{
  auto cohort = testing::three_site_cohort(1);
  Eigen::MatrixXd values(41, 4);
  values << Eigen::VectorXd::Constant(41, 3), cohort.covariates.values, 2 * cohort.covariates.values.col(0);
  cohort.covariates = {.names = {"scanner", "age", "group", "age_twice"}, .values = values};

  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});

  EXPECT_THAT(design.covariates.names, ElementsAre("age", "group"));
  EXPECT_EQ(design.covariates.values, values.middleCols(1, 2));
  EXPECT_THAT(design.warnings,
              ElementsAre("covariate \"scanner\" is constant or collinear with earlier ones: not used by ComBat",
                          "covariate \"age_twice\" is constant or collinear with earlier ones: not used by ComBat"));
}

TEST(CombatDesign, RefusesOneSite)
{
  EXPECT_EQ(message_of<base::DesignError>([] {
              combat_design({"A", "A", "A"}, no_covariates(3), {});
            }),
            "ComBat needs two sites; all 3 participants come from site A");
  EXPECT_EQ(message_of<base::DesignError>([] { combat_design({}, no_covariates(0), {}); }),
            "ComBat needs two sites; there is no participant");
}

TEST(CombatDesign, RefusesSitesWithOneParticipantByName)
{
  EXPECT_EQ(message_of<base::DesignError>([] {
              combat_design({"A", "B", "B", "B", "C", "D", "D", "D"}, no_covariates(8), {});
            }),
            "ComBat needs two participants a site; only one comes from A, C");
}

TEST(CombatDesign, TakesASiteWithOneParticipantWhereOnlyMeansAreShifted)
{
  EXPECT_NO_THROW(combat_design({"A", "B", "B", "B"}, no_covariates(4), {.mean_only = true}));
  EXPECT_EQ(message_of<base::DesignError>([] {
              combat_design({"A", "B", "B", "B"}, no_covariates(4), {.mean_only = true, .reference = "A"});
            }),
            "reference site A has one participant: it has no variance");
}

TEST(CombatDesign, SuggestsTheNearestReference)
{
  EXPECT_EQ(message_of<base::UsageError>([] {
              combat_design({"bochum", "bochum", "essen", "essen"}, no_covariates(4), {.reference = "esen"});
            }),
            "reference \"esen\" is no site (there are bochum, essen); did you mean \"essen\"?");
}

TEST(CombatDesign, RefusesAGroupThatIsTheSite)
{
  EXPECT_EQ(message_of<base::DesignError>([] {
              combat_design({"A", "A", "B", "B", "C", "C"}, one("group[patient]", {0, 0, 1, 1, 1, 1}), {});
            }),
            "site effect cannot be separated: covariate \"group[patient]\" is a combination of the sites A, B, C; no "
            "harmonisation");
}

TEST(CombatDesign, RefusesACovariateThatSitesAndOthersMakeUp)
{
  Covariates covariates{.names = {"age", "score"}, .values = Eigen::MatrixXd(6, 2)};
  covariates.values << 20, 20, 30, 30, 40, 45, 25, 30, 35, 35, 45, 45;

  EXPECT_EQ(message_of<base::DesignError>([&] {
              combat_design({"A", "A", "B", "B", "A", "A"}, covariates, {});
            }),
            "site effect cannot be separated: covariate \"score\" is a combination of the sites A, B and other "
            "covariates; no harmonisation");
}

TEST(CombatDesign, RefusesAMissingCovariate)
{
  EXPECT_EQ(message_of<base::DesignError>([] {
              combat_design({"A", "A", "B", "B"}, one("age", {30, std::nan(""), 40, 20}), {});
            }),
            "ComBat needs complete covariates; \"age\" is missing in 1 rows");
}

TEST(CombatDesign, RefusesMoreColumnsThanRows)
{
  Covariates covariates{.names = {"x", "y"}, .values = Eigen::MatrixXd(4, 2)};
  covariates.values << 1, 2, 3, 5, 8, 1, 2, 9;

  EXPECT_EQ(message_of<base::DesignError>([&] {
              combat_design({"A", "A", "B", "B"}, covariates, {});
            }),
            "ComBat needs more participants (4) than sites and covariates (4)");
}

TEST(CombatDesign, RefusesCovariatesOfOtherRows)
{
  EXPECT_EQ(message_of<base::ShapeError>([] {
              combat_design({"A", "A", "B", "B"}, one("age", {1, 2, 3}), {});
            }),
            "covariates do not fit the rows: found \"3 x 1\"; expected 4 x 1");
}

}  // namespace
}  // namespace dmn::harmonisation
