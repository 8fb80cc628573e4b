#include "clinical/benefit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "clinical_example.hpp"

namespace dmn::clinical {
namespace {

using ::testing::HasSubstr;

/// A trial in which the second marker decides what the other arm does.
BenefitData trial(Eigen::Index n, double interaction, int n_sites = 4)
{
  BenefitData data{.outcome = testing::noise(n, 1, 41),
                   .arm = Eigen::VectorXd(n),
                   .covariates = testing::noise(n, 2, 42),
                   .markers = testing::noise(n, 3, 43),
                   .site = {}};
  for (Eigen::Index row = 0; row < n; ++row) {
    data.arm[row] = static_cast<double>(row / n_sites % 2);
    data.site.push_back(static_cast<int>(row) % n_sites);
  }
  data.outcome += 0.8 * data.covariates.col(0) - 0.5 * data.arm;
  data.outcome += interaction * data.arm.cwiseProduct(data.markers.col(1));
  return data;
}

TEST(HeldOutBenefit, FindsAPlantedInteractionAndIsCalibrated)
{
  const auto found = held_out_benefit(trial(800, 1.0));
  EXPECT_GT(found.gain, 0.05);
  EXPECT_GT(found.calibration_low, 0.6);
  EXPECT_LT(found.calibration_high, 1.4);
  EXPECT_LT(found.thirds[0].observed, found.thirds[2].observed);
  EXPECT_NEAR(found.with_markers.benefit.mean(), -0.5, 0.2);
}

TEST(HeldOutBenefit, FindsNothingWhereNothingIsPlanted)
{
  const auto found = held_out_benefit(trial(800, 0.0));
  EXPECT_LT(std::abs(found.gain), 0.02);
  EXPECT_GT(found.covariates_only.q2, 0.2);
}

TEST(HeldOutBenefit, OfASiteDoesNotDependOnItsOwnOutcomes)
{
  auto data = trial(200, 0.7);
  const auto before = held_out_benefit(data).with_markers.benefit;
  for (Eigen::Index row = 2; row < 200; row += 4) data.outcome[row] += 100 * static_cast<double>(row % 3);
  const auto after = held_out_benefit(data).with_markers.benefit;
  for (Eigen::Index row = 2; row < 200; row += 4) EXPECT_EQ(before[row], after[row]);
  EXPECT_NE(before[0], after[0]);
}

TEST(HeldOutBenefit, NeedsThreeSites)
{
  EXPECT_THAT(testing::message_of<base::DesignError>([] { held_out_benefit(trial(60, 0, 2)); }),
              HasSubstr("individual benefit is predicted for held-out sites: 3 needed, 2 found"));
}

TEST(HeldOutBenefit, NeedsBothArmsInEveryFold)
{
  auto data = trial(60, 0, 3);
  for (Eigen::Index row = 0; row < 60; ++row) data.arm[row] = data.site[static_cast<std::size_t>(row)] == 0 ? 1 : 0;
  EXPECT_THAT(testing::message_of<base::DesignError>([&] { held_out_benefit(data); }), HasSubstr("hold one arm only"));
}

}  // namespace
}  // namespace dmn::clinical
