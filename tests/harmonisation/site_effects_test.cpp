#include "harmonisation/site_effects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "harmonisation/harmonise.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation {
namespace {

using testing::message_of;
using testing::three_site_cohort;

const std::vector<std::string> thirteen{"A", "A", "A", "A", "B", "B", "B", "B", "B", "C", "C", "C", "C"};

TEST(SiteEffects, AgreeWithNumpyAndScipy)
{
  Covariates covariates{.names = {"x"}, .values = Eigen::MatrixXd(13, 1)};
  covariates.values << 2, 1, 5, 7, 3, 1, 4, 2, 6, 1, 9, 2, 4;
  const Eigen::VectorXd y = (Eigen::VectorXd(13) << 1, 3, 4, 9, 2, 2.5, 3, 2.2, 2.9, 0, 8, -3, 5).finished();

  const SiteEffects effects = site_effects(site_model(thirteen, covariates), y);

  // numpy 1.24.2 lstsq on [1 | x] and [sites | x]; scipy 1.10.1 f.sf and levene(center="median") on the residuals
  EXPECT_NEAR(effects.f[0], 0.9176993449097773, 1e-12);
  EXPECT_NEAR(effects.p[0], 0.4337997137174334, 1e-12);
  EXPECT_NEAR(effects.partial_eta2[0], 0.1693891237748373, 1e-12);
  EXPECT_NEAR(effects.sd_ratio[0], 1.5854751982701711, 1e-12);
  EXPECT_NEAR(effects.spread_p[0], 0.8129727023902392, 1e-12);
}

TEST(SiteEffects, AreGoneAfterComBat)
{
  auto cohort = three_site_cohort(60);
  const SiteModel model = site_model(cohort.site, cohort.covariates);
  const SiteEffectSummary before = summarise(site_effects(model, cohort.data));

  harmonise(cohort.data, cohort.site, cohort.covariates, {});
  const SiteEffectSummary after = summarise(site_effects(model, cohort.data));

  EXPECT_EQ(before.n_features, 60);
  EXPECT_GT(before.share_site, 0.8);
  EXPECT_GT(before.share_spread, 0.2);
  EXPECT_LT(after.share_site, 0.05);
  EXPECT_LT(after.share_spread, 0.05);
  EXPECT_LT(after.median_partial_eta2, 0.2 * before.median_partial_eta2);
  EXPECT_LT(after.median_sd_ratio, before.median_sd_ratio);
}

TEST(SiteEffects, AreMissingWhereAValueIsMissingOrNothingVaries)
{
  auto cohort = three_site_cohort(4);
  cohort.data(2, 1) = std::nan("");
  cohort.data.col(2).setConstant(0.1);
  const SiteModel model = site_model(cohort.site, cohort.covariates);

  const SiteEffects effects = site_effects(model, cohort.data);

  for (const Eigen::Index feature : {1, 2}) {
    EXPECT_TRUE(std::isnan(effects.f[feature]));
    EXPECT_TRUE(std::isnan(effects.p[feature]));
    EXPECT_TRUE(std::isnan(effects.partial_eta2[feature]));
    EXPECT_TRUE(std::isnan(effects.sd_ratio[feature]));
    EXPECT_TRUE(std::isnan(effects.spread_p[feature]));
  }
  EXPECT_EQ(summarise(effects).n_features, 2);
}

TEST(SiteEffects, TakeASiteWithOneParticipant)
{
  auto cohort = three_site_cohort(4);
  cohort.site[5] = "D";
  const SiteModel model = site_model(cohort.site, cohort.covariates);

  const SiteEffects effects = site_effects(model, cohort.data);

  EXPECT_EQ(model.n_site, 3);
  EXPECT_TRUE(effects.f.allFinite());
  EXPECT_TRUE(effects.sd_ratio.allFinite());
  EXPECT_TRUE(effects.spread_p.allFinite());
}

TEST(SiteEffects, HaveTheSameBitsInBlocks)
{
  const auto cohort = three_site_cohort(9);
  const SiteModel model = site_model(cohort.site, cohort.covariates);
  const SiteEffects whole = site_effects(model, cohort.data);
  SiteEffects parts(9);

  for (Eigen::Index first = 0; first < 9; first += 4) {
    place(site_effects(model, cohort.data.middleCols(first, std::min<Eigen::Index>(4, 9 - first))), first, parts);
  }

  EXPECT_EQ(parts.f, whole.f);
  EXPECT_EQ(parts.p, whole.p);
  EXPECT_EQ(parts.partial_eta2, whole.partial_eta2);
  EXPECT_EQ(parts.sd_ratio, whole.sd_ratio);
  EXPECT_EQ(parts.spread_p, whole.spread_p);
}

TEST(SiteEffects, AreSummarisedOverTheFeaturesThatHaveThem)
{
  SiteEffects effects(4);
  effects.p << 0.01, 0.2, std::nan(""), 0.04;
  effects.spread_p << 0.3, 0.2, std::nan(""), 0.01;
  effects.partial_eta2 << 0.3, 0.1, std::nan(""), 0.2;
  effects.sd_ratio << 2, 3, std::nan(""), 1;

  const SiteEffectSummary summary = summarise(effects);

  EXPECT_EQ(summary.n_features, 3);
  EXPECT_DOUBLE_EQ(summary.share_site, 2.0 / 3);
  EXPECT_DOUBLE_EQ(summary.share_spread, 1.0 / 3);
  EXPECT_DOUBLE_EQ(summary.median_partial_eta2, 0.2);
  EXPECT_DOUBLE_EQ(summary.median_sd_ratio, 2);
  EXPECT_TRUE(std::isnan(summarise(SiteEffects(2)).share_site));
}

TEST(SiteEffects, NeedSitesThatTheCovariatesDoNotExplain)
{
  Covariates covariates{.names = {"group"}, .values = Eigen::MatrixXd(6, 1)};
  covariates.values << 0, 0, 0, 1, 1, 1;

  EXPECT_EQ(message_of<base::DesignError>([&] {
              site_model({"A", "A", "A", "B", "B", "B"}, covariates);
            }),
            "the covariates leave nothing of the sites to test");
}

TEST(SiteEffects, NeedMoreParticipantsThanSites)
{
  EXPECT_EQ(message_of<base::DesignError>([] {
              site_model({"A", "B", "C"}, no_covariates(3));
            }),
            "site effects need more participants than sites and covariates");
}

TEST(SiteEffects, RefuseShapesThatDoNotFit)
{
  const auto cohort = three_site_cohort(2);
  const SiteModel model = site_model(cohort.site, cohort.covariates);
  SiteEffects three(3);

  EXPECT_EQ(message_of<base::ShapeError>([&] {
              site_model({"A", "B"}, cohort.covariates);
            }),
            "covariates do not fit the rows");
  EXPECT_EQ(message_of<base::ShapeError>([&] { site_effects(model, Eigen::MatrixXd::Zero(3, 1)); }),
            "features and site model have different numbers of rows: found \"3\"; expected 41");
  EXPECT_EQ(message_of<base::ShapeError>([&] { place(SiteEffects(2), 2, three); }),
            "a block of site effects does not fit");
}

}  // namespace
}  // namespace dmn::harmonisation
