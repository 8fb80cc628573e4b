#include "sites/meta_analysis.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "base/error.hpp"
#include "sites_example.hpp"

namespace dmn::sites {
namespace {

using ::testing::HasSubstr;
using testing::message_of;

const Eigen::VectorXd six_effects = Eigen::VectorXd{{-.32, .10, -.45, -.05, -.22, .31}};
const Eigen::VectorXd six_variances = Eigen::VectorXd{{.04, .09, .06, .02, .11, .05}};

TEST(MetaAnalysis, EqualVariancesGiveTheMeanAndItsStandardError)
{
  const MetaAnalysis result = fixed_effect(Eigen::Vector2d(0.2, 0.6), Eigen::Vector2d(0.08, 0.08));

  EXPECT_DOUBLE_EQ(result.estimate, 0.4);
  EXPECT_DOUBLE_EQ(result.se, 0.2);
  EXPECT_DOUBLE_EQ(result.q, 1.0);
  EXPECT_DOUBLE_EQ(result.i2, 0.0);
  EXPECT_EQ(words(result), "fixed effect");
}

TEST(MetaAnalysis, RemlIsWhereTheRestrictedLikelihoodIsLargest)
{
  const auto minus_log_likelihood = [](double tau2) {
    const Eigen::ArrayXd v = six_variances.array() + tau2;
    const double mean = (six_effects.array() / v).sum() / v.inverse().sum();
    return v.log().sum() + std::log(v.inverse().sum()) + ((six_effects.array() - mean).square() / v).sum();
  };

  const Tau2 found = tau2_reml(six_effects, six_variances);

  ASSERT_TRUE(found.converged);
  for (double other = 0; other < 0.2; other += 1e-4) {
    EXPECT_LE(minus_log_likelihood(found.value), minus_log_likelihood(other) + 1e-12) << other;
  }
}

TEST(MetaAnalysis, TwoSitesGetTheFixedEffectOnly)
{
  const MetaAnalysis result = meta_analysis(six_effects.head(2), six_variances.head(2));

  EXPECT_EQ(result.model, MetaModel::fixed_effect);
  EXPECT_EQ(result.k, 2);
  EXPECT_TRUE(std::isnan(result.pi_low));
}

TEST(MetaAnalysis, OneSiteIsNotPooled)
{
  const MetaAnalysis result = meta_analysis(six_effects.head(1), six_variances.head(1));

  EXPECT_EQ(words(result), "none");
  EXPECT_EQ(result.k, 1);
  EXPECT_TRUE(std::isnan(result.estimate));
}

TEST(MetaAnalysis, ASiteWithoutAnEffectDoesNotTakePart)
{
  Eigen::VectorXd effects(7);
  Eigen::VectorXd variances(7);
  effects << six_effects, std::nan("");
  variances << six_variances, std::nan("");

  const MetaAnalysis with = meta_analysis(effects, variances);

  EXPECT_EQ(with.k, 6);
  EXPECT_EQ(with.estimate, meta_analysis(six_effects, six_variances).estimate);
  EXPECT_EQ(leave_one_out(effects, variances).back().estimate, with.estimate);
}

TEST(MetaAnalysis, RemlThatDoesNotConvergeGivesTheDlValueAndSaysSo)
{
  const MetaAnalysis result = meta_analysis(six_effects, six_variances, {.max_iterations = 1});

  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.tau2, tau2_dersimonian_laird(six_effects, six_variances));
  EXPECT_EQ(words(result), "DL, Hartung-Knapp (REML did not converge)");
}

TEST(MetaAnalysis, ConvergesForSitesOfAnyKind)
{
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(0.001, 0.3);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    const Eigen::Index k = 3 + repeat % 20;
    const Eigen::VectorXd y = Eigen::VectorXd::NullaryExpr(k, [&] { return 0.5 * normal(random); });
    const Eigen::VectorXd v = Eigen::VectorXd::NullaryExpr(k, [&] { return uniform(random); });

    EXPECT_TRUE(tau2_reml(y, v).converged) << repeat;
  }
}

TEST(MetaAnalysis, WithoutASiteIsThePoolOfTheOthers)
{
  const auto without = leave_one_out(six_effects, six_variances);

  ASSERT_EQ(without.size(), 6U);
  EXPECT_EQ(without.back().estimate, meta_analysis(six_effects.head(5), six_variances.head(5)).estimate);
}

TEST(MetaAnalysis, RefusesWhatIsNoEffectWithAVariance)
{
  const Eigen::VectorXd zero = Eigen::Vector3d(0.1, 0.0, 0.1);
  EXPECT_THAT(message_of<base::ShapeError>([&] { fixed_effect(six_effects.head(3), zero); }),
              HasSubstr("a meta-analysis needs finite effects and positive, finite variances"));
  EXPECT_THAT(message_of<base::ShapeError>([&] { fixed_effect(six_effects, zero); }),
              HasSubstr("effects and variances of a meta-analysis differ in number: found \"3\"; expected 6"));
  EXPECT_THAT(message_of<base::ShapeError>([&] {
                random_effects(six_effects.head(1), six_variances.head(1), Tau2Method::reml, MetaInterval::normal);
              }),
              HasSubstr("a meta-analysis has too few sites: found \"1\"; expected 2"));
}

}  // namespace
}  // namespace dmn::sites
