#include "harmonisation/empirical_bayes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/error.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation {
namespace {

constexpr double rounding = 1e-13;
constexpr int iterations = 1000;

SiteEstimates four_features()
{
  return {.gamma = Eigen::Vector4d(0.5, -0.2, 0.1, 0.4), .delta2 = Eigen::Vector4d(0.8, 1.2, 1.0, 1.4)};
}

TEST(SitePrior, HasTheMomentsOverFeatures)
{
  const SitePrior prior = site_prior({.gamma = Eigen::Vector3d(1, 2, 6), .delta2 = Eigen::Vector3d(1, 2, 3)});

  EXPECT_DOUBLE_EQ(prior.mean, 3);
  EXPECT_DOUBLE_EQ(prior.variance, 7);
  EXPECT_DOUBLE_EQ(prior.shape, 6);   // (2 * 1 + 4) / 1
  EXPECT_DOUBLE_EQ(prior.scale, 10);  // (2 * 1 + 8) / 1
  EXPECT_TRUE(prior.shifts_vary);
  EXPECT_TRUE(prior.variances_vary);
}

TEST(SitePrior, KnowsThatEqualFeaturesDoNotVary)
{
  const double third = 1.0 / 3;
  const SitePrior shifts =
      site_prior({.gamma = Eigen::Vector3d(third, third, third), .delta2 = Eigen::Vector3d(1, 2, 3)});
  const SitePrior variances =
      site_prior({.gamma = Eigen::Vector3d(1, 2, 3), .delta2 = Eigen::Vector3d(third, third, third)});

  EXPECT_FALSE(shifts.shifts_vary);
  EXPECT_TRUE(shifts.variances_vary);
  EXPECT_TRUE(variances.shifts_vary);
  EXPECT_FALSE(variances.variances_vary);
}

TEST(SitePrior, SaysNothingOfASingleFeature)
{
  const SitePrior prior =
      site_prior({.gamma = Eigen::VectorXd::Constant(1, 0.3), .delta2 = Eigen::VectorXd::Constant(1, 2.0)});

  EXPECT_FALSE(prior.shifts_vary);
  EXPECT_FALSE(prior.variances_vary);
}

TEST(EmpiricalBayes, EndsWhereBothEquationsHold)
{
  const SiteEstimates raw = four_features();
  const SitePrior prior = site_prior(raw);
  const double n = 20;

  const SiteEstimates found = shrink(raw, prior, n, iterations, "A");

  const Eigen::ArrayXd delta2 = found.delta2.array();
  const Eigen::ArrayXd gamma =
      (n * prior.variance * raw.gamma.array() + delta2 * prior.mean) / (n * prior.variance + delta2);
  EXPECT_LT(testing::largest(gamma.matrix() - found.gamma), 1e-4);
  EXPECT_TRUE(((found.gamma.array() - prior.mean).abs() < (raw.gamma.array() - prior.mean).abs()).all());
}

TEST(EmpiricalBayes, DividesAChangeByTheSignedOldValue)
{
  const SiteEstimates raw{.gamma = Eigen::Vector4d(-0.5, -0.2, -0.1, -0.4),
                          .delta2 = Eigen::Vector4d(0.8, 1.2, 1, 1.4)};
  SitePrior prior = site_prior(raw);
  prior.shape = 1e12;
  prior.scale = 1e12 * (1 + 5e-5);  // moves every variance by less than the limit, so that only means can go on
  SiteEstimates unit = raw;
  unit.delta2.setOnes();

  const SiteEstimates found = shrink(unit, prior, 20, iterations, "A");

  const double weight = 20 * prior.variance;
  const Eigen::VectorXd after_one_step = (weight * raw.gamma.array() + prior.mean) / (weight + 1);
  EXPECT_LT(testing::largest(found.gamma - after_one_step), 1e-15);
}

TEST(EmpiricalBayes, TakesAnyChangeOfAShiftOfZeroForALargeOne)
{
  const SiteEstimates raw{.gamma = Eigen::Vector4d(0, -0.2, -0.1, -0.4), .delta2 = Eigen::Vector4d::Ones()};
  SitePrior prior = site_prior(raw);
  prior.shape = 1e12;
  prior.scale = 1e12 * (1 + 5e-5);

  const SiteEstimates found = shrink(raw, prior, 20, iterations, "A");

  const double weight = 20 * prior.variance;
  const double second = 1 + 5e-5;
  const Eigen::VectorXd after_two_steps = (weight * raw.gamma.array() + second * prior.mean) / (weight + second);
  EXPECT_LT(testing::largest(found.gamma - after_two_steps), 1e-10);
}

TEST(EmpiricalBayes, GoesOnFromAShiftOfZero)
{
  SiteEstimates raw = four_features();
  raw.gamma[2] = 0;

  const SiteEstimates found = shrink(raw, site_prior(raw), 20, iterations, "A");

  EXPECT_TRUE(found.gamma.allFinite());
  EXPECT_TRUE(found.delta2.allFinite());
  EXPECT_GT(found.gamma[2], 0);
}

TEST(EmpiricalBayes, NamesTheSiteThatDoesNotConverge)
{
  const SiteEstimates raw = four_features();

  EXPECT_EQ(testing::message_of<base::DesignError>([&] { shrink(raw, site_prior(raw), 20, 1, "essen"); }),
            "the empirical Bayes of ComBat did not converge for site essen in 1 iterations");
}

TEST(EmpiricalBayes, OfMeansWeighsThemAgainstAVarianceOfOne)
{
  const SiteEstimates raw{.gamma = Eigen::Vector3d(1, 2, 6), .delta2 = Eigen::Vector3d(1, 2, 3)};

  const SiteEstimates found = shrink_means(raw, site_prior(raw));

  EXPECT_LT(testing::largest(found.gamma - Eigen::Vector3d(10, 17, 45) / 8), rounding);
  EXPECT_EQ(found.delta2, Eigen::Vector3d::Ones());
}

}  // namespace
}  // namespace dmn::harmonisation
