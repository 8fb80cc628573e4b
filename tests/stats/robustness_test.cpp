#include "stats/robustness.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TestStatistics one_effect(double beta, double p)
{
  TestStatistics tested(1);
  tested.beta[0] = beta;
  tested.g[0] = 2 * beta;
  tested.p[0] = p;
  return tested;
}

Robustness of(double beta_primary, double p_primary, double beta_sensitivity, double p_sensitivity)
{
  return robustness_table(one_effect(beta_primary, p_primary), one_effect(beta_sensitivity, p_sensitivity))[0]
      .robustness;
}

TEST(Robustness, NeedsTheSameSignAndBothBelowFivePerCent)
{
  EXPECT_EQ(of(0.1, 0.01, 0.05, 0.04), Robustness::robust);
  EXPECT_EQ(of(-0.1, 0.01, -0.05, 0.04), Robustness::robust);
  EXPECT_EQ(of(0.1, 0.01, -0.05, 0.04), Robustness::opposite_signs);
  EXPECT_EQ(of(0.1, 0.01, 0.05, 0.05), Robustness::primary_only);
  EXPECT_EQ(of(0.1, 0.2, 0.05, 0.04), Robustness::sensitivity_only);
  EXPECT_EQ(of(0.1, 0.2, 0.05, 0.3), Robustness::neither);
  EXPECT_EQ(of(0.1, 0.01, NAN, NAN), Robustness::untested);
}

TEST(RobustnessTable, HasBothPipelinesSideBySide)
{
  const auto rows = robustness_table(one_effect(0.1, 0.01), one_effect(0.05, 0.04));

  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].beta_primary, 0.1);
  EXPECT_EQ(rows[0].g_primary, 0.2);
  EXPECT_EQ(rows[0].p_primary, 0.01);
  EXPECT_EQ(rows[0].beta_sensitivity, 0.05);
  EXPECT_EQ(rows[0].g_sensitivity, 0.1);
  EXPECT_EQ(rows[0].p_sensitivity, 0.04);
  EXPECT_TRUE(rows[0].robust());
}

TEST(RobustnessTable, IsCounted)
{
  const auto rows = robustness_table(one_effect(0.1, 0.01), one_effect(0.05, 0.04));

  EXPECT_EQ(count(rows, Robustness::robust), 1);
  EXPECT_EQ(count(rows, Robustness::neither), 0);
}

TEST(RobustnessTable, RefusesPipelinesWithDifferentOutcomes)
{
  EXPECT_THAT([] { robustness_table(TestStatistics(2), TestStatistics(3)); },
              ThrowsMessage<base::ShapeError>(HasSubstr("two pipelines were tested on different numbers of outcomes")));
}

TEST(Robustness, HasWords)
{
  EXPECT_EQ(words(Robustness::robust), "robust");
  EXPECT_EQ(words(Robustness::primary_only), "primary only");
  EXPECT_EQ(words(Robustness::sensitivity_only), "sensitivity only");
  EXPECT_EQ(words(Robustness::opposite_signs), "opposite signs");
  EXPECT_EQ(words(Robustness::neither), "neither");
  EXPECT_EQ(words(Robustness::untested), "untested");
}

}  // namespace
}  // namespace dmn::stats
