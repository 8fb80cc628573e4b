#include "own_process.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "base/error.hpp"
#include "in_hand.hpp"
#include "quarantine.hpp"
#include "run_report.hpp"

namespace dmn::jobs {
namespace {

TEST(OwnProcess, BringsBackTheAnswer)
{
  const std::string longer_than_a_pipe(300'000, 'x');

  const auto result = in_own_process([&] { return std::to_string(getpid()) + longer_than_a_pipe; });

  EXPECT_FALSE(result.answer.starts_with(std::to_string(getpid()) + "x"));
  EXPECT_TRUE(result.answer.ends_with(longer_than_a_pipe));
  EXPECT_EQ(result.failure + result.death, "");
}

TEST(OwnProcess, BringsBackWhatTheWorkThrew)
{
  const auto result =
      in_own_process([]() -> std::string { throw base::InputError("truncated", {.file = "bold.nii"}); });

  EXPECT_EQ(result.failure, "bold.nii: truncated");
  EXPECT_EQ(result.answer + result.death, "");
}

TEST(OwnProcess, SaysWhatKilledIt)
{
  EXPECT_EQ(in_own_process([]() -> std::string {
              raise(SIGSEGV);
              return "";
            }).death,
            "signal 11 (Segmentation fault)");
  EXPECT_EQ(in_own_process([]() -> std::string {
              raise(SIGKILL);
              return "";
            }).death,
            "signal 9 (Killed)");
  EXPECT_EQ(in_own_process([]() -> std::string { _exit(7); }).death, "exit status 7 without an answer");
}

TEST(OwnProcess, IsNotStoppedByARequestToItsParent)
{
  EXPECT_EQ(in_own_process([]() -> std::string {
              raise(SIGTERM);
              return "done";
            }).answer,
            "done");
}

TEST(Quarantine, HoldsWhileTheFingerprintsAreTheSame)
{
  const std::filesystem::path folder = "quarantine";
  std::filesystem::remove_all(folder);
  const Quarantine quarantine(folder);
  const std::string run = "sub-1/func/sub-1_connectivity.h5";
  EXPECT_FALSE(quarantine.reason(run, "a b").has_value());

  quarantine.put(run, "a b", "killed its rank twice");

  EXPECT_EQ(Quarantine(folder).reason(run, "a b"), "killed its rank twice");
  EXPECT_FALSE(quarantine.reason(run, "a c").has_value());
  quarantine.release(run);
  EXPECT_FALSE(quarantine.reason(run, "a b").has_value());
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(InHandNote, TellsTheNextJobWhatAKilledProcessHeld)
{
  const std::filesystem::path folder = "notes";
  std::filesystem::remove_all(folder);
  {
    InHandNote note(folder, 3);
    note.begin("a-much-longer-name/than-the-next.h5");
    note.begin("sub-1.h5");
    const auto left = notes_left(folder, {});
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].run, "sub-1.h5");
    EXPECT_EQ(left[0].rank, 3);
    EXPECT_EQ(left[0].process, base::this_process());
    EXPECT_TRUE(notes_left(folder, {base::this_process()}).empty());
    note.end();
    EXPECT_EQ(notes_left(folder, {})[0].run, "");
  }
  EXPECT_TRUE(notes_left(folder, {}).empty());
}

TEST(InHandNote, WrittenHalfTellsNothing)
{
  const std::filesystem::path folder = "torn_notes";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "in_hand");
  std::ofstream(folder / "in_hand" / text_of(base::this_process())) << "0\nsub-0";

  ASSERT_EQ(notes_left(folder, {}).size(), 1U);
  EXPECT_EQ(notes_left(folder, {})[0].run, "");
}

TEST(CountedReasons, TellKindsOfReasonsApartAndNotRuns)
{
  const auto counted = counted_reasons({{{"1"}, "10.8 degrees of freedom, fewer than 15"},
                                        {{"2"}, "sub-02/func/b.nii.gz: sub-02 task-rest: truncated"},
                                        {{"3"}, "9.25 degrees of freedom, fewer than 15"},
                                        {{"4"}, "sub-04/func/c.nii.gz: sub-04 task-rest: truncated"},
                                        {{"5"}, "12 degrees of freedom, fewer than 15"}});

  EXPECT_THAT(counted, testing::ElementsAre(testing::Pair("N degrees of freedom, fewer than N", 3),
                                            testing::Pair("FILE truncated", 2)));
}

}  // namespace
}  // namespace dmn::jobs
