#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "markers/controls_example.hpp"

namespace dmn::markers {
namespace {

using stats::testing::message_of;
using testing::controls_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::measures_named;
using testing::people_at;
using ::testing::SizeIs;
using testing::usual;

ShareableControls shareable(const stats::Cohort& people, const Eigen::MatrixXd& values)
{
  return shareable_controls(parse_covariates(usual), people, controls_of(people), values, measures_named({"x", "y"}));
}

Eigen::MatrixXd values_of(const stats::Cohort& people)
{
  return stats::testing::random_edges(static_cast<Eigen::Index>(people.runs.size()), 2);
}

TEST(ShareableControls, AreThoseAtSitesWithTenOfThem)
{
  const auto people = people_at({25, 9, 20});

  EXPECT_THAT(shareable(people, values_of(people)).controls, SizeIs(45));
}

TEST(ShareableControls, LeaveOutAMeasureThatOneOfThemLacks)
{
  const auto people = people_at({25, 20});
  auto values = values_of(people);
  values(7, 0) = std::nan("");
  const auto found = shareable(people, values);

  EXPECT_THAT(found.left_out, ElementsAre("x"));
  EXPECT_THAT(found.columns, ElementsAre(1));
  EXPECT_THAT(found.controls, SizeIs(45)) << "the control itself stays: every measure is of the same people";
}

TEST(ShareableControls, AreRefusedWhereALabelHasFewerThanFive)
{
  auto people = people_at({40});
  for (std::size_t row = 4; row < 40; ++row) people.participants.columns[1].words[row] = "F";

  EXPECT_THAT(message_of<base::DesignError>([&] { shareable(people, values_of(people)); }),
              HasSubstr("the norm has 2 participants with sex \"M\""));
}

TEST(ShareableControls, AreRefusedBelowThirty)
{
  const auto people = people_at({20, 9, 8});

  EXPECT_THAT(message_of<base::DesignError>([&] { shareable(people, values_of(people)); }),
              HasSubstr("20 controls are left at sites with at least 10 of them, at least 30 are needed"));
}

}  // namespace
}  // namespace dmn::markers
