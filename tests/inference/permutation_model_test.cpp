#include "inference/permutation_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "inference/brute_force.hpp"
#include "stats/glm.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::cohort_of;
using stats::testing::message_of;
using stats::testing::random_edges;
using stats::testing::repeated;
using testing::permuted_statistic;

constexpr double agreement = 1e-9;  ///< relative to max(1, |t|)
constexpr int n_relabellings = 12;
constexpr std::uint64_t seed = 5;

stats::Design design_of(const std::string& model, const stats::Cohort& cohort)
{
  return stats::build_design(stats::parse_formula(model), cohort);
}

std::vector<stats::Contrast> contrasts_of(const stats::Design& design, const std::vector<std::string>& expressions)
{
  std::vector<stats::Contrast> contrasts;
  for (const auto& expression : expressions) contrasts.push_back(stats::resolve_contrast({"x", expression}, design));
  return contrasts;
}

PermutedStatistics all_statistics(const PermutationModel& model, const Eigen::MatrixXd& outcomes,
                                  const Relabellings& relabellings)
{
  PermutedStatistics results;
  model.statistics(model.tile(outcomes), model.permuted_basis(relabellings, 0, relabellings.size()), results);
  return results;
}

void expect_brute_force(const stats::Design& design, const std::vector<stats::Contrast>& contrasts,
                        const Relabellings& relabellings, const Eigen::MatrixXd& outcomes)
{
  const PermutationModel model(design, contrasts, relabellings.exchangeability());

  const PermutedStatistics results = all_statistics(model, outcomes, relabellings);

  for (std::size_t c = 0; c < contrasts.size(); ++c) {
    ASSERT_EQ(results.contrasts[c].rows(), outcomes.cols());
    for (int j = 0; j < relabellings.size(); ++j) {
      for (Eigen::Index e = 0; e < outcomes.cols(); ++e) {
        const double slow = permuted_statistic(design, contrasts[c], relabellings.at(j), outcomes.col(e));
        EXPECT_NEAR(results.contrasts[c](e, j), slow, agreement * std::max(1.0, std::abs(slow)))
            << "contrast " << c << ", relabelling " << j << ", outcome " << e;
      }
    }
  }
}

class TwoSites : public ::testing::Test {
 protected:
  Relabellings relabellings(const stats::Contrast& contrast, const std::vector<std::string>& within) const
  {
    return {exchangeability(design_, contrast, within), n_relabellings, seed};
  }

  stats::Cohort cohort_ = stats::testing::two_site_cohort();
  stats::Design design_ = design_of("group + age + sex + mean_fd + site", cohort_);
  std::vector<stats::Contrast> contrasts_ = contrasts_of(design_, {"patient - control", "age"});
  Eigen::MatrixXd outcomes_ = random_edges(40, 9);
};

TEST_F(TwoSites, AgreeWithBruteForceWhenAllRowsAreExchanged)
{
  expect_brute_force(design_, contrasts_, relabellings(contrasts_[0], {}), outcomes_);
}

TEST_F(TwoSites, AgreeWithBruteForceWhenRowsAreExchangedWithinSite)
{
  expect_brute_force(design_, contrasts_, relabellings(contrasts_[0], cohort_.site), outcomes_);
}

TEST_F(TwoSites, AgreeWithBruteForceInBlocksThatTheModelDoesNotHold)
{
  std::vector<std::string> scanner;
  for (int row = 0; row < 40; ++row) scanner.push_back(std::to_string(row % 3));

  expect_brute_force(design_, contrasts_, relabellings(contrasts_[0], scanner), outcomes_);
}

TEST_F(TwoSites, AgreeWithBruteForceForGivenPermutations)
{
  Eigen::MatrixXi table(3, 40);
  for (int row = 0; row < 40; ++row) {
    table(0, row) = row;
    table(1, row) = row < 38 ? row + 2 : row - 38;
    table(2, row) = row % 4 < 2 ? row + 2 : row - 2;
  }

  expect_brute_force(design_, contrasts_, Relabellings::given(table), outcomes_);
}

TEST_F(TwoSites, AgreeWithBruteForceWhenAlmostNothingIsLeftOver)
{
  Eigen::MatrixXd outcomes = 1e-4 * outcomes_;
  outcomes += design_.matrix.col(1).replicate(1, 9) + design_.matrix.col(0).replicate(1, 9);

  expect_brute_force(design_, contrasts_, relabellings(contrasts_[0], cohort_.site), outcomes);
}

TEST_F(TwoSites, AgreeWithBruteForceForSignFlips)
{
  const stats::Contrast mean{.name = "mean", .expression = "intercept", .rows = Eigen::RowVectorXd::Unit(6, 0)};

  expect_brute_force(design_, {mean, contrasts_[1]}, relabellings(mean, {}), outcomes_);
}

TEST_F(TwoSites, AgreeWithBruteForceForALargeMeanUnderSignFlips)
{
  const stats::Contrast mean{.name = "mean", .expression = "intercept", .rows = Eigen::RowVectorXd::Unit(6, 0)};
  const Eigen::MatrixXd outcomes = outcomes_.array() + 1000;

  expect_brute_force(design_, {mean}, relabellings(mean, {}), outcomes);
}

TEST_F(TwoSites, MultiplyOnlyWhatExchangeMoves)
{
  const auto within_site = exchangeability(design_, contrasts_[0], cohort_.site);
  const auto anywhere = exchangeability(design_, contrasts_[0], {});

  EXPECT_EQ(PermutationModel(design_, contrasts_, within_site).n_varying(), 4);
  EXPECT_EQ(PermutationModel(design_, contrasts_, anywhere).n_varying(), 5);
}

TEST_F(TwoSites, GiveTheStatisticsOfTheLinearModelUnderTheIdentity)
{
  const auto site = relabellings(contrasts_[0], cohort_.site);
  const PermutationModel model(design_, contrasts_, site.exchangeability());
  std::vector<stats::TestStatistics> fitted(2, stats::TestStatistics(9));
  stats::LinearModel(design_, contrasts_).fit(outcomes_, 0, fitted);

  const auto observed = model.observed(model.tile(outcomes_));
  const auto permuted = all_statistics(model, outcomes_, site);

  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_LT((observed[c] - fitted[c].t).norm(), 1e-12);
    EXPECT_LT((permuted.contrasts[c].col(0) - fitted[c].t).norm(), 1e-12);
  }
}

TEST_F(TwoSites, AreTheSameBitsInAnotherBlockOfTheSameShape)
{
  const auto site = relabellings(contrasts_[0], cohort_.site);
  const PermutationModel model(design_, contrasts_, site.exchangeability());
  const OutcomeTile tile = model.tile(outcomes_);
  PermutedStatistics first;
  PermutedStatistics again;

  model.statistics(tile, model.permuted_basis(site, 4, 4), first);
  model.statistics(tile, model.permuted_basis(site, 0, 8), again);
  model.statistics(tile, model.permuted_basis(site, 4, 4), again);

  EXPECT_EQ(first.contrasts[0], again.contrasts[0]);
  EXPECT_EQ(first.contrasts[1], again.contrasts[1]);
}

TEST_F(TwoSites, AreTheSameOneByOne)
{
  outcomes_.col(2) = 1e-4 * outcomes_.col(2) + design_.matrix.col(1);
  const auto site = relabellings(contrasts_[0], cohort_.site);
  const PermutationModel model(design_, contrasts_, site.exchangeability());
  const OutcomeTile tile = model.tile(outcomes_);

  const auto together = all_statistics(model, outcomes_, site);

  for (std::size_t c = 0; c < 2; ++c) {
    for (int j = 0; j < n_relabellings; ++j) {
      const Eigen::MatrixXd moved = model.moved_directions(site.at(j), c);
      for (Eigen::Index e = 0; e < 9; ++e) {
        const double one = model.statistic(tile, e, c, site.at(j), moved);
        EXPECT_NEAR(one, together.contrasts[c](e, j), 1e-12 * std::max(1.0, std::abs(one)));
      }
    }
  }
}

TEST_F(TwoSites, LeaveOutOutcomesThatCannotBeTested)
{
  outcomes_(3, 0) = NAN;
  outcomes_.col(1).setConstant(0.5);
  outcomes_(7, 2) = INFINITY;
  const auto site = relabellings(contrasts_[0], cohort_.site);
  const PermutationModel model(design_, contrasts_, site.exchangeability());

  const auto observed = model.observed(model.tile(outcomes_));
  const auto results = all_statistics(model, outcomes_, site);

  for (Eigen::Index e = 0; e < 9; ++e) {
    EXPECT_EQ(std::isnan(observed[0][e]), e < 3) << e;
    for (int j = 0; j < n_relabellings; ++j) EXPECT_EQ(std::isnan(results.contrasts[0](e, j)), e < 3) << e;
  }
}

TEST_F(TwoSites, RefuseAContrastOfWholeBlocks)
{
  const auto site = contrasts_of(design_, {"site"});
  const auto blocks = exchangeability(design_, contrasts_[0], cohort_.site);

  EXPECT_EQ(message_of<base::DesignError>([&] { PermutationModel(design_, site, blocks); }),
            "contrast \"x\" (site) compares whole exchangeability blocks: exchange within blocks leaves it unchanged, "
            "so permutations cannot test it");
}

TEST_F(TwoSites, RefuseOtherNumbersOfRows)
{
  const auto blocks = exchangeability(design_, contrasts_[0], cohort_.site);
  const PermutationModel model(design_, contrasts_, blocks);
  const Exchangeability other{.block = {0, 0}, .kind = {0, 1}, .block_names = {""}};

  const std::string message = "the permuted model has another number of rows: found \"2\"; expected 40";
  EXPECT_EQ(message_of<base::ShapeError>([&] { PermutationModel(design_, contrasts_, other); }), message);
  EXPECT_EQ(message_of<base::ShapeError>([&] { model.tile(Eigen::MatrixXd(2, 1)); }), message);
  EXPECT_EQ(message_of<base::ShapeError>([&] { model.permuted_basis(Relabellings(other, 2, seed), 0, 1); }), message);
}

TEST(PermutationModel, AgreesWithBruteForceForAnFTest)
{
  const auto group = repeated({{"a", 9}, {"b", 9}, {"c", 9}, {"d", 9}});
  std::vector<std::string> site;
  for (int row = 0; row < 36; ++row) site.push_back(row % 3 == 0 ? "A" : "B");
  const auto design = design_of("group + site", cohort_of(group, site));
  const auto contrasts = contrasts_of(design, {"F(group)", "c - a"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], site), n_relabellings, seed);

  expect_brute_force(design, contrasts, relabellings, random_edges(36, 5));
}

TEST(PermutationModel, AgreesWithBruteForceForAnFTestWithLittleLeftOver)
{
  const auto group = repeated({{"a", 9}, {"b", 9}, {"c", 9}});
  const auto design = design_of("group", cohort_of(group, repeated({{"A", 27}})));
  const auto contrasts = contrasts_of(design, {"F(group)"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], {}), n_relabellings, seed);
  Eigen::MatrixXd outcomes = 1e-4 * random_edges(27, 3);
  outcomes += (design.matrix.col(1) - design.matrix.col(2)).replicate(1, 3);

  expect_brute_force(design, contrasts, relabellings, outcomes);
}

TEST(PermutationModel, AgreesWithBruteForceOverEveryRelabelling)
{
  const auto design = design_of("group", cohort_of(repeated({{"patient", 6}, {"control", 6}}), repeated({{"A", 12}})));
  const auto contrasts = contrasts_of(design, {"patient - control"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], {}), 1000, seed);

  EXPECT_EQ(relabellings.size(), 924);
  expect_brute_force(design, contrasts, relabellings, random_edges(12, 2));
}

TEST(PermutationModel, AgreesWithBruteForceInTheLastOutcomesOfALongTile)
{
  const auto design = design_of("group", cohort_of(repeated({{"patient", 8}, {"control", 8}}), repeated({{"A", 16}})));
  const auto contrasts = contrasts_of(design, {"patient - control"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], {}), 3, seed);

  expect_brute_force(design, contrasts, relabellings, random_edges(16, 301));
}

TEST(PermutationModel, DropsCollinearColumns)
{
  auto cohort = stats::testing::two_site_cohort();
  stats::Column copy = *cohort.participants.find("age");
  copy.name = "age_copy";
  for (double& value : copy.numbers) value = 2 * value + 1;
  cohort.participants.columns.push_back(copy);
  const auto design = design_of("group + age + age_copy + site", cohort);
  const auto contrasts = contrasts_of(design, {"patient - control"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], cohort.site), n_relabellings, seed);

  expect_brute_force(design, contrasts, relabellings, random_edges(40, 3));
}

TEST(PermutationModel, DoesNotTestAContrastWithTooFewRowsOfAGroup)
{
  const auto group = repeated({{"patient", 4}, {"control", 16}});
  const auto design = design_of("group", cohort_of(group, repeated({{"A", 20}})));
  const auto contrasts = contrasts_of(design, {"patient - control"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], {}), n_relabellings, seed);
  const PermutationModel model(design, contrasts, relabellings.exchangeability());

  const auto results = all_statistics(model, random_edges(20, 2), relabellings);

  EXPECT_TRUE(results.contrasts[0].array().isNaN().all());
  EXPECT_TRUE(model.observed(model.tile(random_edges(20, 2)))[0].array().isNaN().all());
}

TEST(PermutationModel, TakesShorterBlocksOfALargerModel)
{
  std::vector<std::string> group;
  std::vector<std::string> site;
  for (int row = 0; row < 4000; ++row) {
    group.emplace_back(row % 2 == 0 ? "patient" : "control");
    site.push_back(std::to_string(row % 37));
  }
  const auto design = design_of("group + site", cohort_of(group, site));
  const auto contrasts = contrasts_of(design, {"patient - control"});

  const PermutationModel within_site(design, contrasts, exchangeability(design, contrasts[0], site));
  const PermutationModel anywhere(design, contrasts, exchangeability(design, contrasts[0], {}));

  EXPECT_EQ(within_site.n_varying(), 1);
  EXPECT_EQ(within_site.relabellings_per_block(), 64);
  EXPECT_EQ(anywhere.n_varying(), 37);
  EXPECT_EQ(anywhere.relabellings_per_block(), (1 << 23) / (4000 * 37));
}

}  // namespace
}  // namespace dmn::inference
