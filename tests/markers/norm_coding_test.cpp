#include "markers/norm_coding.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "markers/controls_example.hpp"

namespace dmn::markers {
namespace {

using stats::testing::cohort_of;
using stats::testing::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

stats::Cohort three_people()
{
  return cohort_of({"control", "control", "patient"}, {"A", "B", "C"},
                   {{"Age", {"20", "40", "60"}}, {"sex", {"F", "M", "D"}}, {"drug", {"n/a", "n/a", "n/a"}}});
}

TEST(Covariates, PowersAndNamesAreReadBack)
{
  const auto formula = parse_covariates(" age,age^2 , sex");

  EXPECT_EQ(formula.text, "age, age^2, sex");
  ASSERT_EQ(formula.terms.size(), 3U);
  EXPECT_EQ(formula.terms[1].front().power, 2);
}

TEST(Covariates, RefusesEmptyRepeatedAndMisspeltOnes)
{
  EXPECT_THAT(message_of<base::UsageError>([] { parse_covariates("age,,sex"); }), HasSubstr("NAME or NAME^K"));
  EXPECT_THAT(message_of<base::UsageError>([] { parse_covariates("age^x"); }), HasSubstr("age^x"));
  EXPECT_THAT(message_of<base::UsageError>([] { parse_covariates("age^9"); }), HasSubstr("K from 1 to 5"));
  EXPECT_THAT(message_of<base::UsageError>([] { parse_covariates("age, age"); }), HasSubstr("each covariate once"));
}

TEST(Covariates, TheUsualOnesAreThoseWithValuesWhateverTheirCase)
{
  const auto usual = usual_covariates(three_people());

  EXPECT_EQ(usual.formula.text, "Age, Age^2, sex, site");
  EXPECT_THAT(usual.unknown, ElementsAre("mean_fd"));
}

TEST(NormCoding, IsCentredOnTheControlsAndAppliedToOthers)
{
  const auto people = three_people();
  const auto coded = code_controls(parse_covariates("Age, Age^2"), people, {0, 1});
  const auto all = code_people(coded.coding, people);

  EXPECT_EQ(coded.coding.variables.front().centre, 30);
  EXPECT_EQ(all.x.row(2), Eigen::RowVector3d(1, 30, 900));
  EXPECT_THAT(all.problem, ElementsAre("", "", ""));
}

TEST(NormCoding, SaysWhoHasALabelThatNoControlHas)
{
  const auto people = three_people();
  const auto coded = code_controls(parse_covariates("sex"), people, {0, 1});

  EXPECT_THAT(code_people(coded.coding, people).problem, ElementsAre("", "", "sex \"D\" is not among the controls"));
}

TEST(NormCoding, LeavesOutControlsThatLackACovariateAndSaysWhoElseDoes)
{
  auto people = three_people();
  people.participants.columns.push_back(stats::make_column("bmi", {"21", "n/a", "n/a"}));
  const auto coded = code_controls(parse_covariates("Age, bmi"), people, {0, 1});

  EXPECT_THAT(coded.rows, ElementsAre(0));
  EXPECT_THAT(coded.dropped, ElementsAre("Age (all 20)", "bmi (all 21)"));
  EXPECT_THAT(coded.coding.variables, IsEmpty());
}

TEST(NormCoding, RefusesUnknownColumnsAndPowersOfLabels)
{
  const auto people = three_people();
  EXPECT_THAT(message_of<base::DesignError>([&] {
                code_controls(parse_covariates("age"), people, {0, 1});
              }),
              HasSubstr("did you mean \"Age\""));
  EXPECT_THAT(message_of<base::DesignError>([&] {
                code_people(code_controls(parse_covariates("sex^2"), people, {0, 1}).coding, people);
              }),
              HasSubstr("\"sex\" holds labels"));
}

TEST(NormCoding, RefusesPeopleWithLabelsWhereTheNormHasNumbers)
{
  const auto coding = code_controls(parse_covariates("Age"), three_people(), {0, 1}).coding;
  const auto others = cohort_of({"patient"}, {"A"}, {{"Age", {"old"}}});

  EXPECT_THAT(message_of<base::DesignError>([&] { code_people(coding, others); }), HasSubstr("holds labels"));
}

}  // namespace
}  // namespace dmn::markers
