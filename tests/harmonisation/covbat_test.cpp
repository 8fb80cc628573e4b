#include "harmonisation/covbat.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <Eigen/SVD>

#include <cmath>

#include "base/error.hpp"
#include "harmonisation/harmonise.hpp"
#include "harmonisation/site_cohort.hpp"
#include "harmonisation/slow_combat.hpp"

namespace dmn::harmonisation {
namespace {

using testing::largest;
using testing::message_of;
using testing::SiteCohort;
using testing::three_site_cohort;

constexpr double rounding = 1e-11;  ///< of products of 41 x 41 with features of size 1

Eigen::MatrixXd covbat(const SiteCohort& cohort, const CombatOptions& options = {},
                       Eigen::Index tile_width = default_tile_width)
{
  Eigen::MatrixXd data = cohort.data;
  harmonise_covbat(data, cohort.site, cohort.covariates, options, tile_width);
  return data;
}

/// Singular values of the residuals, scores, ComBat on them and back, as Chen et al. write it.
Eigen::MatrixXd slow_covbat(const SiteCohort& cohort)
{
  Eigen::MatrixXd data = cohort.data;
  const CombatParameters parameters = harmonise(data, cohort.site, cohort.covariates, {});
  const CombatRows rows = rows_for(parameters, cohort.site, cohort.covariates);
  Eigen::MatrixXd preserved(data.rows(), data.cols());
  for (Eigen::Index e = 0; e < data.cols(); ++e) preserved.col(e) = preserved_part(parameters, rows, e);
  Eigen::MatrixXd residual = data - preserved;
  const Eigen::RowVectorXd centre = residual.colwise().mean();
  residual.rowwise() -= centre;
  const Eigen::RowVectorXd scale = residual.colwise().norm() / std::sqrt(static_cast<double>(data.rows() - 1));
  residual = residual * scale.cwiseInverse().asDiagonal();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(residual, Eigen::ComputeThinU | Eigen::ComputeThinV);
  Eigen::MatrixXd scores = svd.matrixU() * svd.singularValues().asDiagonal();
  const Eigen::VectorXd variance = svd.singularValues().cwiseAbs2();
  Eigen::Index m = 1;
  while (variance.head(m).sum() <= 0.95 * variance.sum()) ++m;
  SiteCohort of_scores{.data = scores.leftCols(m), .site = cohort.site, .covariates = no_covariates(data.rows())};
  scores.leftCols(m) = testing::SlowCombat(of_scores, {.empirical_bayes = false}).data();
  const Eigen::MatrixXd back = scores * svd.matrixV().transpose() * scale.asDiagonal();
  return (back.rowwise() + centre) + preserved;
}

TEST(CovBat, AgreesWithTheScoresOfASingularValueDecomposition)
{
  for (const Eigen::Index n_features : {12, 90}) {
    const auto cohort = three_site_cohort(n_features);

    EXPECT_LT(largest(covbat(cohort) - slow_covbat(cohort)), rounding) << n_features;
  }
}

TEST(CovBat, ChangesMoreThanComBat)
{
  const auto cohort = three_site_cohort(30);
  Eigen::MatrixXd combat = cohort.data;
  harmonise(combat, cohort.site, cohort.covariates, {});

  EXPECT_GT(largest(covbat(cohort) - combat), 1e-3);
}

TEST(CovBat, DoesNotDependOnTheTileWidth)
{
  const auto cohort = three_site_cohort(23);
  const Eigen::MatrixXd whole = covbat(cohort);

  for (const Eigen::Index width : {1, 4, 22}) EXPECT_LT(largest(covbat(cohort, {}, width) - whole), 1e-12) << width;
  EXPECT_EQ(covbat(cohort, {}, 4), covbat(cohort, {}, 4));
}

TEST(CovBat, LeavesFeaturesThatComBatLeavesOutAndLearnsNothingFromThem)
{
  const auto cohort = three_site_cohort(20);
  SiteCohort more = cohort;
  more.data.conservativeResize(Eigen::NoChange, 22);
  more.data.col(20).setConstant(0.3);
  more.data.col(21) = cohort.data.col(0);
  more.data(4, 21) = std::nan("");

  const Eigen::MatrixXd after = covbat(more);

  EXPECT_LT(largest(after.leftCols(20) - covbat(cohort)), rounding);
  EXPECT_EQ(after.col(20), more.data.col(20));
  EXPECT_EQ(after.col(21).head(4), more.data.col(21).head(4));
  EXPECT_TRUE(std::isnan(after(4, 21)));
}

TEST(CovBat, LeavesTheReferenceSite)
{
  const auto cohort = three_site_cohort(20);

  const Eigen::MatrixXd after = covbat(cohort, {.reference = "A"});

  for (const Eigen::Index row : testing::rows_of_site(cohort, "A")) EXPECT_EQ(after.row(row), cohort.data.row(row));
}

/// CovBat from `training` applied to `others`, which may be other rows.
Eigen::MatrixXd covbat_of_others(const SiteCohort& training, const SiteCohort& others)
{
  Eigen::MatrixXd trained = training.data;
  const CovbatResult result = harmonise_covbat(trained, training.site, training.covariates, {});
  const CombatRows fit_rows = rows_for(result.combat, training.site, training.covariates);
  const CombatRows rows = rows_for(result.combat, others.site, others.covariates);
  const ScaledResiduals fit = scaled_residuals(result.combat, fit_rows, 0, training.data);
  const Eigen::MatrixXd residuals = residuals_like(fit, result.combat, rows, 0, others.data);
  const Eigen::MatrixXd mixing = covbat_mixing(result.covbat, rows, residuals * fit.values.transpose());
  Eigen::MatrixXd data = others.data;
  apply_covbat(result.combat, rows, mixing, fit, 0, data);
  return data;
}

TEST(CovBat, AppliesToOtherRowsWhatItLearnt)
{
  const auto cohort = three_site_cohort(20);
  const std::vector<Eigen::Index> chosen{40, 3, 11};

  const Eigen::MatrixXd after = covbat_of_others(cohort, testing::on_rows(cohort, chosen));

  const Eigen::MatrixXd expected = covbat(cohort)(chosen, Eigen::all);
  EXPECT_LT(largest(after - expected), rounding);
}

TEST(CovBat, HasNoScoresForAnotherRowWithAMissingValue)
{
  auto cohort = three_site_cohort(20);
  cohort.data.col(6).setConstant(0.3);
  SiteCohort some = testing::on_rows(cohort, {40, 3, 11});
  some.data(1, 4) = std::nan("");
  some.data(1, 6) = 0.7;

  const Eigen::MatrixXd after = covbat_of_others(cohort, some);

  EXPECT_EQ(after.col(6), some.data.col(6));
  EXPECT_EQ(after.row(1).array().isNaN().count(), 19);
  EXPECT_TRUE(after.row(0).allFinite());
  EXPECT_TRUE(after.row(2).allFinite());
}

TEST(CovBat, ScalesResidualsToUnitVariance)
{
  const auto cohort = three_site_cohort(5);
  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});
  const CombatParameters parameters = estimate(design, fit_features(design, cohort.data));

  const ScaledResiduals residuals = scaled_residuals(parameters, rows_of(design), 0, cohort.data);

  EXPECT_LT(largest(residuals.values.colwise().sum()), 1e-11);
  EXPECT_LT(largest((residuals.values.colwise().squaredNorm().array() - 40).matrix()), 1e-11);
  EXPECT_LT(largest(gram(residuals) - residuals.values * residuals.values.transpose()), 1e-12);
}

TEST(CovBat, RefusesMeanOnly)
{
  EXPECT_EQ(message_of<base::UsageError>([] { covbat(three_site_cohort(5), {.mean_only = true}); }),
            "CovBat and mean-only exclude each other: CovBat brings variances to one scale, too");
}

TEST(CovBat, RefusesResidualsThatDoNotVary)
{
  const auto cohort = three_site_cohort(1);
  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});

  EXPECT_EQ(message_of<base::DesignError>([&] { estimate_covbat(design, Eigen::MatrixXd::Zero(41, 41)); }),
            "CovBat: nothing varies after ComBat, so there is no component to harmonise");
}

TEST(CovBat, RefusesPartsThatDoNotFitTogether)
{
  auto cohort = three_site_cohort(4);
  const CombatDesign design = combat_design(cohort.site, cohort.covariates, {});
  const CombatParameters parameters = estimate(design, fit_features(design, cohort.data));
  const ScaledResiduals fit = scaled_residuals(parameters, rows_of(design), 0, cohort.data);

  EXPECT_EQ(message_of<base::ShapeError>(
                [&] { apply_covbat(parameters, rows_of(design), Eigen::MatrixXd::Zero(40, 41), fit, 0, cohort.data); }),
            "CovBat's mixing, residuals and block do not fit together");
}

}  // namespace
}  // namespace dmn::harmonisation
