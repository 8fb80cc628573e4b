#include "markers/scoring.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "markers/controls_example.hpp"

namespace dmn::markers {
namespace {

using testing::controls_of;
using ::testing::HasSubstr;
using testing::measures_named;
using testing::people_at;
using testing::usual;

constexpr double rounding = 1e-10;

Norm norm_of(const stats::Cohort& people, const Eigen::MatrixXd& values, const std::string& covariates = usual)
{
  return fit_norm(parse_covariates(covariates), people, controls_of(people), values, measures_named({"x"})).norm;
}

Eigen::MatrixXd values_of(const stats::Cohort& people)
{
  return stats::testing::random_edges(static_cast<Eigen::Index>(people.runs.size()), 1);
}

TEST(Scorer, ComparesAPatientWithControlsOfTheSameSite)
{
  const auto people = people_at({20, 15}, 1);
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);
  const auto score = Scorer(norm, people).score(35, 0, values(35, 0));

  EXPECT_EQ(status_of(score), "scored");
  EXPECT_EQ(score.n_controls, 35);
  EXPECT_EQ(score.n_controls_at_site, 20);
  EXPECT_EQ(score.adjusted_for, usual);
  EXPECT_EQ(score.deviation.df, 29);
}

TEST(Scorer, AControlIsComparedWithTheOthersAsIfTheNormHadNeverSeenIt)
{
  const auto people = people_at({22, 15});
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);
  auto rows = controls_of(people);
  rows.erase(rows.begin() + 4);
  const auto others = fit_norm(parse_covariates(usual), people, rows, values, measures_named({"x"})).norm;

  const auto left_out = Scorer(norm, people).score(4, 0, values(4, 0), OwnRow{4, values(4, 0)});
  const auto refitted = Scorer(others, people).score(4, 0, values(4, 0));

  EXPECT_NEAR(left_out.deviation.t, refitted.deviation.t, rounding);
  EXPECT_NEAR(left_out.deviation.expected, refitted.deviation.expected, rounding);
  EXPECT_EQ(left_out.deviation.df, refitted.deviation.df);
  EXPECT_EQ(left_out.n_controls, 36);
}

TEST(Scorer, DoesWithoutTheSiteWhereItHasFewerThanTenControls)
{
  const auto people = people_at({30, 9});
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);
  const auto score = Scorer(norm, people).score(35, 0, values(35, 0), OwnRow{35, values(35, 0)});

  EXPECT_EQ(status_of(score), "site-unadjusted: 9 controls at site \"B\", at least 10 are needed");
  EXPECT_EQ(score.adjusted_for, "age, age^2, sex, mean_fd");
  EXPECT_EQ(Scorer(norm, people).score(3, 0, values(3, 0)).standing, Standing::scored);
}

TEST(Scorer, TenControlsAtASiteAreEnough)
{
  const auto people = people_at({30, 10});
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);

  EXPECT_EQ(Scorer(norm, people).score(35, 0, values(35, 0)).standing, Standing::scored);
}

TEST(Scorer, DoesWithoutASiteThatHasNoControlsOrIsUnknown)
{
  const auto people = people_at({35}, 2);
  auto elsewhere = people;
  elsewhere.site[35] = "Z";
  elsewhere.site[36] = "";
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);
  const Scorer scorer(norm, elsewhere);

  EXPECT_EQ(status_of(scorer.score(35, 0, 0.3)), "site-unadjusted: 0 controls at site \"Z\", at least 10 are needed");
  EXPECT_EQ(status_of(scorer.score(36, 0, 0.3)), "site-unadjusted: the site is unknown");
}

TEST(Scorer, SaysThatTheSiteIsNotAmongTheCovariates)
{
  const auto people = people_at({35}, 1);
  const auto values = values_of(people);
  const auto norm = norm_of(people, values, "age");

  EXPECT_EQ(status_of(Scorer(norm, people).score(35, 0, 0.3)), "site-unadjusted: the site is not among the covariates");
}

TEST(Scorer, WithholdsEverythingBelowThirtyControls)
{
  const auto people = people_at({29}, 1);
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);
  const auto score = Scorer(norm, people).score(29, 0, 0.3);

  EXPECT_EQ(status_of(score), "withheld: 29 controls, at least 30 are needed");
  EXPECT_TRUE(std::isnan(score.deviation.z));
  EXPECT_TRUE(std::isnan(score.deviation.percentile));
}

TEST(Scorer, CountsOnlyControlsThatHaveTheMeasure)
{
  const auto people = people_at({31}, 1);
  auto values = values_of(people);
  values(3, 0) = values(4, 0) = std::nan("");
  const auto norm = norm_of(people, values);

  EXPECT_EQ(status_of(Scorer(norm, people).score(31, 0, 0.3)), "withheld: 29 controls, at least 30 are needed");
}

TEST(Scorer, WithholdsWhatCannotBeCompared)
{
  auto people = people_at({35}, 2);
  people.participants.columns[0].numbers[35] = std::nan("");
  people.participants.columns[1].words[36] = "D";
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);
  const Scorer scorer(norm, people);

  EXPECT_EQ(status_of(scorer.score(0, 0, std::nan(""))), "withheld: fewer than half of its edges have data");
  EXPECT_EQ(status_of(scorer.score(35, 0, 0.3)), "withheld: no age");
  EXPECT_EQ(status_of(scorer.score(36, 0, 0.3)), "withheld: sex \"D\" is not among the controls");
}

TEST(Scorer, WithholdsAMeasureThatDoesNotVaryAmongControls)
{
  const auto people = people_at({35}, 1);
  const auto norm = norm_of(people, Eigen::MatrixXd::Constant(36, 1, 0.2));

  EXPECT_EQ(status_of(Scorer(norm, people).score(35, 0, 0.3)),
            "withheld: the measure does not vary among the controls");
}

TEST(Scorer, WithholdsSomeoneWhoseCovariatesTheControlsCannotTellApart)
{
  auto people = people_at({20, 20}, 1);
  for (std::size_t row = 0; row < 40; ++row) people.participants.columns[1].words[row] = row < 20 ? "F" : "M";
  people.participants.columns[1].words[40] = "M";
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);

  EXPECT_EQ(status_of(Scorer(norm, people).score(40, 0, 0.3)), "withheld: no control is like this in the covariates")
      << "every man among the controls is at site B, this one at A";
}

TEST(Scorer, NotesAPersonFarFromTheControls)
{
  auto people = people_at({40}, 1);
  people.participants.columns[0].numbers[40] = 95;
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);

  EXPECT_THAT(Scorer(norm, people).score(40, 0, 0.3).note, HasSubstr("few controls are like this"));
  EXPECT_EQ(Scorer(norm, people).score(0, 0, 0.3).note, "");
}

TEST(Scorer, ComparesAControlsLaterScanWithTheOtherControls)
{
  const auto people = people_at({36});
  const auto values = values_of(people);
  const auto norm = norm_of(people, values);
  const Scorer scorer(norm, people);

  const auto later = scorer.score(2, 0, 0.9, OwnRow{2, values(2, 0)});
  const auto first = scorer.score(2, 0, values(2, 0), OwnRow{2, values(2, 0)});
  EXPECT_EQ(later.deviation.expected, first.deviation.expected);
  EXPECT_EQ(later.n_controls, 35);
}

}  // namespace
}  // namespace dmn::markers
