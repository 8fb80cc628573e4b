#include "stats/contrast.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using testing::cohort_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;
using testing::repeated;

Design design_of(const std::string& model, const Cohort& cohort)
{
  return build_design(parse_formula(model), cohort);
}

Contrast resolve(const std::string& text, const Design& design)
{
  return resolve_contrast(parse_contrast(text), design);
}

std::string refusal(const std::string& text, const Design& design)
{
  return message_of<base::DesignError>([&] { resolve(text, design); });
}

Cohort three_groups()
{
  return cohort_of({"pain-acute", "control", "pain-chronic", "control", "pain-acute", "pain-chronic"},
                   {"A", "A", "A", "B", "B", "B"},
                   {{"age", {"20", "31", "42", "55", "60", "33"}}, {"sex", {"F", "M", "F", "M", "M", "F"}}});
}

TEST(ContrastText, HasANameAndAnExpression)
{
  const ContrastText text = parse_contrast(" pain : patient - control ");

  EXPECT_EQ(text.name, "pain");
  EXPECT_EQ(text.expression, "patient - control");
  EXPECT_EQ(parse_contrast("x: a:b").expression, "a:b");
}

TEST(ContrastText, IsRefusedWithoutAName)
{
  EXPECT_EQ(message_of<base::UsageError>([] { parse_contrast("patient - control"); }),
            "contrast \"patient - control\": expected \"name: patient - control\", \"name: COLUMN\", "
            "\"name: COLUMN:COLUMN\" or \"name: F(FACTOR)\"");
}

TEST(ContrastText, IsRefusedIfItsNameCannotBeAFolder)
{
  EXPECT_EQ(
      message_of<base::UsageError>([] { parse_contrast("../up: age"); }),
      "contrast \"../up: age\": its name becomes a folder and may hold letters, digits, \"_\", \"-\" and \".\" only");
}

TEST(Contrast, IsADifferenceFromTheReferenceLevel)
{
  const Design design = design_of("group + age", three_groups());

  EXPECT_EQ(resolve("x: pain-acute - control", design).rows, Eigen::RowVector4d(0, 1, 0, 0));
  EXPECT_EQ(resolve("x: control - pain-chronic", design).rows, Eigen::RowVector4d(0, 0, -1, 0));
}

TEST(Contrast, CutsLabelsWithAMinusWhereBothSidesAreLevels)
{
  const Design design = design_of("group + age", three_groups());

  const Contrast contrast = resolve("x: pain-acute-pain-chronic", design);

  EXPECT_EQ(contrast.rows, Eigen::RowVector4d(0, 1, -1, 0));
  EXPECT_THAT(contrast.groups, ElementsAre("pain-acute", "pain-chronic"));
  EXPECT_THAT(contrast.group_of_row, ElementsAre(0, -1, 1, -1, 0, 1));
}

TEST(Contrast, IsTheOnlyColumnOfANumberOrATwoLevelFactor)
{
  const Design design = design_of("group + age + sex", three_groups());

  EXPECT_EQ(resolve("x: age", design).rows(0, 3), 1);
  EXPECT_THAT(resolve("x: age", design).groups, IsEmpty());
  EXPECT_EQ(resolve("x: sex", design).rows(0, 4), 1);
  EXPECT_THAT(resolve("x: sex", design).groups, ElementsAre("M", "F"));
}

TEST(Contrast, MayNameADesignColumn)
{
  const Design design = design_of("group + age", three_groups());

  EXPECT_EQ(resolve("x: group[pain-chronic]", design).rows(0, 2), 1);
}

TEST(Contrast, MayBeTheIntercept)
{
  const Design design = build_design(
      parse_formula("age"), cohort_of({"a", "a", "b", "b"}, {"X", "X", "X", "X"}, {{"age", {"1", "2", "3", "5"}}}));

  const Contrast contrast = resolve_contrast({"mean", "intercept"}, design);

  EXPECT_EQ(contrast.rows, (Eigen::MatrixXd{{1, 0}}));
  EXPECT_TRUE(contrast.groups.empty());
}

TEST(Contrast, IsRefusedWithOneParticipantInAGroup)
{
  const Design design = build_design(parse_formula("group"),
                                     cohort_of({"patient", "control", "control", "control"}, {"X", "X", "X", "X"}));

  EXPECT_THAT(message_of<base::DesignError>([&] {
                resolve_contrast({"x", "patient - control"}, design);
              }),
              HasSubstr("only one participant of the model is \"patient\"; at least 2 a group are needed"));
  EXPECT_THAT(message_of<base::DesignError>([&] {
                resolve_contrast({"x", "group"}, design);
              }),
              HasSubstr("only one participant of the model is \"patient\""));
}

TEST(Contrast, IsTheProductWhateverItsOrder)
{
  const Cohort cohort = testing::two_site_cohort();
  const Design design = design_of("group*age", cohort);

  EXPECT_EQ(resolve("x: group:age", design).rows, Eigen::RowVector4d(0, 0, 0, 1));
  EXPECT_EQ(resolve("x: age:group", design).rows, Eigen::RowVector4d(0, 0, 0, 1));
}

TEST(Contrast, TestsEveryLevelOfAFactor)
{
  const Contrast contrast = resolve("x: F(group)", design_of("age + group", three_groups()));

  EXPECT_TRUE(contrast.is_f_test);
  EXPECT_EQ(contrast.rows.rows(), 2);
  EXPECT_THAT(contrast.groups, ElementsAre("control", "pain-acute", "pain-chronic"));
}

TEST(Contrast, IsPatientMinusControlByDefault)
{
  EXPECT_EQ(default_contrast(design_of("group", testing::two_site_cohort())).expression, "patient - control");
}

TEST(Contrast, HasNoDefaultForOtherGroups)
{
  EXPECT_EQ(
      message_of<base::DesignError>([] { default_contrast(design_of("group", three_groups())); }),
      "no contrast is given and \"patient - control\" does not apply: the levels of group are control, pain-acute, "
      "pain-chronic; give one, as in \"name: A - B\"");
}

TEST(Contrast, NamesTheNearestLevel)
{
  EXPECT_EQ(
      refusal("x: pain-acut - control", design_of("group", three_groups())),
      "contrast \"x\" (pain-acut - control): \"pain-acut\" is no level of group among the participants of the model "
      "(levels: control, pain-acute, pain-chronic); did you mean \"pain-acute\"?");
}

TEST(Contrast, RefusesALevelAgainstItself)
{
  EXPECT_EQ(refusal("x: control - control", design_of("group", three_groups())),
            "contrast \"x\" (control - control): compares a level with itself");
}

TEST(Contrast, NeedsTheGroupInTheModel)
{
  EXPECT_EQ(refusal("x: pain-acute - control", design_of("age", three_groups())),
            "contrast \"x\" (pain-acute - control): a difference of levels needs the group in the model");
}

TEST(Contrast, NeedsTwoLevels)
{
  Cohort cohort = three_groups();
  cohort.group.assign(6, "patient");

  EXPECT_EQ(
      refusal("x: patient - control", design_of("group + age", cohort)),
      "contrast \"x\" (patient - control): \"group\" has fewer than two levels: all 6 participants of the model are "
      "\"patient\"");
  EXPECT_EQ(refusal("x: F(group)", design_of("group + age", cohort)),
            "contrast \"x\" (F(group)): \"group\" has fewer than two levels: all 6 participants of the model are "
            "\"patient\"");
  EXPECT_EQ(
      refusal("x: group", design_of("group + age", cohort)),
      "contrast \"x\" (group): \"group\" has fewer than two levels: all 6 participants of the model are \"patient\"");
}

TEST(Contrast, NamesTheNearestColumn)
{
  EXPECT_EQ(refusal("x: agee", design_of("group + age", three_groups())),
            "contrast \"x\" (agee): the model \"group + age\" has no such column; did you mean \"age\"?");
}

TEST(Contrast, AsksForOneOfSeveralColumns)
{
  EXPECT_EQ(
      refusal("x: group", design_of("group", three_groups())),
      "contrast \"x\" (group): has 2 columns in the model; name one, as in \"group[pain-acute]\", or test all with "
      "F(FACTOR)");
}

TEST(Contrast, AsksForAProductThatTheModelLacks)
{
  EXPECT_EQ(refusal("x: sex:age", design_of("sex + age", three_groups())),
            "contrast \"x\" (sex:age): the model does not hold this product; add \"sex:age\" to it");
}

TEST(Contrast, KnowsNoFactorOfThatName)
{
  EXPECT_EQ(refusal("x: F(age)", design_of("group + age", three_groups())),
            "contrast \"x\" (F(age)): the model has no factor \"age\" (factors: group)");
}

TEST(Contrast, IsRefusedWhenSiteAndGroupAreAliased)
{
  const Cohort cohort =
      cohort_of(repeated({{"patient", 6}, {"control", 6}}), repeated({{"site-03", 6}, {"site-01", 6}}));

  EXPECT_EQ(
      refusal("pain: patient - control", design_of("group + site", cohort)),
      "contrast \"pain\" (patient - control) cannot be estimated: site and group are aliased: all patient participants "
      "come from site site-03, all control participants from site site-01; no site has both, so the two effects cannot "
      "be told apart (columns group[patient] and site[site-03])");
}

TEST(Contrast, IsRefusedWhicheverOfTheAliasedColumnsComesFirst)
{
  const Cohort cohort = cohort_of(repeated({{"patient", 6}, {"control", 6}}), repeated({{"B", 3}, {"C", 3}, {"A", 6}}));

  for (const char* model : {"group + site", "site + group"}) {
    EXPECT_THAT(
        refusal("pain: patient - control", design_of(model, cohort)),
        ::testing::StartsWith("contrast \"pain\" (patient - control) cannot be estimated: site and group are "
                              "aliased: all patient participants come from site B or C, all control participants "
                              "from site A;"));
  }
}

TEST(Contrast, IsRefusedWhenItsNumberIsConstant)
{
  Cohort cohort = three_groups();
  cohort.participants.columns[0] = make_column("age", {"40", "40", "40", "40", "40", "40"});

  EXPECT_EQ(refusal("x: age", design_of("group + age", cohort)),
            "contrast \"x\" (age) cannot be estimated: column age is constant in the rows of the model");
}

TEST(Contrast, IsRefusedWhenANumberRepeatsTheGroup)
{
  Cohort cohort = testing::two_site_cohort();
  cohort.participants.columns.push_back(make_column("diagnosis", repeated({{"1", 20}, {"0", 20}})));

  EXPECT_EQ(
      refusal("x: patient - control", design_of("group + age + diagnosis", cohort)),
      "contrast \"x\" (patient - control) cannot be estimated: diagnosis and group are aliased (columns group[patient] "
      "and diagnosis)");
}

TEST(Contrast, StandsWhenOnlyNuisanceColumnsAreCollinear)
{
  Cohort cohort = testing::two_site_cohort();
  Column copy = *cohort.participants.find("age");
  copy.name = "age_copy";
  cohort.participants.columns.push_back(copy);

  EXPECT_NO_THROW(resolve("x: patient - control", design_of("group + age + age_copy + site", cohort)));
}

TEST(Contrast, ListsSitesWithOneOfItsSidesOnly)
{
  Cohort cohort = testing::two_site_cohort();
  for (int row = 0; row < 4; ++row) cohort.site[static_cast<std::size_t>(row)] = "C";
  const Design design = design_of("group + site", cohort);

  EXPECT_THAT(
      single_group_sites(resolve("x: patient - control", design), design),
      ElementsAre("site \"C\" has patient participants only (4): it contributes nothing to patient - control within "
                  "sites"));
  EXPECT_THAT(
      single_group_sites(resolve("x: patient - control", design_of("group", cohort)), design_of("group", cohort)),
      IsEmpty());
}

}  // namespace
}  // namespace dmn::stats
