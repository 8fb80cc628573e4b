#include "base/run_id.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

namespace dmn::base {
namespace {

TEST(RunId, IsShownWithTheEntitiesItHas)
{
  EXPECT_EQ(display({.participant = "0412", .session = "2", .task = "rest", .run = "01"}),
            "sub-0412 ses-2 task-rest run-01");
  EXPECT_EQ(display({.participant = "sub-0412"}), "sub-0412");
}

TEST(RunId, ALeadingSubIsOptional)
{
  EXPECT_EQ(bare_participant("sub-07"), "07");
  EXPECT_EQ(bare_participant("07"), "07");
}

TEST(RunId, SortsBytewiseSoThatZeroPaddedRunsAreStrings)
{
  std::vector<RunId> runs{
      {"b", "", "rest", "1"}, {"a", "2", "rest", "1"}, {"a", "", "rest", "10"}, {"a", "", "rest", "01"}};

  std::ranges::sort(runs);

  EXPECT_EQ(runs[0].run, "01");
  EXPECT_EQ(runs[1].run, "10");
  EXPECT_EQ(runs[2].session, "2");
  EXPECT_EQ(runs[3].participant, "b");
}

}  // namespace
}  // namespace dmn::base
