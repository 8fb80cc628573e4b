#include "stats/group_motion.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double of_scipy = 1e-10;

const Eigen::VectorXd mean_fd =
    (Eigen::VectorXd(12) << 0.12, 0.2, 0.31, 0.18, 0.25, 0.4, 0.1, 0.11, 0.15, 0.09, 0.2, NAN).finished();
const std::vector<std::string> group = {"patient", "patient", "patient", "patient", "patient", "patient",
                                        "control", "control", "control", "control", "control", "control"};

TEST(GroupMotion, IsWelchsTest)
{
  const auto pairs = group_motion(mean_fd, group, {"control", "patient"});

  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].first, "patient");
  EXPECT_EQ(pairs[0].second, "control");
  EXPECT_EQ(pairs[0].n_second, 5);
  EXPECT_NEAR(pairs[0].t, 2.4843342591444033, of_scipy);  // scipy.stats.ttest_ind(equal_var=False)
  EXPECT_NEAR(pairs[0].df, 7.211792038725159, of_scipy);
  EXPECT_NEAR(pairs[0].p, 0.04097441087533982, of_scipy);
}

TEST(GroupMotion, HasAnEffectSizeWithItsInterval)
{
  const auto pairs = group_motion(mean_fd, group, {"control", "patient"});

  EXPECT_NEAR(pairs[0].g, 1.2864925202824726, of_scipy);  // pooled SD, J(9); scipy.stats.nct inverted by brentq
  EXPECT_NEAR(pairs[0].g_low, 0.029381038359628724, 1e-8);
  EXPECT_NEAR(pairs[0].g_high, 2.7267763655157777, 1e-8);
}

TEST(GroupMotion, ComparesEveryPairOfGroups)
{
  std::vector<std::string> three = group;
  three[0] = three[1] = three[2] = "waiting";

  const auto pairs = group_motion(mean_fd, three, {"control", "patient", "waiting"});

  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[1].first, "waiting");
  EXPECT_EQ(pairs[1].second, "control");
  EXPECT_EQ(pairs[2].second, "patient");
}

TEST(GroupMotion, IsNotANumberForASingleSubjectOrWithoutSpread)
{
  const auto single = group_motion(Eigen::Vector3d(1, 2, 3), {"a", "b", "b"}, {"a", "b"});
  const auto constant = group_motion(Eigen::Vector4d(1, 1, 1, 1), {"a", "a", "b", "b"}, {"a", "b"});
  const auto empty = group_motion(Eigen::Vector3d(1, 2, 3), {"a", "a", "a"}, {"a", "b"});

  EXPECT_TRUE(std::isnan(single[0].t));
  EXPECT_DOUBLE_EQ(single[0].mean_first, 2.5);
  EXPECT_TRUE(std::isnan(constant[0].p));
  EXPECT_TRUE(std::isnan(empty[0].mean_first));
  EXPECT_EQ(empty[0].n_first, 0);
}

TEST(GroupMotion, RefusesLabelsOfOtherSubjects)
{
  EXPECT_THAT(
      [] {
        group_motion(Eigen::Vector3d(1, 2, 3), {"a"}, {"a", "b"});
      },
      ThrowsMessage<base::ShapeError>(HasSubstr("mean FD and groups are not of the same subjects")));
}

TEST(LostDof, AddsUp)
{
  const LostDof lost = lost_dof(Eigen::Vector3d(300, 200, 100), Eigen::Vector3d(280, 200, NAN),
                                Eigen::Vector3d(36, 24, 9), Eigen::Vector3d(30, 20, 10));

  EXPECT_EQ(lost.n_runs, 2);
  EXPECT_DOUBLE_EQ(lost.regressors, 30);
  EXPECT_DOUBLE_EQ(lost.censored, 10);
  EXPECT_DOUBLE_EQ(lost.filtered, (280 - 36 - 30 + 200 - 24 - 20) / 2.0);
  EXPECT_DOUBLE_EQ(lost.total, lost.regressors + lost.censored + lost.filtered);
}

TEST(LostDof, IsNotANumberWithoutARun)
{
  const Eigen::VectorXd none;

  EXPECT_TRUE(std::isnan(lost_dof(none, none, none, none).total));
}

TEST(LostDof, RefusesColumnsOfDifferentLength)
{
  EXPECT_THAT([] { lost_dof(Eigen::Vector2d(1, 2), Eigen::Vector2d(1, 2), Eigen::Vector2d(1, 2), Eigen::VectorXd()); },
              ThrowsMessage<base::ShapeError>(HasSubstr("the QC columns of lost degrees of freedom differ in length")));
}

}  // namespace
}  // namespace dmn::stats
