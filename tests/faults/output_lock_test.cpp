#include "output_lock.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/error.hpp"

namespace dmn::jobs {
namespace {

using testing::HasSubstr;

std::filesystem::path new_folder()
{
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  std::filesystem::path folder = std::string("lock.") + test->name();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

std::string text_in(const std::filesystem::path& path)
{
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

LockOwner me()
{
  return {.processes = {base::this_process()}};
}

base::ProcessMark ended_process()
{
  base::ProcessMark mark = base::this_process();
  --mark.start;
  return mark;
}

base::ProcessMark process_elsewhere()
{
  return {.host = "node7", .numbering = 9, .number = 12, .start = 34};
}

/// A lock as another job would have left it, silent for so long.
std::filesystem::path left_lock(const std::filesystem::path& out, const LockOwner& owner, double silent_s,
                                const std::string& scope = OutputLock::whole)
{
  const auto path = state_folder(out) / ("lock-" + scope);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text_of(owner);
  const auto age =
      std::chrono::duration_cast<std::filesystem::file_time_type::duration>(std::chrono::duration<double>(silent_s));
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
  return path;
}

constexpr LockTimes quick{.heartbeat_s = 0.05, .patience_s = 2};

std::string refusal(const std::filesystem::path& out, const LockOwner& owner = me(), LockTimes times = quick)
{
  try {
    const OutputLock lock(out, OutputLock::whole, owner, times);
  } catch (const base::UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(OutputLock, LeavesNothingBehind)
{
  const auto out = new_folder();
  {
    const OutputLock lock(out, OutputLock::whole, me());
    EXPECT_TRUE(std::filesystem::exists(state_folder(out) / "lock-all"));
    EXPECT_EQ(lock.remark(), "");
    EXPECT_FALSE(lock.lost());
  }
  EXPECT_TRUE(std::filesystem::is_empty(out));
}

TEST(OutputLock, RefusesASecondJobAndSaysWhoWorks)
{
  const auto out = new_folder();
  const OutputLock lock(out, OutputLock::whole, {.processes = {base::this_process()}, .job = "big:55"});

  EXPECT_THAT(refusal(out),
              testing::AllOf(HasSubstr("another job works in this folder"),
                             HasSubstr(display(base::this_process()) + ", Slurm job big:55, last sign of life ")));
  EXPECT_TRUE(std::filesystem::exists(state_folder(out) / "lock-all"));
}

TEST(OutputLock, PartsGoTogetherButNotWithTheWholeNorWithThemselves)
{
  const auto out = new_folder();
  const OutputLock one(out, "1-of-2", me());
  const OutputLock two(out, "2-of-2", me());

  EXPECT_THAT(refusal(out), HasSubstr("another job works"));
  EXPECT_THROW(OutputLock(out, "1-of-2", me()), base::UsageError);
  EXPECT_FALSE(std::filesystem::exists(state_folder(out) / "lock-all"));
}

TEST(OutputLock, OfEndedProcessesOfThisHostIsTakenOverAtOnce)
{
  const auto out = new_folder();
  left_lock(out, {.processes = {ended_process()}}, 0);

  const OutputLock lock(out, OutputLock::whole, me());

  EXPECT_THAT(lock.remark(),
              testing::AllOf(HasSubstr("took over the folder of a job that has ended: "),
                             HasSubstr(display(ended_process())), HasSubstr("none of its processes runs")));
  EXPECT_EQ(text_in(state_folder(out) / "lock-all"), text_of(me()));
}

TEST(OutputLock, OfAJobWhoseOtherRanksStillEndIsTakenOverWhenTheyHave)
{
  const auto out = new_folder();
  const pid_t child = fork();
  if (child == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    _exit(0);
  }
  base::ProcessMark rank = base::this_process();
  rank.number = child;
  std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
  std::string field;
  for (int k = 0; k < 22; ++k) stat >> field;
  rank.start = std::stoull(field);
  left_lock(out, {.processes = {ended_process(), rank}}, 0);
  const auto start = std::chrono::steady_clock::now();

  const OutputLock lock(out, OutputLock::whole, me());

  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(300));
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
}

TEST(OutputLock, OfAnotherHostIsTakenOverAfterALongSilenceOnly)
{
  const auto out = new_folder();
  left_lock(out, {.processes = {process_elsewhere()}}, 1);
  EXPECT_THAT(refusal(out), HasSubstr("process 12 on node7, last sign of life 1 s ago"));

  left_lock(out, {.processes = {process_elsewhere()}}, 60);
  const OutputLock lock(out, OutputLock::whole, me(), quick);

  EXPECT_THAT(lock.remark(), HasSubstr("no sign of life for 60 s"));
}

TEST(OutputLock, OfAnotherHostThatShowsLifeWhileItIsWatchedIsLeftAlone)
{
  const auto out = new_folder();
  const auto path = left_lock(out, {.processes = {process_elsewhere()}}, 60);
  std::jthread heart([&](const std::stop_token& stop) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    if (!stop.stop_requested()) std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
  });

  EXPECT_THAT(refusal(out, me(), {.heartbeat_s = 0.5, .patience_s = 2}), HasSubstr("another job works"));
}

TEST(OutputLock, OfTheSameSlurmJobBeforeItWasRequeuedIsTakenOverAtOnce)
{
  const auto out = new_folder();
  left_lock(out, {.processes = {process_elsewhere()}, .job = "big:55", .restarts = 0}, 1);
  LockOwner same = me();
  same.job = "big:55";
  EXPECT_THAT(refusal(out, same), HasSubstr("another job works"));

  same.restarts = 1;
  const OutputLock lock(out, OutputLock::whole, same);

  EXPECT_THAT(lock.remark(), HasSubstr("Slurm has started it again"));
}

TEST(OutputLock, ATornOneIsTakenOverAfterALongSilence)
{
  const auto out = new_folder();
  std::ofstream(left_lock(out, {}, 60)) << "job";
  EXPECT_THAT(refusal(out), HasSubstr("unknown process"));
  const auto path = state_folder(out) / "lock-all";
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1));

  EXPECT_EQ(refusal(out), "");
}

TEST(OutputLock, ShowsLifeAndNoticesWhenItIsTaken)
{
  const auto out = new_folder();
  const OutputLock lock(out, OutputLock::whole, me(), quick);
  const auto path = state_folder(out) / "lock-all";
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_LT(std::filesystem::file_time_type::clock::now() - std::filesystem::last_write_time(path),
            std::chrono::minutes(1));
  EXPECT_FALSE(lock.lost());

  std::filesystem::rename(path, out / "aside");
  std::ofstream(path) << "another job";
  std::this_thread::sleep_for(std::chrono::milliseconds(300));

  EXPECT_TRUE(lock.lost());
}

TEST(OutputLock, OfAnotherJobSurvivesTheEndOfTheOneThatLostIt)
{
  const auto out = new_folder();
  const auto path = state_folder(out) / "lock-all";
  {
    const OutputLock lock(out, OutputLock::whole, me());
    std::filesystem::rename(path, out / "aside");
    std::ofstream(path) << "another job";
  }
  EXPECT_EQ(text_in(path), "another job");
}

TEST(LockOwner, SurvivesItsText)
{
  const LockOwner owner{.processes = {base::this_process(), process_elsewhere()}, .job = "big:55", .restarts = 3};
  const LockOwner found = lock_owner_from(text_of(owner));

  EXPECT_EQ(found.processes, owner.processes);
  EXPECT_EQ(found.job, "big:55");
  EXPECT_EQ(found.restarts, 3);
  EXPECT_TRUE(lock_owner_from("job\nproc").processes.empty());
}

}  // namespace
}  // namespace dmn::jobs
