#include "stats/participant_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using testing::message_of;

/// Two sessions of A (the second with two runs), one session of B.
Cohort runs_of_two()
{
  Cohort cohort = testing::cohort_of({"patient", "patient", "patient", "control"}, {"X", "X", "X", "Y"},
                                     {{"age", {"50", "50", "50", "40"}}});
  cohort.runs = {{.participant = "A", .session = "1"},
                 {.participant = "A", .session = "2", .run = "1"},
                 {.participant = "A", .session = "2", .run = "2"},
                 {.participant = "B", .session = "1"}};
  cohort.qc.columns.push_back(make_column("dof", {"50", "30", "10", "60"}));
  cohort.qc.columns.push_back(make_column("mean_fd", {"0.1", "0.2", "0.4", "0.3"}));
  return cohort;
}

TEST(SelectSession, TakesOneRowAParticipant)
{
  const ParticipantRows rows = select_session(runs_of_two(), "1");

  ASSERT_EQ(rows.cohort.runs.size(), 2U);
  EXPECT_EQ(rows.cohort.runs[1].participant, "B");
  EXPECT_EQ(rows.cohort.group[1], "control");
  EXPECT_EQ(rows.cohort.participants.find("age")->numbers[1], 40);
  EXPECT_TRUE(rows.left_out.empty());
}

TEST(SelectSession, WeightsRunsByTheirDegreesOfFreedom)
{
  const ParticipantRows rows = select_session(runs_of_two(), "ses-2");

  ASSERT_EQ(rows.runs.front().size(), 2U);
  EXPECT_DOUBLE_EQ(rows.runs.front()[0].weight, 0.75);
  EXPECT_DOUBLE_EQ(rows.runs.front()[1].weight, 0.25);
  EXPECT_DOUBLE_EQ(rows.cohort.qc.find("mean_fd")->numbers[0], 0.25);
  EXPECT_EQ(rows.cohort.runs.front().run, "");
}

TEST(SelectSession, WeightsRunsEquallyWhenADofIsUnknown)
{
  Cohort cohort = runs_of_two();
  cohort.qc.columns[0] = make_column("dof", {"50", "30", "n/a", "60"});

  EXPECT_DOUBLE_EQ(select_session(cohort, "2").runs.front()[0].weight, 0.5);
}

TEST(SelectSession, SubtractsAnEarlierSessionWithinParticipants)
{
  const ParticipantRows rows = select_session(runs_of_two(), "2-1");
  const Eigen::MatrixXd by_run{{1.0}, {5.0}, {9.0}, {7.0}};

  ASSERT_EQ(rows.cohort.runs.size(), 1U);
  EXPECT_DOUBLE_EQ(rows.cohort.qc.find("mean_fd")->numbers[0], 0.25 - 0.1);
  EXPECT_DOUBLE_EQ(values_of_rows(by_run, rows, {0})(0, 0), 6.0 - 1.0);
  ASSERT_EQ(rows.left_out.size(), 1U);
  EXPECT_EQ(rows.left_out[0].id.participant, "B");
  EXPECT_EQ(rows.left_out[0].reason, "no run in session 2");
}

TEST(SelectSession, UnderstandsThePrefixOnBothSidesOfADifference)
{
  EXPECT_EQ(select_session(runs_of_two(), "ses-2-ses-1").subtracted.size(), 1U);
}

TEST(SelectSession, RefusesADifferenceWithAnUnknownSession)
{
  EXPECT_THAT(message_of<base::DesignError>([] { select_session(runs_of_two(), "2-3"); }),
              ::testing::HasSubstr("session \"2-3\" is not in the data (sessions: 1, 2)"));
}

TEST(SelectSession, ListsParticipantsWithoutTheSession)
{
  const ParticipantRows rows = select_session(runs_of_two(), "2");

  ASSERT_EQ(rows.left_out.size(), 1U);
  EXPECT_EQ(rows.left_out.front().id.participant, "B");
  EXPECT_EQ(rows.left_out.front().reason, "no run in session 2");
}

TEST(SelectSession, AsksForOneOfSeveral)
{
  EXPECT_EQ(message_of<base::DesignError>([] { select_session(runs_of_two(), std::nullopt); }),
            "the data hold several sessions (1, 2): choose one with group.session");
}

TEST(SelectSession, AsksAlsoWhenOneSessionHasNoName)
{
  Cohort cohort = runs_of_two();
  cohort.runs = {
      {.participant = "A"}, {.participant = "A", .session = "2"}, {.participant = "B"}, {.participant = "C"}};

  EXPECT_EQ(message_of<base::DesignError>([&] { select_session(cohort, std::nullopt); }),
            "the data hold several sessions (n/a, 2): choose one with group.session");
}

TEST(SelectSession, TakesTheSessionWithoutANameAsNotAvailable)
{
  Cohort cohort = runs_of_two();
  cohort.runs = {
      {.participant = "A"}, {.participant = "A", .session = "2"}, {.participant = "B"}, {.participant = "C"}};

  const ParticipantRows rows = select_session(cohort, "n/a");

  EXPECT_EQ(rows.runs.size(), 3U);
  EXPECT_TRUE(rows.left_out.empty());
}

TEST(SelectSession, IsNotNeededWhenSitesNameTheirOnlySessionDifferently)
{
  Cohort cohort = runs_of_two();
  cohort.runs = {
      {.participant = "A"}, {.participant = "B", .session = "1"}, {.participant = "C"}, {.participant = "D"}};

  EXPECT_EQ(select_session(cohort, std::nullopt).runs.size(), 4U);
}

TEST(SelectSession, KnowsNoOtherSession)
{
  EXPECT_EQ(message_of<base::DesignError>([] { select_session(runs_of_two(), "3"); }),
            "session \"3\" is not in the data (sessions: 1, 2); did you mean \"1\"?");
}

TEST(MeanOverRuns, AveragesByWeightAndSkipsMissingValues)
{
  Eigen::MatrixXd by_run(3, 2);
  by_run << 1, 5, 2, NAN, 4, 8;

  const Eigen::MatrixXd means = mean_over_runs(by_run, {{{2, 1.0}}, {{0, 0.25}, {1, 0.75}}});

  EXPECT_EQ(means(0, 0), 4);
  EXPECT_DOUBLE_EQ(means(1, 0), 1.75);
  EXPECT_EQ(means(1, 1), 5);
}

TEST(MeanOverRuns, IsMissingWhereEveryRunIs)
{
  const Eigen::MatrixXd by_run = Eigen::MatrixXd::Constant(2, 1, NAN);

  EXPECT_TRUE(std::isnan(mean_over_runs(by_run, {{{0, 0.5}, {1, 0.5}}})(0, 0)));
}

}  // namespace
}  // namespace dmn::stats
