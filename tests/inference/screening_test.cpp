#include "inference/screening.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "inference/product_in_chunks.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::cohort_of;
using stats::testing::message_of;
using stats::testing::random_edges;
using stats::testing::repeated;

constexpr double agreement = 1e-12;  ///< of maxima, relative to max(1, |t|)
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

using Tallies = std::vector<PermutationTally>;

Tallies empty_tallies(const PermutationModel& model, const Relabellings& relabellings, const Eigen::MatrixXd& outcomes)
{
  Tallies tallies;
  const auto observed = model.observed(model.tile(outcomes));
  for (std::size_t c = 0; c < model.n_contrasts(); ++c)
    tallies.emplace_back(relabellings.size(), observed[c], model.is_f_test(c) ? Tail::upper : Tail::both);
  return tallies;
}

Tallies in_double_precision(const PermutationModel& model, const Relabellings& relabellings,
                            const Eigen::MatrixXd& outcomes)
{
  Tallies tallies = empty_tallies(model, relabellings, outcomes);
  PermutedStatistics results;
  model.statistics(model.tile(outcomes), model.permuted_basis(relabellings, 0, relabellings.size()), results);
  for (std::size_t c = 0; c < tallies.size(); ++c) add(results.contrasts[c], 0, 0, tallies[c]);
  return tallies;
}

struct Screened {
  Tallies tallies;
  std::int64_t n_recomputed = 0;
};

/// Outcomes [first, first + n) of a tile.
OutcomeTile part_of(const OutcomeTile& tile, Eigen::Index first, Eigen::Index n)
{
  OutcomeTile part{.residuals = tile.residuals.middleCols(first, n), .residual_ss = tile.residual_ss.segment(first, n)};
  for (std::size_t c = 0; c < tile.interest.size(); ++c) {
    part.interest.emplace_back(tile.interest[c].middleRows(first, n));
    part.total_ss.emplace_back(tile.total_ss[c].segment(first, n));
  }
  return part;
}

/// In tiles and blocks of these sizes.
Screened screened(const PermutationModel& model, const Relabellings& relabellings, const Eigen::MatrixXd& outcomes,
                  Eigen::Index tile_size, int block_size)
{
  Screened result{.tallies = empty_tallies(model, relabellings, outcomes)};
  Screening screening(model);
  const OutcomeTile all = model.tile(outcomes);
  std::vector<ScreenedTile> tiles;
  for (Eigen::Index e = 0; e < outcomes.cols(); e += tile_size)
    tiles.push_back(screening.tile(part_of(all, e, std::min(tile_size, outcomes.cols() - e))));
  for (int first = 0; first < relabellings.size(); first += block_size) {
    const auto basis = screening.basis(relabellings, first, std::min(block_size, relabellings.size() - first));
    screening.add(tiles, basis, result.tallies);
  }
  result.n_recomputed = screening.n_recomputed();
  return result;
}

/// Counts equal to those of the double-precision engine, maxima equal but for rounding, and the same bits in tiles.
/// Returns the share of statistics that were computed again.
double expect_double_precision(const PermutationModel& model, const Relabellings& relabellings,
                               const Eigen::MatrixXd& outcomes)
{
  const Tallies exact = in_double_precision(model, relabellings, outcomes);
  const Screened whole = screened(model, relabellings, outcomes, outcomes.cols(), relabellings.size());
  const Screened parts = screened(model, relabellings, outcomes, 7, 5);
  for (std::size_t c = 0; c < exact.size(); ++c) {
    EXPECT_EQ(whole.tallies[c].as_extreme, exact[c].as_extreme) << "contrast " << c;
    EXPECT_EQ(parts.tallies[c].as_extreme, exact[c].as_extreme) << "contrast " << c;
    EXPECT_EQ(parts.tallies[c].maximum, whole.tallies[c].maximum) << "contrast " << c;
    for (std::size_t j = 0; j < exact[c].maximum.size(); ++j) {
      const double expected = exact[c].maximum[j];
      if (std::isinf(expected)) {
        EXPECT_EQ(whole.tallies[c].maximum[j], expected);
      } else {
        EXPECT_NEAR(whole.tallies[c].maximum[j], expected, agreement * std::max(1.0, expected)) << "relabelling " << j;
      }
    }
  }
  const auto n_statistics = outcomes.cols() * relabellings.size() * static_cast<Eigen::Index>(exact.size());
  return static_cast<double>(whole.n_recomputed) / static_cast<double>(n_statistics);
}

class ScreeningOfTwoSites : public ::testing::Test {
 protected:
  double expect_equal(const Eigen::MatrixXd& outcomes) const
  {
    return expect_double_precision(model_, relabellings_, outcomes);
  }

  stats::Cohort cohort_ = stats::testing::two_site_cohort();
  stats::Design design_ = design_of("group + age + sex + mean_fd + site", cohort_);
  std::vector<stats::Contrast> contrasts_ = contrasts_of(design_, {"patient - control", "age"});
  Relabellings relabellings_ = {exchangeability(design_, contrasts_[0], cohort_.site), 203, seed};
  PermutationModel model_ = {design_, contrasts_, relabellings_.exchangeability()};
  Eigen::MatrixXd outcomes_ = random_edges(40, 131);
};

TEST_F(ScreeningOfTwoSites, GivesTheCountsAndMaximaOfDoublePrecision)
{
  EXPECT_LT(expect_equal(outcomes_), 0.03);
}

TEST_F(ScreeningOfTwoSites, ComputesTiedMaximaOfEqualOutcomesAlike)
{
  outcomes_.col(3) = outcomes_.col(100);
  outcomes_.col(77) = outcomes_.col(100);
  outcomes_.col(3).head(40) *= 2;
  outcomes_.middleCols(50, 20).colwise() = outcomes_.col(49).eval();

  expect_equal(outcomes_);
}

TEST_F(ScreeningOfTwoSites, CountsTiesOfStatisticsWithFewValues)
{
  const Eigen::MatrixXd coarse = (outcomes_.array() * 4).round();

  expect_equal(coarse);
}

TEST_F(ScreeningOfTwoSites, KnowsEffectsFarLargerThanTheirNoise)
{
  for (const double noise : {1e-1, 1e-3, 1e-6, 1e-9}) {
    Eigen::MatrixXd outcomes = noise * outcomes_;
    outcomes.leftCols(60).colwise() += design_.matrix.col(1);
    outcomes.col(70) += design_.matrix.col(2);

    expect_equal(outcomes);
  }
}

TEST_F(ScreeningOfTwoSites, DoesNotDependOnTheScaleOfAnOutcome)
{
  for (const double scale : {1e-170, 1e-145, 1e-30, 1e30, 1e145}) {
    Eigen::MatrixXd outcomes = outcomes_;
    outcomes.leftCols(20) *= scale;

    expect_equal(outcomes);
  }
}

TEST_F(ScreeningOfTwoSites, LeavesOutOutcomesWithoutATest)
{
  outcomes_(3, 0) = NAN;
  outcomes_.col(1).setConstant(0.5);
  outcomes_(7, 130) = std::numeric_limits<double>::infinity();
  outcomes_.middleCols(20, 7).setConstant(NAN);

  expect_equal(outcomes_);
  expect_equal(outcomes_.middleCols(20, 7));
}

TEST_F(ScreeningOfTwoSites, CountsEveryOutcomeOnceUnderTheIdentity)
{
  const Relabellings identity(relabellings_.exchangeability(), 1, seed);

  expect_double_precision(model_, identity, outcomes_);
  const auto counts = screened(model_, identity, outcomes_, 131, 1).tallies[0].as_extreme;

  EXPECT_THAT(counts, ::testing::Each(1));
}

TEST_F(ScreeningOfTwoSites, CountsThresholdsThatEveryStatisticReaches)
{
  Screening screening(model_);
  const auto basis = screening.basis(relabellings_, 0, 9);
  Tallies tallies(2, PermutationTally(9, Eigen::VectorXd::Zero(131), Tail::both));

  screening.add({screening.tile(model_.tile(outcomes_))}, basis, tallies);

  EXPECT_THAT(tallies[0].as_extreme, ::testing::Each(9));
}

TEST_F(ScreeningOfTwoSites, ComputesHardlyMoreStatisticsInManyTilesThanInOne)
{
  const auto whole = screened(model_, relabellings_, outcomes_, 131, relabellings_.size());
  const auto tiles = screened(model_, relabellings_, outcomes_, 3, relabellings_.size());

  EXPECT_LE(tiles.n_recomputed, whole.n_recomputed + whole.n_recomputed / 20);
}

TEST_F(ScreeningOfTwoSites, HoldsForSignFlips)
{
  const stats::Contrast mean{.name = "mean", .expression = "intercept", .rows = Eigen::RowVectorXd::Unit(6, 0)};
  const Relabellings flips(exchangeability(design_, mean, {}), 100, seed);
  const PermutationModel model(design_, {mean}, flips.exchangeability());

  expect_double_precision(model, flips, outcomes_);
  expect_double_precision(model, flips, outcomes_.array() + 1000);
}

/// All that reaches `above` in tiles of this size, as a relabelling's map of statistics with zeros elsewhere.
Eigen::MatrixXd exceeding(const PermutationModel& model, const Relabellings& relabellings,
                          const Eigen::MatrixXd& outcomes, Eigen::Index tile_size, double above, std::size_t contrast)
{
  Screening screening(model);
  const OutcomeTile all = model.tile(outcomes);
  std::vector<ScreenedTile> tiles;
  for (Eigen::Index e = 0; e < outcomes.cols(); e += tile_size)
    tiles.push_back(screening.tile(part_of(all, e, std::min(tile_size, outcomes.cols() - e))));
  Tallies tallies = empty_tallies(model, relabellings, outcomes);
  Exceedances exceedances{.at_least = above, .found = {}};
  screening.add(tiles, screening.basis(relabellings, 0, relabellings.size()), tallies, exceedances);
  Eigen::MatrixXd map = Eigen::MatrixXd::Zero(outcomes.cols(), relabellings.size());
  for (Eigen::Index j = 0; j < map.cols(); ++j) {
    for (const auto& [outcome, statistic] : exceedances.found[contrast][static_cast<std::size_t>(j)])
      map(outcome, j) = statistic;
  }
  const auto without = screened(model, relabellings, outcomes, tile_size, relabellings.size()).tallies;
  for (std::size_t c = 0; c < tallies.size(); ++c) {
    EXPECT_EQ(tallies[c].as_extreme, without[c].as_extreme);
    EXPECT_EQ(tallies[c].maximum, without[c].maximum);
  }
  return map;
}

TEST_F(ScreeningOfTwoSites, FindsEveryStatisticThatReachesAMagnitude)
{
  outcomes_.leftCols(60).colwise() += 0.3 * design_.matrix.col(1);
  outcomes_(3, 0) = NAN;
  outcomes_.col(1).setConstant(0.5);
  PermutedStatistics exact;
  model_.statistics(model_.tile(outcomes_), model_.permuted_basis(relabellings_, 0, relabellings_.size()), exact);
  for (const double above : {0.0, 1.0, 2.5, 50.0}) {
    for (std::size_t c = 0; c < 2; ++c) {
      const Eigen::ArrayXXd t = exact.contrasts[c].array();
      const Eigen::MatrixXd expected = (t.abs() >= above).select(t, 0);

      const Eigen::MatrixXd found = exceeding(model_, relabellings_, outcomes_, 7, above, c);

      EXPECT_EQ((found.array() != 0).count(), (expected.array() != 0).count()) << above;
      EXPECT_LT((found - expected).array().abs().maxCoeff(), 1e-11) << above;
      EXPECT_EQ(found, exceeding(model_, relabellings_, outcomes_, 131, above, c));
    }
  }
}

TEST_F(ScreeningOfTwoSites, FindsNoExceedancesOfAnFTest)
{
  const auto both = contrasts_of(design_, {"patient - control", "F(sex)"});
  const PermutationModel model(design_, both, relabellings_.exchangeability());
  Screening screening(model);
  Tallies tallies = empty_tallies(model, relabellings_, outcomes_);
  Exceedances exceedances{.at_least = 0, .found = {}};

  screening.add({screening.tile(model.tile(outcomes_))}, screening.basis(relabellings_, 0, 9), tallies, exceedances);

  EXPECT_THAT(exceedances.found[0], ::testing::Each(::testing::SizeIs(131)));
  EXPECT_THAT(exceedances.found[1], ::testing::Each(::testing::IsEmpty()));
}

TEST_F(ScreeningOfTwoSites, RefusesTalliesOfOtherSizes)
{
  Screening screening(model_);
  const std::vector<ScreenedTile> tiles{screening.tile(model_.tile(outcomes_))};
  Tallies tallies(2, PermutationTally(9, Eigen::VectorXd::Zero(130), Tail::both));

  EXPECT_EQ(message_of<base::ShapeError>([&] { screening.add(tiles, screening.basis(relabellings_, 0, 9), tallies); }),
            "statistics lie outside of the tally");
}

TEST(Screening, HoldsOverEveryRelabellingOfAFewRows)
{
  const auto design = design_of("group", cohort_of(repeated({{"patient", 6}, {"control", 6}}), repeated({{"A", 12}})));
  const auto contrasts = contrasts_of(design, {"patient - control"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], {}), 1000, seed);
  const PermutationModel model(design, contrasts, relabellings.exchangeability());
  Eigen::MatrixXd outcomes = random_edges(12, 9);
  outcomes.col(4) = (outcomes.col(4).array() * 4).round();
  outcomes.col(5) = design.matrix.col(1) + 1e-13 * outcomes.col(5);

  expect_double_precision(model, relabellings, outcomes);
}

TEST(Screening, HoldsForFTestsBesideT)
{
  const auto group = repeated({{"a", 9}, {"b", 9}, {"c", 9}});
  const Eigen::VectorXd age = random_edges(27, 1, 9);
  const auto design =
      design_of("group + age", cohort_of(group, repeated({{"A", 27}}), {{"age", stats::testing::cells_of(age)}}));
  const auto contrasts = contrasts_of(design, {"F(group)", "age", "a - b"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], {}), 203, seed);
  const PermutationModel model(design, contrasts, relabellings.exchangeability());
  Eigen::MatrixXd outcomes = random_edges(27, 61);
  outcomes.leftCols(9) += 5 * design.matrix.col(1).replicate(1, 9);
  outcomes.col(9) = 1e-5 * outcomes.col(9) + design.matrix.col(1);

  EXPECT_LT(expect_double_precision(model, relabellings, outcomes), 0.03);
}

TEST(Screening, HasNoMaximumForAContrastThatCannotBeTested)
{
  const auto group = repeated({{"patient", 4}, {"control", 16}});
  const auto design = design_of("group", cohort_of(group, repeated({{"A", 20}})));
  const auto contrasts = contrasts_of(design, {"patient - control"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], {}), 10, seed);
  const PermutationModel model(design, contrasts, relabellings.exchangeability());

  expect_double_precision(model, relabellings, random_edges(20, 3));
}

class ScreeningOfALargeCohort : public ::testing::TestWithParam<int> {};

/// Three sites of unequal size, heavy-tailed outcomes of different scale.
TEST_P(ScreeningOfALargeCohort, KeepsEveryStatisticOfDoublePrecisionWithinItsBounds)
{
  const int n_rows = GetParam();
  std::vector<std::string> group;
  std::vector<std::string> site;
  for (int row = 0; row < n_rows; ++row) {
    group.emplace_back(row % 3 == 0 ? "patient" : "control");
    site.emplace_back(row % 5 < 2 ? "A" : row % 7 == 0 ? "B" : "C");
  }
  const Eigen::VectorXd age = random_edges(n_rows, 1, 9);
  const auto design = design_of("group + age + site", cohort_of(group, site, {{"age", stats::testing::cells_of(age)}}));
  const auto contrasts = contrasts_of(design, {"patient - control", "age"});
  const Relabellings relabellings(exchangeability(design, contrasts[0], site), 30, seed);
  const PermutationModel model(design, contrasts, relabellings.exchangeability());
  Eigen::MatrixXd outcomes = random_edges(n_rows, 57).array().cube();
  for (Eigen::Index e = 0; e < 57; ++e) outcomes.col(e) *= std::pow(10.0, static_cast<double>(e % 9) - 4);
  outcomes.col(8).setConstant(1).head(3) *= 1000;

  EXPECT_LT(expect_double_precision(model, relabellings, outcomes), 0.1);

  const Screening screening(model);
  const ScreenedTile tile = screening.tile(model.tile(outcomes));
  const ScreenedBasis basis = screening.basis(relabellings, 0, 30);
  Eigen::MatrixXf chunk;
  Eigen::MatrixXd single;
  product_in_chunks(tile.residuals, basis.columns, chunk, single);
  const Eigen::Index v = model.n_varying();
  for (std::size_t c = 0; c < 2; ++c) {
    const auto& errors = tile.errors[c];
    for (Eigen::Index j = 0; j < 30; ++j) {
      const auto& relabelling = relabellings.at(static_cast<int>(j));
      const Eigen::MatrixXd moved = basis.moved[c].middleRows(j * v, v);
      for (Eigen::Index e = 0; e < 57; ++e) {
        const double exact = model.statistic(tile.exact, e, c, relabelling, moved);
        const Eigen::VectorXd p =
            single.row(e).segment(j * v, v).transpose() + moved * tile.interest[c].row(e).transpose();
        const double effect = std::abs(model.in_varying(c).col(0).dot(p));
        const double residual = tile.total_ss[c][e] - p.squaredNorm();
        const double root_df = std::sqrt(model.residual_df());
        EXPECT_LE(std::abs(exact), root_df * (effect + errors.effect[e]) / std::sqrt(residual - errors.residual[e]));
        EXPECT_GE(std::abs(exact), root_df * (effect - errors.effect[e]) / std::sqrt(residual + errors.residual[e]));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, ScreeningOfALargeCohort, ::testing::Values(101, 512, 777, 1030, 3001));

}  // namespace
}  // namespace dmn::inference
