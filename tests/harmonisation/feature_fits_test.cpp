#include "harmonisation/feature_fits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using testing::message_of;

constexpr double rounding = 1e-12;

/// Sites A: 1, 3; B: 6, 8, 10: means 2 and 8, sums of squares 2 and 8, alpha = (2 * 2 + 3 * 8) / 5 = 5.6, sigma2 = 2.
CombatDesign two_sites(const CombatOptions& options = {})
{
  return combat_design({"A", "B", "A", "B", "B"}, no_covariates(5), options);
}

TEST(FeatureFits, AreTheNumbersDoneByHand)
{
  const FeatureFits fits = fit_features(two_sites(), (Eigen::VectorXd(5) << 1, 6, 3, 8, 10).finished());

  EXPECT_THAT(fits.status, Each(FeatureStatus::harmonised));
  EXPECT_NEAR(fits.intercept[0], 5.6, rounding);
  EXPECT_NEAR(fits.sigma[0], std::sqrt(2.0), rounding);
  EXPECT_NEAR(fits.gamma_hat(0, 0), -3.6 / std::sqrt(2.0), rounding);
  EXPECT_NEAR(fits.gamma_hat(1, 0), 2.4 / std::sqrt(2.0), rounding);
  EXPECT_NEAR(fits.delta2_hat(0, 0), 1, rounding);
  EXPECT_NEAR(fits.delta2_hat(1, 0), 2, rounding);
}

TEST(FeatureFits, StartFromTheReferenceSite)
{
  const FeatureFits fits =
      fit_features(two_sites({.reference = "A"}), (Eigen::VectorXd(5) << 1, 6, 3, 8, 10).finished());

  EXPECT_NEAR(fits.intercept[0], 2, rounding);
  EXPECT_NEAR(fits.sigma[0], 1, rounding);
  EXPECT_NEAR(fits.gamma_hat(0, 0), 0, rounding);
  EXPECT_NEAR(fits.gamma_hat(1, 0), 6, rounding);
  EXPECT_NEAR(fits.delta2_hat(1, 0), 4, rounding);
}

TEST(FeatureFits, FindThePlantedSlopes)
{
  auto cohort = testing::three_site_cohort(2);
  const Eigen::Vector2d slopes(0.3, -2);
  const Eigen::VectorXd noise = cohort.data.col(0);
  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});
  const FeatureFits before = fit_features(design, noise);

  const FeatureFits after = fit_features(design, noise + cohort.covariates.values * slopes);

  EXPECT_LT(testing::largest(after.slopes.col(0) - before.slopes.col(0) - slopes), 1e-11);
  EXPECT_NEAR(after.intercept[0], before.intercept[0], 1e-10);
  EXPECT_NEAR(after.sigma[0], before.sigma[0], 1e-11);
  EXPECT_LT(testing::largest(after.gamma_hat - before.gamma_hat), 1e-10);
}

TEST(FeatureFits, TellWhyAFeatureIsLeftOut)
{
  Eigen::MatrixXd block(5, 6);
  block.col(0) << 1, 6, 3, 8, 10;
  block.col(1) << 1, 6, std::nan(""), 8, 10;
  block.col(2) << 4, 6, 4, 8, 10;
  block.col(3) << 0.1, 0.1, 0.1, 0.1, 0.1;
  block.col(4) << 1, 6, 3, HUGE_VAL, 10;
  block.col(5) << 4, 6, 4, 6, 6;

  const FeatureFits fits = fit_features(two_sites(), block);

  EXPECT_THAT(fits.with(FeatureStatus::harmonised), ElementsAre(0));
  EXPECT_THAT(fits.with(FeatureStatus::missing_values), ElementsAre(1, 4));
  EXPECT_THAT(fits.with(FeatureStatus::constant_within_site), ElementsAre(2, 5));
  EXPECT_THAT(fits.with(FeatureStatus::zero_variance), ElementsAre(3));
  EXPECT_TRUE(fits.gamma_hat.rightCols(5).array().isNaN().all());
  EXPECT_TRUE(fits.sigma.tail(5).array().isNaN().all());
}

TEST(FeatureFits, LeaveOutAFeatureThatIsACovariate)
{
  const auto cohort = testing::three_site_cohort(1);
  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});

  const FeatureFits fits = fit_features(design, 3 * cohort.covariates.values.col(0));

  EXPECT_THAT(fits.status, Each(FeatureStatus::constant_within_site));
}

TEST(FeatureFits, HaveTheSameBitsWhateverTheWidthOfTheBlocks)
{
  const auto cohort = testing::three_site_cohort(13);
  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});
  const FeatureFits whole = fit_features(design, cohort.data);

  for (const Eigen::Index width : {1, 2, 5, 12}) {
    FeatureFits parts(3, 2, 13);
    for (Eigen::Index first = 0; first < 13; first += width) {
      place(fit_features(design, cohort.data.middleCols(first, std::min<Eigen::Index>(width, 13 - first))), first,
            parts);
    }
    EXPECT_EQ(parts.status, whole.status) << width;
    EXPECT_EQ(parts.intercept, whole.intercept) << width;
    EXPECT_EQ(parts.slopes, whole.slopes) << width;
    EXPECT_EQ(parts.sigma, whole.sigma) << width;
    EXPECT_EQ(parts.gamma_hat, whole.gamma_hat) << width;
    EXPECT_EQ(parts.delta2_hat, whole.delta2_hat) << width;
  }
}

TEST(FeatureFits, RefuseABlockOfOtherRows)
{
  EXPECT_EQ(message_of<base::ShapeError>([] { fit_features(two_sites(), Eigen::MatrixXd::Zero(4, 1)); }),
            "features and ComBat design have different numbers of rows: found \"4\"; expected 5");
}

TEST(FeatureFits, RefuseATableThatDoesNotFit)
{
  FeatureFits all(3, 2, 5);

  EXPECT_EQ(message_of<base::ShapeError>([&] { place(FeatureFits(3, 2, 2), 4, all); }),
            "a block of fitted features does not fit the table: found \"4 to 6\"; expected within 0 to 5");
}

TEST(FeatureStatus, HasTheWordsOfTheResultTables)
{
  EXPECT_EQ(words(FeatureStatus::harmonised), "harmonised");
  EXPECT_EQ(words(FeatureStatus::missing_values), "missing values");
  EXPECT_EQ(words(FeatureStatus::constant_within_site), "constant within a site");
  EXPECT_EQ(words(FeatureStatus::zero_variance), "zero variance");
}

}  // namespace
}  // namespace dmn::harmonisation
