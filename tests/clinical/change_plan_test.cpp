#include "clinical/change_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "clinical_example.hpp"

namespace dmn::clinical {
namespace {

using ::testing::HasSubstr;

/// 40 persons with sessions 1, 2 and 3; a few lack some. Sorted as cohorts are.
stats::Cohort repeated()
{
  const auto once = testing::cohort_of(40);
  stats::Cohort cohort;
  cohort.rois = {{.label = "A"}, {.label = "B"}};
  cohort.edges = connectivity::EdgeList::full(2);
  cohort.participants.columns = once.participants.columns;
  for (auto& column : cohort.participants.columns) {
    column.numbers.clear();
    column.words.clear();
  }
  stats::Column convert{.name = "outcome", .numeric = true};
  for (std::size_t p = 0; p < 40; ++p) {
    for (int s = 1; s <= 3; ++s) {
      if ((p == 4 && s == 3) || (p == 5 && s == 1) || (p == 6 && s == 2)) continue;
      cohort.runs.push_back({.participant = once.runs[p].participant, .session = std::to_string(s)});
      cohort.site.push_back(once.site[p]);
      cohort.group.push_back(once.group[p]);
      convert.numbers.push_back(once.group[p] == "control" ? std::nan("") : static_cast<double>(p / 8 % 2));
      for (std::size_t c = 0; c < 3; ++c) {
        const auto& from = once.participants.columns[c];
        auto& to = cohort.participants.columns[c];
        if (from.numeric) to.numbers.push_back(from.numbers[p]);
        if (!from.numeric) to.words.push_back(from.words[p]);
      }
    }
  }
  cohort.participants.columns.push_back(convert);
  return cohort;
}

const stats::GroupOptions options{.model = "group + age + site"};

std::string refusal(const stats::Cohort& cohort, const ChangeColumns& columns,
                    const stats::GroupOptions& asked = options)
{
  return testing::message_of<base::Error>([&] { plan_change(cohort, asked, columns); });
}

TEST(ChangePlan, ComparesTheLastSessionWithTheFirstInThosePersonsWhoHaveBoth)
{
  const auto plan = plan_change(repeated(), options, {});
  EXPECT_EQ(plan.sessions, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(plan.change.design.n_rows(), 38);
  EXPECT_EQ(plan.groups, (std::vector<std::string>{"patient", "control"}));
  ASSERT_EQ(plan.change.contrasts.size(), 3U);
  const auto& rows = plan.change.contrasts;
  EXPECT_TRUE((rows[in_first].rows - rows[in_second].rows).isApprox(rows[of_groups].rows, 1e-12));
  const auto pairs = scans_of_change(plan);
  for (std::size_t row = 0; row < pairs.size(); ++row) {
    const auto first = static_cast<std::size_t>(pairs[row].first);
    const auto last = static_cast<std::size_t>(pairs[row].last);
    EXPECT_EQ(plan.person_of_scan[first], plan.person_of_scan[last]);
    EXPECT_EQ(plan.session_of_scan[first], 0);
    EXPECT_EQ(plan.session_of_scan[last], 2);
  }
}

TEST(ChangePlan, OfThreeSessionsHasACourseOfEveryScan)
{
  const auto plan = plan_change(repeated(), options, {.times = {0, 3, 12}});
  ASSERT_TRUE(plan.course.has_value());
  EXPECT_EQ(plan.course->design.n_rows(), 117);
  const auto product = plan.course->design.columns_of({{"group", 1}, {"session_time", 1}});
  ASSERT_EQ(product.size(), 1U);
  Eigen::RowVectorXd expected = Eigen::RowVectorXd::Zero(plan.course->design.matrix.cols());
  expected[product.front()] = 1;
  EXPECT_TRUE(plan.course->contrasts[of_groups].rows.row(0).isApprox(expected, 1e-12));
  EXPECT_EQ(plan.course->design.find_variable("session_time")->values.maxCoeff(), 12);
  EXPECT_FALSE(plan_change(repeated(), options, {.sessions = {"1", "ses-3"}}).course.has_value());
}

TEST(ChangePlan, CountsThoseWhoLackALaterSession)
{
  const auto plan = plan_change(repeated(), options, {});
  int complete = 0;
  int dropped = 0;
  for (const auto& cell : plan.dropout) {
    complete += cell.n_included;
    dropped += cell.n_excluded;
  }
  EXPECT_EQ(complete, 37);
  EXPECT_EQ(dropped, 2);
}

TEST(ChangePlan, ComparesLaterOutcomesAtTheFirstSession)
{
  const auto plan = plan_change(repeated(), options, {.conversion = "outcome"});
  ASSERT_TRUE(plan.conversion.has_value());
  const auto scans = first_scans_of(plan, *plan.conversion);
  EXPECT_EQ(scans.size(), static_cast<std::size_t>(plan.conversion->design.n_rows()));
  for (const auto scan : scans) EXPECT_EQ(plan.session_of_scan[static_cast<std::size_t>(scan)], 0);
  EXPECT_EQ(plan.conversion->design.find_role(stats::Role::group), nullptr);
  EXPECT_EQ(plan.conversion->contrasts.front().expression, "1 - 0");
}

TEST(ChangePlan, RefusesWhatCannotBeAnswered)
{
  EXPECT_THAT(refusal(testing::cohort_of(40), {}), HasSubstr("change needs two sessions of the same persons"));
  EXPECT_THAT(refusal(repeated(), {.sessions = {"1"}}), HasSubstr("change needs two sessions"));
  EXPECT_THAT(refusal(repeated(), {.sessions = {"1", "4"}}), HasSubstr("a session that is not in the data"));
  EXPECT_THAT(refusal(repeated(), {.sessions = {"1", "1"}}), HasSubstr("each session once"));
  EXPECT_THAT(refusal(repeated(), {.times = {0, 1}}), HasSubstr("3 times, one a session"));
  EXPECT_THAT(refusal(repeated(), {.times = {0, 2, 1}}), HasSubstr("times of sessions must increase"));
  EXPECT_THAT(refusal(repeated(), {.interval = "month"}), HasSubstr("the model names \"month\""));
  EXPECT_THAT(refusal(repeated(), {.conversion = "label"}), HasSubstr("expected a column of two levels"));
  EXPECT_THAT(refusal(repeated(), {}, {.model = "group + age", .contrasts = {"a: age"}}),
              HasSubstr("change is compared between two groups"));
  auto apart = repeated();
  for (std::size_t row = 0; row < apart.runs.size(); ++row)
    if (apart.runs[row].session == "3") apart.runs[row].participant += "x";
  EXPECT_THAT(refusal(apart, {}),
              HasSubstr("sessions are not matched: nobody has a run in session 1 and in session 3"));
}

}  // namespace
}  // namespace dmn::clinical
