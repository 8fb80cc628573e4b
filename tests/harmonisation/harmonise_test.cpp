#include "harmonisation/harmonise.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "base/error.hpp"
#include "harmonisation/site_cohort.hpp"
#include "harmonisation/site_effects.hpp"
#include "harmonisation/slow_combat.hpp"

namespace dmn::harmonisation {
namespace {

using testing::largest;
using testing::SiteCohort;
using testing::three_site_cohort;

constexpr double rounding = 1e-12;

Eigen::MatrixXd combat(const SiteCohort& cohort, const CombatOptions& options = {},
                       Eigen::Index tile_width = default_tile_width)
{
  Eigen::MatrixXd data = cohort.data;
  harmonise(data, cohort.site, cohort.covariates, options, tile_width);
  return data;
}

SiteCohort without_covariates(SiteCohort cohort)
{
  cohort.covariates = no_covariates(cohort.data.rows());
  return cohort;
}

Eigen::VectorXd variances(const Eigen::MatrixXd& data, const std::vector<Eigen::Index>& rows)
{
  const Eigen::MatrixXd part = data(rows, Eigen::all);
  return (part.rowwise() - part.colwise().mean()).colwise().squaredNorm() / static_cast<double>(rows.size() - 1);
}

TEST(Harmonise, AgreesWithComBatAsItIsWrittenDown)
{
  const auto cohort = three_site_cohort(40);
  const std::vector<CombatOptions> all_options{{},
                                               {.empirical_bayes = false},
                                               {.mean_only = true},
                                               {.empirical_bayes = false, .mean_only = true},
                                               {.reference = "C"},
                                               {.mean_only = true, .reference = "A"},
                                               {.empirical_bayes = false, .reference = "B"}};
  for (std::size_t k = 0; k < all_options.size(); ++k) {
    for (const auto& given : {cohort, without_covariates(cohort)}) {
      const testing::SlowCombat slow(given, all_options[k]);

      EXPECT_LT(largest(combat(given, all_options[k]) - slow.data()), rounding) << "options " << k;
    }
  }
}

TEST(Harmonise, GivesTheSameBitsForEveryTileWidth)
{
  const auto cohort = three_site_cohort(23);
  const Eigen::MatrixXd whole = combat(cohort);

  for (const Eigen::Index width : {1, 2, 7, 22}) EXPECT_EQ(combat(cohort, {}, width), whole) << width;
}

TEST(Harmonise, CommutesWithPermutingRowsAndColumns)
{
  const auto cohort = three_site_cohort(20);
  std::mt19937 random(3);
  std::vector<Eigen::Index> rows(41);
  std::vector<Eigen::Index> columns(20);
  std::iota(rows.begin(), rows.end(), Eigen::Index{0});
  std::iota(columns.begin(), columns.end(), Eigen::Index{0});
  std::shuffle(rows.begin(), rows.end(), random);
  std::shuffle(columns.begin(), columns.end(), random);
  SiteCohort permuted = testing::on_rows(cohort, rows);
  permuted.data = Eigen::MatrixXd(permuted.data(Eigen::all, columns));

  const Eigen::MatrixXd expected = combat(cohort)(rows, columns);

  EXPECT_LT(largest(combat(permuted) - expected), rounding);
}

TEST(Harmonise, RemovesAPlantedShiftFromEveryFeature)
{
  auto cohort = three_site_cohort(15);
  const CombatOptions shifts{.empirical_bayes = false, .mean_only = true};
  const Eigen::MatrixXd before = combat(cohort, shifts);

  for (const Eigen::Index row : testing::rows_of_site(cohort, "A")) cohort.data.row(row).array() += 5;
  const Eigen::MatrixXd after = combat(cohort, shifts);

  const double share_of_a = 14.0 / 41;
  EXPECT_LT(largest(after - (before.array() + 5 * share_of_a).matrix()), rounding);
}

TEST(Harmonise, LeavesEqualSiteMeansGivenTheCovariates)
{
  const auto cohort = three_site_cohort(15);
  const SiteModel model = site_model(cohort.site, cohort.covariates);
  const SiteEffects before = site_effects(model, cohort.data);

  const SiteEffects after = site_effects(model, combat(cohort, {.empirical_bayes = false, .mean_only = true}));

  EXPECT_GT(before.partial_eta2.minCoeff(), 0.05);
  EXPECT_LT(after.partial_eta2.maxCoeff(), 1e-20);
  EXPECT_GT(after.p.minCoeff(), 0.999);
}

TEST(Harmonise, KeepsTheVariancesOfSitesWhereOnlyMeansAreShifted)
{
  const auto cohort = three_site_cohort(15);

  const Eigen::MatrixXd after = combat(cohort, {.mean_only = true});

  for (const auto* site : {"A", "B", "C"}) {
    const auto rows = testing::rows_of_site(cohort, site);
    EXPECT_LT(largest(variances(after, rows) - variances(cohort.data, rows)), rounding) << site;
  }
}

TEST(Harmonise, BringsTheVariancesOfSitesTogether)
{
  const auto cohort = without_covariates(three_site_cohort(15));

  const Eigen::MatrixXd after = combat(cohort, {.empirical_bayes = false});

  const Eigen::VectorXd of_a = variances(after, testing::rows_of_site(cohort, "A"));
  for (const auto* site : {"B", "C"}) {
    EXPECT_LT(largest(variances(after, testing::rows_of_site(cohort, site)) - of_a), rounding) << site;
  }
}

TEST(Harmonise, ChangesNothingASecondTimeWhereOnlyMeansAreShifted)
{
  auto cohort = three_site_cohort(15);
  const CombatOptions shifts{.empirical_bayes = false, .mean_only = true};
  cohort.data = combat(cohort, shifts);

  EXPECT_LT(largest(combat(cohort, shifts) - cohort.data), rounding);
}

TEST(Harmonise, ASecondTimeShrinksDeviationsByTheDegreesOfFreedomOnly)
{
  auto cohort = without_covariates(three_site_cohort(15));
  cohort.data = combat(cohort, {.empirical_bayes = false});
  const Eigen::RowVectorXd mean = cohort.data.colwise().mean();

  const Eigen::MatrixXd again = combat(cohort, {.empirical_bayes = false});

  const double n_minus_s_over_n = 38.0 / 41;
  const Eigen::MatrixXd expected = (std::sqrt(n_minus_s_over_n) * (cohort.data.rowwise() - mean)).rowwise() + mean;
  EXPECT_LT(largest(again - expected), rounding);
}

TEST(Harmonise, KeepsWhatCovariatesExplain)
{
  auto cohort = three_site_cohort(15);
  const CombatOptions own{.empirical_bayes = false};
  const Eigen::MatrixXd before = combat(cohort, own);
  const Eigen::MatrixXd planted = cohort.covariates.values * Eigen::MatrixXd::Random(2, 15);

  cohort.data += planted;

  EXPECT_LT(largest(combat(cohort, own) - before - planted), 1e-11);
}

TEST(Harmonise, TakesAOneParticipantSiteWhereOnlyMeansAreShifted)
{
  auto cohort = three_site_cohort(15);
  cohort.site[7] = "D";

  const Eigen::MatrixXd after = combat(cohort, {.mean_only = true});

  EXPECT_TRUE(after.allFinite());
  EXPECT_NE(after.row(7), cohort.data.row(7));
}

TEST(Harmonise, LeavesTheDataAsTheyAreWhenItRefuses)
{
  auto cohort = three_site_cohort(5);
  const Eigen::MatrixXd before = cohort.data;

  EXPECT_THROW(harmonise(cohort.data, cohort.site, cohort.covariates, {.max_iterations = 1}), base::DesignError);
  EXPECT_EQ(cohort.data, before);
}

}  // namespace
}  // namespace dmn::harmonisation
