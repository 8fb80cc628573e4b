#include "stats/absence.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double of_scipy = 1e-12;

TEST(Equivalence, MakesTwoOneSidedTests)
{
  const Equivalence result = equivalence(0.03, 0.05, 0.4, 50);

  EXPECT_DOUBLE_EQ(result.t_lower, 2.2);
  EXPECT_NEAR(result.t_upper, -1, of_scipy);
  EXPECT_NEAR(result.p_lower, 0.016228137197952547, of_scipy);  // scipy.stats.t.sf
  EXPECT_NEAR(result.p_upper, 0.16106282255012233, of_scipy);
  EXPECT_EQ(result.p, result.p_upper);
}

TEST(Equivalence, MirrorsWithTheEffect)
{
  const Equivalence up = equivalence(0.03, 0.05, 0.4, 50);
  const Equivalence down = equivalence(-0.03, 0.05, 0.4, 50);

  EXPECT_DOUBLE_EQ(up.p, down.p);
  EXPECT_DOUBLE_EQ(up.p_lower, down.p_upper);
}

TEST(Equivalence, IsEasierWithinWiderBounds)
{
  EXPECT_LT(equivalence(0.03, 0.05, 0.4, 50, 0.5).p, equivalence(0.03, 0.05, 0.4, 50, 0.2).p);
}

TEST(Equivalence, IsNotANumberWhereTheEffectIsNot)
{
  EXPECT_TRUE(std::isnan(equivalence(NAN, 0.05, 0.4, 50).p));
  EXPECT_TRUE(std::isnan(equivalence(0.03, NAN, 0.4, 50).t_lower));
}

TEST(Equivalence, RefusesABoundThatIsNotPositive)
{
  EXPECT_THAT([] { equivalence(0.03, 0.05, 0.4, 50, 0); },
              ThrowsMessage<base::UsageError>(HasSubstr("absence of an effect cannot be tested with this option: field "
                                                        "\"bound\" is \"0\"; expected a positive number")));
}

TEST(Absence, IsThatOfEachTestedEdge)
{
  TestStatistics tested(2);
  tested.beta[0] = 0.03;
  tested.se[0] = 0.05;
  tested.t[0] = 0.6;
  tested.sigma[0] = 0.4;
  tested.df[0] = 50;
  tested.variance_factor[0] = 1.0 / 64;

  const Absence result = absence(tested, {.bound = 0.3, .prior_scale = 1});

  EXPECT_DOUBLE_EQ(result.p_equivalence[0], equivalence(0.03, 0.05, 0.4, 50, 0.3).p);
  EXPECT_DOUBLE_EQ(result.bayes_factor[0], bayes_factor(0.6, 64, 50, 1));
  EXPECT_TRUE(std::isnan(result.p_equivalence[1]));
  EXPECT_TRUE(std::isnan(result.bayes_factor[1]));
}

TEST(Absence, RefusesAScaleThatIsNotPositive)
{
  EXPECT_THAT(
      [] { absence(TestStatistics(1), {.prior_scale = -1}); },
      ThrowsMessage<base::UsageError>(HasSubstr("field \"prior_scale\" is \"-1\"; expected a positive number")));
}

}  // namespace
}  // namespace dmn::stats
