#include "connectivity/hub_disruption.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

constexpr double rounding = 1e-12;

TEST(HubDisruption, IsTheShareByWhichHubsAreFlattened)
{
  Eigen::MatrixXd strength(3, 4);
  strength << 1, 2, 3, 4,  //
      1, 2, 3, 4,          //
      2.0, 2.5, 3.0, 3.5;

  const Eigen::VectorXd found = hub_disruption(strength, {true, true, false});

  EXPECT_NEAR(found[0], 0, rounding);
  EXPECT_NEAR(found[2], -0.5, rounding);
}

TEST(HubDisruption, ComparesAControlWithTheOthers)
{
  const Eigen::MatrixXd strength = test::gaussian(6, 8, 3).cwiseAbs();
  const std::vector<bool> all(6, true);

  const Eigen::VectorXd found = hub_disruption(strength, all);

  std::vector<bool> without = all;
  without[2] = false;
  EXPECT_NEAR(found[2], hub_disruption(strength, without)[2], rounding);
}

TEST(HubDisruption, OfNoiseIsNegative)
{
  const Eigen::MatrixXd strength = test::gaussian(40, 30, 8);

  EXPECT_LT(hub_disruption(strength, std::vector<bool>(40, true)).mean(), -0.5);
}

TEST(HubDisruption, LeavesMissingRegionsOut)
{
  Eigen::MatrixXd strength = test::gaussian(6, 8, 3).cwiseAbs();
  const std::vector<bool> controls = {true, true, true, false, false, false};
  strength(4, 2) = std::nan("");
  strength(0, 5) = std::nan("");
  std::vector<Eigen::Index> others = {0, 1, 3, 4, 5, 6, 7};

  const Eigen::VectorXd found = hub_disruption(strength, controls);

  EXPECT_TRUE(found.allFinite());
  const Eigen::MatrixXd without = strength(Eigen::all, others);
  EXPECT_NEAR(found[4], hub_disruption(without, controls)[4], rounding);
}

TEST(HubDisruption, NeedsThreeRegionsThatDiffer)
{
  EXPECT_TRUE(std::isnan(hub_disruption(Eigen::MatrixXd::Ones(3, 2), {true, true, false})[2]));
  EXPECT_TRUE(std::isnan(hub_disruption(Eigen::MatrixXd::Ones(3, 5), {true, true, false})[2]));
  EXPECT_THROW(hub_disruption(Eigen::MatrixXd::Ones(3, 5), {true}), base::ShapeError);
}

}  // namespace
}  // namespace dmn::connectivity
