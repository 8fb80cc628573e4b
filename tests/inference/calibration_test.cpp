// The statements of docs/calibration.md on cohorts small enough for every run of the tests: statistics, relabelling,
// networks and correction together. tests/bench/calibration.cpp is the large version.
#include <gtest/gtest.h>

#include <cmath>

#include "bench/calibration_study.hpp"

namespace dmn::bench {
namespace {

/// A true rate leaves bounds of so many standard errors once in 10,000 studies; ours always draws the same numbers.
constexpr double standard_errors = 3.89;
constexpr int n_cohorts = 400;
constexpr int n_relabellings = 200;  ///< alpha/2 of it is a whole number

/// 40 participants at three sites, 8 ROIs, 28 edges.
CohortShape small_cohort()
{
  return {.sites = {{.n_patients = 10, .n_controls = 6, .variance = 1},
                    {.n_patients = 5, .n_controls = 9, .variance = 0.85},
                    {.n_patients = 6, .n_controls = 4, .variance = 1.275}},
          .n_networks = 2,
          .rois_per_network = 4};
}

/// Sites of one group or nearly so.
CohortShape sites_of_one_group()
{
  auto shape = small_cohort();
  shape.sites = {{.n_patients = 18, .n_controls = 3}, {.n_patients = 3, .n_controls = 16}};
  return shape;
}

/// The site with the large variance weighs more in the comparison than in the pooled variance.
CohortShape sites_of_different_variances()
{
  auto shape = small_cohort();
  shape.sites = {{.n_patients = 10, .n_controls = 10, .variance = 10}, {.n_patients = 22, .n_controls = 2}};
  return shape;
}

double binomial_error(double rate, int n)
{
  return std::sqrt(rate * (1 - rate) / n);
}

bool counts_whole_numbers(const std::string& method)
{
  return method.starts_with("NBS extent") && !method.ends_with("ties broken");
}

class ErrorRates : public testing::TestWithParam<double> {};

TEST_P(ErrorRates, OfNullCohortsAreThoseStated)
{
  const double alpha = GetParam();
  const double bound = standard_errors * binomial_error(alpha, n_cohorts);

  const auto rates = error_rates({small_cohort(), 11, n_cohorts},
                                 {.n_relabellings = n_relabellings, .taus = {1.5, 2}, .alpha = alpha}, [] {});

  ASSERT_EQ(rates.size(), 10U);
  for (const auto& rate : rates) {
    SCOPED_TRACE(rate.method);
    ASSERT_EQ(rate.any.n(), n_cohorts);
    EXPECT_LE(rate.any.mean(), alpha + bound);
    if (!counts_whole_numbers(rate.method)) {
      EXPECT_GE(rate.any.mean(), alpha - bound);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AtTwoLevels, ErrorRates, testing::Values(0.05, 0.2));

TEST(Calibration, IgnoringSitesThatDifferInTheirGroupsInflatesErrors)
{
  const auto errors = [](SiteHandling sites) {
    const auto rates = error_rates({sites_of_one_group(), 12, 100},
                                   {.sites = sites, .n_relabellings = n_relabellings, .taus = {2}}, [] {});
    EXPECT_EQ(rates[1].method, "max-T");
    return rates[1].any.mean();
  };

  EXPECT_GT(errors(SiteHandling::ignored), 0.3);
  EXPECT_LE(errors(SiteHandling::fixed_effect), 0.05 + standard_errors * binomial_error(0.05, 100));
}

TEST(Calibration, ExchangeWithinSiteKeepsTheLevelWhereSitesDifferTenfoldInVariance)
{
  constexpr int n = 300;
  const auto rates =
      error_rates({sites_of_different_variances(), 18, n}, {.n_relabellings = n_relabellings, .taus = {2}}, [] {});

  EXPECT_EQ(rates[1].method, "max-T");
  EXPECT_NEAR(rates[1].any.mean(), 0.05, standard_errors * binomial_error(0.05, n));
}

TEST(Calibration, TheIntervalOfGHoldsAPlantedEffectInNineteenOfTwentyCohorts)
{
  constexpr int n = 2000;
  const auto covered = coverage({small_cohort(), 13, n}, SiteHandling::fixed_effect, 0.4, [] {});

  EXPECT_NEAR(covered.marker.mean(), 0.95, standard_errors * binomial_error(0.95, n));
  EXPECT_NEAR(covered.edges.mean(), 0.95, standard_errors * binomial_error(0.95, n));
  EXPECT_NEAR(covered.g_marker.mean(), 0.4, standard_errors * covered.g_marker.error());
  EXPECT_NEAR(covered.g_edges.mean(), 0.4, standard_errors * covered.g_edges.error());
}

TEST(Calibration, EveryMethodFindsALargeEffectAndFewOtherEdges)
{
  const auto shape = small_cohort();
  const auto planted = planted_among(simulate(shape, 14, 0).cohort.edges, shape.rois_per_network);

  const auto powers = power({shape, 14, 20}, {.n_relabellings = n_relabellings, .taus = {2.5}}, planted, 3, [] {});

  ASSERT_EQ(powers.size(), 7U);
  for (const auto& method : powers) {
    SCOPED_TRACE(method.method);
    EXPECT_EQ(method.any.mean(), 1);
    EXPECT_GT(method.share.mean(), 0.9);
    EXPECT_LT(method.false_share.mean(), 0.5);
  }
}

TEST(Calibration, ASimulatedCohortIsAFunctionOfSeedAndNumber)
{
  const auto cohort = simulate(small_cohort(), 15, 3);

  EXPECT_EQ(simulate(small_cohort(), 15, 3).edges, cohort.edges);
  EXPECT_NE(simulate(small_cohort(), 15, 4).edges, cohort.edges);
  EXPECT_NE(simulate(small_cohort(), 16, 3).edges, cohort.edges);
}

TEST(Calibration, ResidualsOfSimulatedEdgesAndMarkersHaveTheStatedStandardDeviation)
{
  constexpr int n = 200;
  Average edges;
  Average marker;
  for (std::uint32_t k = 0; k < n; ++k) {
    const auto simulated = simulate(small_cohort(), 17, k);
    const auto estimated = estimate(simulated, SiteHandling::fixed_effect);
    const double sd = expected_residual_sd(estimated.plan.design, simulated.edge_sd);
    const double sd_of_marker = sd * sd_of_mean(simulated.cohort.edges, estimated.summaries[0].edges);
    edges.add((estimated.edges.sigma / sd).array().square().mean());
    marker.add(std::pow(estimated.markers.sigma[0] / sd_of_marker, 2));
  }

  EXPECT_NEAR(edges.mean(), 1, standard_errors * edges.error());
  EXPECT_NEAR(marker.mean(), 1, standard_errors * marker.error());
}

}  // namespace
}  // namespace dmn::bench
