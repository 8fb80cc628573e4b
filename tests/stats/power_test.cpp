#include "stats/power.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(MinimumDetectableG, IsTwoPointEightStandardErrors)
{
  EXPECT_NEAR(minimum_detectable_g(1.0), 2.801585218112969, 1e-12);  // scipy.stats.norm: isf(.025) + ppf(.8)
  EXPECT_DOUBLE_EQ(minimum_detectable_g(30, 25), minimum_detectable_g(1.0 / 30 + 1.0 / 25));
}

TEST(MinimumDetectableG, GrowsWithThePowerAskedFor)
{
  EXPECT_GT(minimum_detectable_g(1.0, {.power = 0.9}), minimum_detectable_g(1.0));
  EXPECT_GT(minimum_detectable_g(1.0, {.alpha = 0.01}), minimum_detectable_g(1.0));
}

TEST(MinimumDetectableG, IsNotANumberForAnEmptyGroup)
{
  EXPECT_TRUE(std::isnan(minimum_detectable_g(0, 25)));
}

TEST(MinimumDetectableG, RefusesAPowerThatIsNoProbability)
{
  EXPECT_THAT([] { minimum_detectable_g(1.0, {.power = 1}); },
              ThrowsMessage<base::UsageError>(HasSubstr("power cannot be computed with this option: field \"power\" is "
                                                        "\"1\"; expected above 0 and below 1")));
  EXPECT_THAT([] { minimum_detectable_g(1.0, {.alpha = 0}); },
              ThrowsMessage<base::UsageError>(HasSubstr("field \"alpha\" is \"0\"")));
}

/// escalc(measure = "SMD") of metafor 3.8: means .42/.30, SD .20/.25, n 30/25.
TEST(VarianceOfG, IsThatOfMetafor)
{
  EXPECT_NEAR(variance_of_g(0.528024743115, 1.0 / 30 + 1.0 / 25, 55), 0.0758679708728, 1e-12);
}

}  // namespace
}  // namespace dmn::stats
