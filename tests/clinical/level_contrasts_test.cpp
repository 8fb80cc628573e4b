#include "clinical/level_contrasts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "clinical_example.hpp"
#include "stats/glm.hpp"

namespace dmn::clinical {
namespace {

using ::testing::HasSubstr;

TEST(PairwiseContrasts, AreEveryPairAndDoNotDependOnTheReference)
{
  const auto cohort = testing::cohort_of(48);
  const auto design = testing::design_of(cohort, "label + age + site");
  const auto pairs = pairwise_contrasts(design, "label");
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].name, "b - a");
  EXPECT_EQ(pairs[2].name, "c - b");
  EXPECT_TRUE((pairs[2].rows - (pairs[1].rows - pairs[0].rows)).isZero(1e-12));
  EXPECT_EQ(std::ranges::count(pairs[0].group_of_row, 0), 16);
}

TEST(PairwiseContrasts, NeedTwoLevels)
{
  auto cohort = testing::cohort_of(24);
  for (auto& word : cohort.participants.columns[2].words) word = "a";
  const auto design = testing::design_of(cohort, "age + label");
  EXPECT_THAT(testing::message_of<base::DesignError>([&] { pairwise_contrasts(design, "label"); }),
              HasSubstr("fewer than two levels"));
}

TEST(MeanAtLevel, IsTheMeanOfAGroupWhereThereIsNothingElse)
{
  const auto cohort = testing::cohort_of(40);
  const auto design = testing::design_of(cohort, "group");
  const Eigen::VectorXd y = testing::noise(40, 1);
  const std::vector<stats::Contrast> contrasts{mean_at_level(design, "group", "patient")};
  std::vector<stats::TestStatistics> results{stats::TestStatistics(1)};

  stats::LinearModel(design, contrasts).fit(y, 0, results);

  double sum = 0;
  for (Eigen::Index row = 0; row < 40; ++row)
    sum += cohort.group[static_cast<std::size_t>(row)] == "patient" ? y[row] : 0;
  EXPECT_NEAR(results[0].beta[0], sum / 20, 1e-12);
}

TEST(MeanAtLevel, AveragesOverTheRowsOfTheModelAlsoInProducts)
{
  const auto cohort = testing::cohort_of(40);
  const auto design = testing::design_of(cohort, "group + score + group:score");
  const auto contrast = mean_at_level(design, "group", "patient");
  const double mean = design.find_variable("score")->values.mean();
  EXPECT_TRUE(contrast.rows.row(0).isApprox(Eigen::RowVector4d(1, 1, mean, mean), 1e-12));
}

TEST(MeanAtLevel, RefusesAnUnknownLevel)
{
  const auto design = testing::design_of(testing::cohort_of(40), "group + age");
  EXPECT_THAT(testing::message_of<base::DesignError>([&] { mean_at_level(design, "group", "patients"); }),
              HasSubstr("no participant of the model has the level \"patients\" of \"group\""));
}

TEST(Holm, IsStepDownAndLeavesOutWhatIsMissing)
{
  Eigen::VectorXd p(4);
  p << 0.01, std::numeric_limits<double>::quiet_NaN(), 0.04, 0.03;
  const Eigen::VectorXd adjusted = holm_p(p);
  EXPECT_NEAR(adjusted[0], 0.03, 1e-15);
  EXPECT_TRUE(std::isnan(adjusted[1]));
  EXPECT_NEAR(adjusted[2], 0.06, 1e-15);
  EXPECT_NEAR(adjusted[3], 0.06, 1e-15);
}

}  // namespace
}  // namespace dmn::clinical
