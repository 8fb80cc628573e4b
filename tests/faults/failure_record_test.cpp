#include "failure_record.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "output_lock.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Field;

fs::path new_folder()
{
  fs::path folder = std::string("record.") + testing::UnitTest::GetInstance()->current_test_info()->name();
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

std::vector<std::string> reasons_in(const fs::path& folder)
{
  std::vector<std::string> reasons;
  for (const auto& failure : recorded_failures(folder)) reasons.push_back(failure.reason);
  return reasons;
}

TEST(FailureRecord, IsReadWhileItIsWrittenAndSortedByRun)
{
  const auto folder = new_folder();
  FailureRecord record(folder, OutputLock::whole);
  record.add({"sub-02", false, "ends in volume 3"});
  record.add({"sub-01", true, "mean FD 0.9"});

  const auto failures = recorded_failures(folder);

  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].run, "sub-01");
  EXPECT_TRUE(failures[0].has_shard);
  EXPECT_EQ(failures[1].reason, "ends in volume 3");
  EXPECT_FALSE(failures[1].has_shard);
}

TEST(FailureRecord, MakesNoFileWithoutAFailure)
{
  const auto folder = new_folder();
  const FailureRecord record(folder, OutputLock::whole);
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST(FailureRecord, OfTheWholeFolderForgetsWhatSlicesWrote)
{
  const auto folder = new_folder();
  FailureRecord(folder, "1-of-2").add({"sub-01", false, "one"});
  FailureRecord(folder, "2-of-2").add({"sub-02", false, "two"});
  EXPECT_THAT(reasons_in(folder), ElementsAre("one", "two"));

  FailureRecord(folder, "1-of-2").add({"sub-03", false, "three"});
  EXPECT_THAT(reasons_in(folder), ElementsAre("two", "three"));

  const FailureRecord whole(folder, OutputLock::whole);
  EXPECT_THAT(reasons_in(folder), ElementsAre());
}

TEST(FailureRecord, HoldsOneLineAFailureWhateverTheMessage)
{
  const auto folder = new_folder();
  FailureRecord(folder, OutputLock::whole).add({"sub-01", false, "a\tb\nc"});
  EXPECT_THAT(reasons_in(folder), ElementsAre("a b c"));
}

TEST(FailureRecord, LeavesOutALineThatWasCutShort)
{
  const auto folder = new_folder();
  FailureRecord(folder, OutputLock::whole).add({"sub-01", false, "whole"});
  std::ofstream(folder / "failed-all", std::ios::app) << "sub-02\tfailed\tcut sh";
  EXPECT_THAT(reasons_in(folder), ElementsAre("whole"));
}

TEST(FailureRecord, NeverWritesThroughALink)
{
  const auto folder = new_folder();
  FailureRecord record(folder, OutputLock::whole);
  fs::create_symlink("elsewhere", folder / "failed-all");
  record.add({"sub-01", false, "anything"});
  EXPECT_FALSE(fs::exists(folder / "elsewhere"));
}

}  // namespace
}  // namespace dmn::jobs
