#include "stats/design.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using testing::cohort_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::message_of;

Design design_of(const std::string& model, const Cohort& cohort)
{
  return build_design(parse_formula(model), cohort);
}

Cohort four_participants()
{
  return cohort_of({"patient", "control", "patient", "control"}, {"B", "A", "A", "B"},
                   {{"age", {"20", "30", "40", "50"}}, {"sex", {"F", "M", "M", "F"}}, {"score", {"1", "2", "4", "9"}}});
}

TEST(Design, CodesTheControlGroupAsReference)
{
  const Design design = design_of("group", four_participants());

  EXPECT_THAT(design.kept_column_names(), ElementsAre("intercept", "group[patient]"));
  EXPECT_EQ(design.matrix.col(1), Eigen::Vector4d(1, 0, 1, 0));
  EXPECT_EQ(design.find_variable("group")->levels.front(), "control");
}

TEST(Design, DropsTheAlphabeticallyFirstSite)
{
  const Design design = design_of("site", four_participants());

  EXPECT_THAT(design.kept_column_names(), ElementsAre("intercept", "site[B]"));
}

TEST(Design, CentresAgeAndMeanFdButNoOtherNumber)
{
  Cohort cohort = four_participants();
  cohort.qc.columns.push_back(make_column("mean_fd", {"0.1", "0.2", "0.3", "0.2"}));

  const Design design = design_of("age + score + mean_fd", cohort);

  EXPECT_EQ(design.matrix.col(1), Eigen::Vector4d(-15, -5, 5, 15));
  EXPECT_EQ(design.matrix.col(2), Eigen::Vector4d(1, 2, 4, 9));
  EXPECT_NEAR(design.matrix.col(3).sum(), 0, 1e-15);
  EXPECT_EQ(*design.find_variable("age")->centre, 35);
  EXPECT_FALSE(design.find_variable("score")->centre.has_value());
}

TEST(Design, SquaresTheCentredAge)
{
  const Design design = design_of("age + I(age^2)", four_participants());

  EXPECT_EQ(design.matrix.col(2), Eigen::Vector4d(225, 25, 25, 225));
  EXPECT_EQ(design.columns[2].name, "I(age^2)");
}

TEST(Design, MultipliesTheColumnsOfAProduct)
{
  const Design design = design_of("group*age", four_participants());

  EXPECT_THAT(design.kept_column_names(), ElementsAre("intercept", "group[patient]", "age", "group[patient]:age"));
  EXPECT_EQ(design.matrix.col(3), Eigen::Vector4d(-15, 0, 5, 0));
}

TEST(Design, CentresOnTheRowsOfTheModelOnly)
{
  Cohort cohort = four_participants();
  cohort.participants.columns[2] = make_column("score", {"1", "n/a", "4", "9"});

  const Design design = design_of("age + score", cohort);

  EXPECT_THAT(design.rows, ElementsAre(0, 2, 3));
  EXPECT_NEAR(*design.find_variable("age")->centre, 110.0 / 3, 1e-13);
}

TEST(Design, CountsAndNamesRowsWithoutACovariate)
{
  Cohort cohort = four_participants();
  cohort.participants.columns[0] = make_column("age", {"20", "n/a", "40", "50"});
  cohort.group[3] = "";

  const Design design = design_of("group + age", cohort);

  ASSERT_EQ(design.left_out.size(), 2U);
  EXPECT_EQ(design.left_out[0].id.participant, "02");
  EXPECT_EQ(design.left_out[0].reason, "no age");
  EXPECT_EQ(design.left_out[1].reason, "no group");
  EXPECT_THAT(design.warnings, Contains("2 of 4 participants left out of the model: no group (1), no age (1)"));
}

TEST(Design, ReadsGroupFromWhateverColumnHoldsIt)
{
  Cohort cohort = four_participants();
  cohort.participants.columns.push_back(make_column("type", cohort.group));

  EXPECT_EQ(design_of("group", cohort).find_variable("group")->role, Role::group);
  EXPECT_EQ(design_of("type", cohort).find_variable("type")->role, Role::group);
}

TEST(Design, TreatsSitesWithNumbersForNamesAsAFactor)
{
  Cohort cohort = four_participants();
  cohort.site = {"2", "1", "3", "1"};
  cohort.participants.columns.push_back(make_column("site", cohort.site));

  EXPECT_THAT(design_of("site", cohort).kept_column_names(), ElementsAre("intercept", "site[2]", "site[3]"));
}

TEST(Design, DropsAConstantFactorAndSaysSo)
{
  Cohort cohort = four_participants();
  cohort.participants.columns.push_back(make_column("scanner", {"X", "X", "X", "X"}));

  const Design design = design_of("group + scanner", cohort);

  EXPECT_EQ(design.basis.rank(), 2);
  EXPECT_THAT(design.warnings, ElementsAre("column \"scanner\" is constant (\"X\"): dropped from the model"));
}

TEST(Design, DropsAConstantNumberAndSaysItsValue)
{
  Cohort cohort = four_participants();
  cohort.participants.columns[0] = make_column("age", {"35.1", "35.1", "35.1", "35.1"});

  EXPECT_THAT(design_of("age", cohort).warnings,
              ElementsAre("column \"age\" is constant (\"35.1\"): dropped from the model"));
}

TEST(Design, DropsTheLaterOfTwoCollinearColumnsAndNamesTheEarlier)
{
  Cohort cohort = four_participants();
  cohort.participants.columns.push_back(make_column("age_in_months", {"240", "360", "480", "600"}));

  const Design design = design_of("age + age_in_months", cohort);

  ASSERT_EQ(design.dropped.size(), 1U);
  EXPECT_EQ(design.dropped[0].name, "age_in_months");
  EXPECT_EQ(design.dropped[0].reason, "collinear with intercept, age");
}

TEST(Design, KeepsEveryColumnOfAFullRankModel)
{
  const Design design = design_of("group + sex", four_participants());

  EXPECT_THAT(design.dropped, IsEmpty());
  EXPECT_EQ(design.residual_df(), 1);
}

TEST(Design, WarnsOfASiteWithOneParticipant)
{
  Cohort cohort = four_participants();
  cohort.site = {"A", "A", "A", "E"};

  EXPECT_THAT(design_of("site", cohort).warnings,
              Contains("site \"E\" has one participant: the site's own column absorbs the row"));
}

TEST(Design, NamesTheNearestKnownColumn)
{
  EXPECT_EQ(
      message_of<base::DesignError>([] { design_of("group + Age", four_participants()); }),
      "the model names \"Age\", but neither the participants table nor /qc has such a column; did you mean \"age\"?");
}

TEST(Design, RefusesAPowerOfLabels)
{
  EXPECT_EQ(message_of<base::DesignError>([] { design_of("I(sex^2)", four_participants()); }),
            "I(sex^2) is asked for, but \"sex\" holds labels, not numbers");
}

TEST(Design, RefusesALabelTakenForACovariate)
{
  Cohort cohort = four_participants();
  cohort.participants.columns.push_back(make_column("code", {"a", "b", "c", "d"}));

  EXPECT_EQ(message_of<base::DesignError>([&] { design_of("age + code", cohort); }),
            "with \"code\" the model has 5 columns, but only 4 rows; is a label taken for a covariate?");
}

TEST(Design, RefusesAModelWithoutACompleteRow)
{
  Cohort cohort = four_participants();
  cohort.participants.columns[0] = make_column("age", {"20", "n/a", "n/a", "50"});
  cohort.participants.columns[2] = make_column("score", {"n/a", "1", "1", "n/a"});

  EXPECT_EQ(message_of<base::DesignError>([&] { design_of("age + score", cohort); }),
            "none of the 4 participants has every column of the model \"age + score\": no age (2), no score (2)");
}

TEST(Design, RefusesANumberThatIsNotFinite)
{
  Cohort cohort = four_participants();
  cohort.participants.columns[0] = make_column("age", {"20", "inf", "40", "50"});

  EXPECT_EQ(message_of<base::DesignError>([&] { design_of("age", cohort); }),
            "sub-02: a model needs finite numbers: field \"age\" is \"inf\"; expected a finite number");
}

}  // namespace
}  // namespace dmn::stats
