#include "stats/row_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

Cohort three_people()
{
  return testing::cohort_of({"patient", "control", "control"}, {"X", "Y", "X"}, {{"family", {"7", "7", "n/a"}}});
}

TEST(RowLabels, AreTheCellsOfAColumnAsWords)
{
  EXPECT_THAT(row_labels(three_people(), "family", {1, 0}), ElementsAre("7", "7"));
}

TEST(RowLabels, KnowGroupAndSiteWhateverTheTableCallsThem)
{
  EXPECT_THAT(row_labels(three_people(), "site", {0, 1, 2}), ElementsAre("X", "Y", "X"));
  EXPECT_THAT(row_labels(three_people(), "group", {2}), ElementsAre("control"));
}

TEST(RowLabels, NameTheParticipantThatHasNone)
{
  EXPECT_THAT(message_of<base::DesignError>([] {
                row_labels(three_people(), "family", {0, 2});
              }),
              HasSubstr("no family: every participant of the model needs one"));
}

TEST(RowLabels, NameTheNearestColumn)
{
  EXPECT_THAT(message_of<base::DesignError>([] { row_labels(three_people(), "famly", {0}); }),
              HasSubstr("there is no column \"famly\"; did you mean \"family\"?"));
  EXPECT_THAT(message_of<base::DesignError>([] { row_labels(three_people(), "famly", {0}, "group.exchange_within"); }),
              HasSubstr("field \"group.exchange_within\" is \"famly\"; expected group, site, family"));
}

TEST(SiteLabels, AreNothingWhereNobodyHasASite)
{
  const auto cohort = testing::cohort_of({"patient", "control"}, {"", ""}, {});

  EXPECT_TRUE(site_labels(cohort, {0, 1}).empty());
}

}  // namespace
}  // namespace dmn::stats
