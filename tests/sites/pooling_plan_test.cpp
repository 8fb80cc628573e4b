#include "sites/pooling_plan.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "sites/disclosure.hpp"
#include "sites_example.hpp"

namespace dmn::sites {
namespace {

using testing::cohort_of;
using ::testing::HasSubstr;
using testing::message_of;
using testing::patients;
using testing::sums_at;

PoolingPlan plan_of(const std::string& model, const std::string& centres = "", const std::string& levels = "")
{
  return make_plan(model, patients, centres, levels);
}

std::string refusal(const std::string& model, const std::string& centres, const std::string& levels)
{
  return message_of<base::UsageError>([&] { plan_of(model, centres, levels); });
}

TEST(PoolingPlan, HasTheCustomaryCodingWithoutAWord)
{
  const PoolingPlan plan = plan_of("group + age + sex + mean_fd + pain + site");

  EXPECT_TRUE(plan.has_site);
  EXPECT_EQ(centres_text(plan), "age=45,mean_fd=0.15,pain=0");
  EXPECT_EQ(levels_text(plan), "group=control,patient;sex=F,M");
  std::vector<std::string> names;
  for (const auto& column : plan_columns(plan)) names.push_back(column.name);
  EXPECT_THAT(names, ::testing::ElementsAre("intercept", "group[patient]", "age", "sex[M]", "mean_fd", "pain"));
}

TEST(PoolingPlan, IsReadBackFromItsOwnTexts)
{
  const PoolingPlan plan = plan_of("group * age + eyes + site", "age=40.5", "eyes=open,closed,unknown");

  const PoolingPlan again = plan_of(plan.model, centres_text(plan), levels_text(plan));

  EXPECT_EQ(again.variables, plan.variables);
  EXPECT_EQ(centres_text(plan), "age=40.5");
}

TEST(PoolingPlan, RefusesWhatIsNoAgreement)
{
  EXPECT_THAT(refusal("group + age", "age:45", ""),
              HasSubstr("field \"share.centre\" is \"age:45\"; expected NAME=NUMBER,NAME=NUMBER"));
  EXPECT_THAT(refusal("group + age", "age=old", ""), HasSubstr("\"share.centre\" is \"age=old\""));
  EXPECT_THAT(refusal("group + age", "agee=45", ""), HasSubstr("expected variables of the model: group, age"));
  EXPECT_THAT(refusal("group + sex", "", "sex=F"),
              HasSubstr("\"share.levels\" is \"sex=F\"; expected NAME=LEVEL,LEVEL"));
  EXPECT_THAT(refusal("group + sex", "", "sex=F,F"), HasSubstr("\"share.levels\" is \"sex=F,F\""));
  EXPECT_THAT(refusal("group * site", "", ""), HasSubstr("sums of sites know the site as a main effect only"));
  EXPECT_THAT(message_of<base::UsageError>([] {
                make_plan("group + site", {"f", "F(group)"}, "", "");
              }),
              HasSubstr("pooled sums answer a difference or a column, not an F test"));
}

TEST(PoolingPlan, CodesRowsWithTheAgreedConstantsWhateverTheSiteHolds)
{
  auto cohort = cohort_of({{"A", 12}});
  cohort.group.assign(12, "patient");
  cohort.participants.columns.front().numbers[3] = std::nan("");

  const PlannedRows rows = planned_rows(plan_of("group + age + site"), cohort);

  ASSERT_EQ(rows.rows.size(), 11U);
  EXPECT_EQ(rows.matrix.col(1), Eigen::VectorXd::Ones(11));
  EXPECT_DOUBLE_EQ(rows.matrix(3, 2), cohort.participants.columns.front().numbers[4] - 45.0);
}

TEST(PoolingPlan, RefusesALabelThatWasNotAgreedOn)
{
  auto cohort = cohort_of({{"A", 12}});
  cohort.group[2] = "subacute";
  EXPECT_THAT(
      message_of<base::DesignError>([&] { planned_rows(plan_of("group + age"), cohort); }),
      HasSubstr("A2: a label is not among the levels that the sites agreed on: field \"group\" is \"subacute\"; "
                "expected control, patient"));

  cohort.participants.columns.push_back({.name = "eyes", .words = std::vector<std::string>(12, "open")});
  EXPECT_THAT(
      message_of<base::DesignError>([&] { planned_rows(plan_of("age + eyes"), cohort); }),
      HasSubstr("the plan takes \"eyes\" for a number, but it holds labels; agree on its levels with share.levels"));

  cohort.participants.columns.front().numbers.assign(12, std::nan(""));
  EXPECT_THAT(message_of<base::DesignError>([&] { planned_rows(plan_of("age"), cohort); }),
              HasSubstr("none of the 12 participants has every column of the model \"age\""));
}

/// Forty participants, `few` of them male patients; controls are female.
stats::Cohort with_few_male_patients(int few)
{
  auto cohort = cohort_of({{"B", 40}});
  stats::Column sex{.name = "sex"};
  int males = 0;
  for (const auto& group : cohort.group) sex.words.emplace_back(group == "patient" && males++ < few ? "M" : "F");
  cohort.participants.columns.push_back(sex);
  return cohort;
}

TEST(Disclosure, RefusesCellsOfFewerThanFiveAndNamesThem)
{
  const PoolingPlan plan = plan_of("group + sex + age + site");
  const auto check = [&](int few) {
    return message_of<base::DesignError>(
        [&] { require_large_cells("B", planned_rows(plan, with_few_male_patients(few))); });
  };

  EXPECT_EQ(check(5), "");
  EXPECT_EQ(check(0), "");
  EXPECT_THAT(check(4), HasSubstr("site \"B\" has 4 participants with group \"patient\" and sex \"M\": sums that tell "
                                  "of fewer than 5 persons are not shared"));
  EXPECT_THAT(check(1), HasSubstr("1 participant with group"));
  EXPECT_THAT(check(17), HasSubstr("3 participants with group \"patient\" and sex \"F\""));
}

TEST(Disclosure, CountsANumberWithFewValuesAsLabels)
{
  auto cohort = cohort_of({{"B", 40}});
  stats::Column opioids{.name = "opioids", .numeric = true, .numbers = std::vector<double>(40, 0.0)};
  for (const std::size_t row : {1U, 5U, 8U}) opioids.numbers[row] = 1;
  cohort.participants.columns.push_back(opioids);

  EXPECT_THAT(message_of<base::DesignError>(
                  [&] { require_large_cells("B", planned_rows(plan_of("group + opioids"), cohort)); }),
              HasSubstr("opioids \"1\""));
}

TEST(Disclosure, RefusesAColumnThatOnePersonDominates)
{
  const auto plan = make_plan("group + age", patients, "", "");
  stats::Cohort cohort = cohort_of({{"A", 40}});
  for (auto& column : cohort.participants.columns) {
    if (column.name == "age") column.numbers[5] = -999;
  }

  const auto message = message_of<base::DesignError>([&] { require_large_cells("A", planned_rows(plan, cohort)); });

  EXPECT_THAT(message, HasSubstr("one participant makes up"));
  EXPECT_THAT(message, HasSubstr("of what varies in \"age\" (a code for a missing value?)"));
}

TEST(Disclosure, RefusesSumsThatComeTooCloseToRows)
{
  const PoolingPlan plan = plan_of("group + age + mean_fd + site");

  EXPECT_EQ(message_of<base::DesignError>([&] {
              require_large_cells("A", planned_rows(plan, cohort_of({{"A", 14}})));
            }),
            "");
  EXPECT_THAT(message_of<base::DesignError>([&] {
                require_large_cells("A", planned_rows(plan, cohort_of({{"A", 12}})));
              }),
              HasSubstr("site \"A\" has 12 participants for 4 columns: with fewer than 10 rows to spare"));
  EXPECT_THAT(message_of<base::DesignError>([&] {
                require_large_cells("A", planned_rows(plan_of("age"), cohort_of({{"A", 4}})));
              }),
              HasSubstr("site \"A\" has 4 participants in all"));
}

TEST(Disclosure, SaysWhatAFileTells)
{
  const PoolingPlan plan = plan_of("group + age + site");
  const auto cohort = cohort_of({{"A", 20}});

  const std::string text = disclosure_statement(plan, sums_at(plan, cohort, testing::edges_of(cohort, 3), "A"));

  EXPECT_THAT(text, HasSubstr("What this file tells about site \"A\""));
  EXPECT_THAT(text, HasSubstr("the model \"group + age + site\": 20."));
  EXPECT_THAT(text, HasSubstr("What it does not hold: a row, an identifier"));
}

}  // namespace
}  // namespace dmn::sites
