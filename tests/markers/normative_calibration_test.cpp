#include <gtest/gtest.h>

#include <cmath>

#include "markers/simulated_norm.hpp"

namespace dmn::markers {
namespace {

TEST(NormativeCalibration, FiveInAHundredControlsLieBeyondTheBand)
{
  const auto beyond = testing::beyond_band({.n_cohorts = 400, .n_controls = 40, .n_others = 10, .seed = 1});

  EXPECT_EQ(beyond.n_controls, 16000);
  EXPECT_GE(beyond.share_of_controls(), 0.04);
  EXPECT_LE(beyond.share_of_controls(), 0.06);
  EXPECT_GE(beyond.share_of_others(), 0.04);
  EXPECT_LE(beyond.share_of_others(), 0.06);
}

TEST(NormativeCalibration, ComparingControlsWithANormThatHoldsThemselvesWouldFindTooFew)
{
  const auto beyond =
      testing::beyond_band({.n_cohorts = 400, .n_controls = 40, .n_others = 0, .seed = 2, .leave_one_out = false});

  EXPECT_LT(beyond.share_of_controls(), 0.04);
}

}  // namespace
}  // namespace dmn::markers
