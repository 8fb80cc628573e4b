#include "parallel/dispatch.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "test_world.hpp"

namespace dmn::parallel {
namespace {

using test::world;

std::string square(std::size_t task)
{
  return std::to_string(task * task);
}

std::vector<std::size_t> tasks_of(const std::vector<std::string>& texts)
{
  std::vector<std::size_t> tasks;
  for (const auto& text : texts) {
    for (const auto& word : base::split(text, ' ')) {
      if (!word.empty()) tasks.push_back(static_cast<std::size_t>(*base::parse_integer(word)));
    }
  }
  std::ranges::sort(tasks);
  return tasks;
}

std::vector<std::size_t> first_tasks(std::size_t n)
{
  std::vector<std::size_t> tasks(n);
  for (std::size_t t = 0; t < n; ++t) tasks[t] = t;
  return tasks;
}

TEST(Dispatch, AnswersEveryTaskOnceInTaskOrder)
{
  for (const std::size_t n : {0UL, 1UL, 2UL, 40UL}) {
    std::string done_here;

    const auto result = dispatch(world(), n, [&](std::size_t task) {
      done_here += std::to_string(task) + " ";
      return square(task);
    });

    EXPECT_FALSE(result.stopped);
    EXPECT_EQ(result.outcomes.size(), world().is_master() ? n : 0U);
    for (std::size_t t = 0; t < result.outcomes.size(); ++t) {
      EXPECT_EQ(result.outcomes[t].task, t);
      EXPECT_EQ(result.outcomes[t].answer, square(t));
      EXPECT_FALSE(result.outcomes[t].failed());
    }
    const auto everyone = world().gather_together(done_here);
    if (world().is_master()) {
      EXPECT_EQ(tasks_of(everyone), first_tasks(n));
    }
  }
}

TEST(Dispatch, TheMasterComputesNothingWhenThereAreOthers)
{
  int calls = 0;

  dispatch(world(), 20, [&](std::size_t task) {
    ++calls;
    return square(task);
  });

  if (world().is_master() && world().size() > 1) {
    EXPECT_EQ(calls, 0);
  }
}

TEST(Dispatch, DealsInOrderSoThatEachRankSeesRisingNumbers)
{
  std::vector<std::size_t> seen;

  dispatch(world(), 60, [&](std::size_t task) {
    seen.push_back(task);
    return square(task);
  });

  EXPECT_TRUE(std::ranges::is_sorted(seen));
}

TEST(Dispatch, FirstHandsOneTaskToEachWorker)
{
  const std::size_t workers = world().size() == 1 ? 1 : static_cast<std::size_t>(world().size()) - 1;

  const auto result = dispatch(world(), workers, [](std::size_t task) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return square(task);
  });

  for (const auto& outcome : result.outcomes) {
    EXPECT_EQ(outcome.rank, world().size() == 1 ? 0 : static_cast<int>(outcome.task) + 1);
    EXPECT_GE(outcome.seconds, 0.004);
  }
}

TEST(Dispatch, AThrowingTaskIsAnOutcomeWithItsMessage)
{
  const auto result = dispatch(world(), 12, [](std::size_t task) -> std::string {
    if (task == 3) throw base::InputError("truncated", {.file = "bold.nii.gz"});
    if (task == 5) throw std::runtime_error("");
    if (task == 7) throw 7;
    return square(task);
  });

  if (!world().is_master()) return;
  ASSERT_EQ(result.outcomes.size(), 12U);
  EXPECT_EQ(result.outcomes[3].failure, "bold.nii.gz: truncated");
  EXPECT_EQ(result.outcomes[5].failure, "failed without a message");
  EXPECT_EQ(result.outcomes[7].failure, "unknown exception");
  EXPECT_EQ(result.outcomes[11].answer, square(11));
}

TEST(Dispatch, TellsEachWorkerWhatTheMasterKnowsOfItsTask)
{
  const auto result = dispatch(
      world(), 20, [](std::size_t task) { return "run " + std::to_string(task); },
      [](std::size_t task, const std::string& description) {
        return description + " is task " + std::to_string(task);
      });

  for (const auto& outcome : result.outcomes) {
    EXPECT_EQ(outcome.answer, "run " + std::to_string(outcome.task) + " is task " + std::to_string(outcome.task));
  }
}

TEST(Dispatch, CarriesLongDescriptionsAndLongAnswersAtTheSameTime)
{
  const auto result = dispatch(
      world(), 40, [](std::size_t task) { return std::string(150'000 + task, 'd'); },
      [](std::size_t task, const std::string& description) {
        return std::string(200'000, 'a') + std::to_string(description.size() - task);
      });

  for (const auto& outcome : result.outcomes) EXPECT_TRUE(outcome.answer.ends_with("a150000"));
}

TEST(Dispatch, CarriesLongAnswers)
{
  const auto result = dispatch(world(), 5, [](std::size_t task) { return std::string(200'000 + task, 'x'); });

  for (const auto& outcome : result.outcomes) EXPECT_EQ(outcome.answer.size(), 200'000 + outcome.task);
}

TEST(Dispatch, ReportsEachOutcomeToTheMasterAsItArrives)
{
  std::multiset<std::size_t> reported;

  dispatch(world(), 15, square, {.on_finished = [&](const TaskOutcome& outcome) { reported.insert(outcome.task); }});

  EXPECT_EQ(reported.size(), world().is_master() ? 15U : 0U);
  EXPECT_EQ(std::set(reported.begin(), reported.end()).size(), reported.size());
}

TEST(Dispatch, DrainsWhenAskedToStop)
{
  std::size_t finished = 0;
  const DispatchHooks hooks{.on_finished = [&](const TaskOutcome&) { ++finished; },
                            .stop_requested = [&] { return finished >= 3; }};

  const auto result = dispatch(
      world(), 1000,
      [](std::size_t task) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return square(task);
      },
      hooks);

  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(result.outcomes.size(), finished);
  if (world().is_master()) {
    EXPECT_GE(finished, 3U);
    EXPECT_LE(finished, 3U + 2U * static_cast<std::size_t>(world().size()));
  }
}

TEST(Dispatch, DoesNotStartAQueuedTaskAfterAStop)
{
  std::optional<std::chrono::steady_clock::time_point> first_asked;
  const auto late = [&] {
    const auto now = std::chrono::steady_clock::now();
    if (!first_asked) first_asked = now;
    return now - *first_asked > std::chrono::milliseconds(250);
  };
  const std::size_t workers = world().size() == 1 ? 1 : static_cast<std::size_t>(world().size()) - 1;

  const auto result = dispatch(world(), 100,
                               [](std::size_t task) {
                                 std::this_thread::sleep_for(std::chrono::milliseconds(1500));
                                 return square(task);
                               },
                               {.stop_requested = late});

  EXPECT_TRUE(result.stopped);
  if (world().is_master()) {
    EXPECT_EQ(result.outcomes.size(), workers);
  }
}

TEST(Dispatch, AStopBeforeTheFirstTaskRunsNothing)
{
  int calls = 0;

  const auto result = dispatch(world(), 4,
                               [&](std::size_t task) {
                                 ++calls;
                                 return square(task);
                               },
                               {.stop_requested = [] { return true; }});

  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(calls, 0);
  EXPECT_TRUE(result.outcomes.empty());
}

TEST(Dispatch, AStopAfterTheLastTaskIsNoStop)
{
  std::size_t finished = 0;

  const auto result = dispatch(
      world(), 6, square,
      {.on_finished = [&](const TaskOutcome&) { ++finished; }, .stop_requested = [&] { return finished == 6; }});

  EXPECT_FALSE(result.stopped);
}

TEST(Dispatch, AThrowingHookStopsAndThrowsOnEveryRank)
{
  std::string message;
  try {
    dispatch(world(), 30, square, {.on_finished = [](const TaskOutcome& outcome) {
               if (outcome.task == 4) throw base::IoError("the disk is full");
             }});
  } catch (const base::IoError& error) {
    message = error.what();
  }
  EXPECT_EQ(message, "the disk is full");
}

TEST(Dispatch, DoesWhatMayStartAndLeavesTheRest)
{
  const auto is_small = [](std::size_t task) { return task % 3 == 0; };

  const auto result = dispatch(
      world(), 20, square, {.may_start = [&](std::size_t task, std::optional<std::size_t>) { return is_small(task); }});

  EXPECT_TRUE(result.stopped);
  if (world().is_master()) {
    EXPECT_EQ(result.outcomes.size(), 7U);
  }
  for (const auto& outcome : result.outcomes) EXPECT_TRUE(is_small(outcome.task));
}

TEST(Dispatch, AsksWithTheTaskThatGoesAhead)
{
  bool anything_ahead = false;

  const auto result = dispatch(world(), 12, square, {.may_start = [&](std::size_t, std::optional<std::size_t> ahead) {
                                 anything_ahead = anything_ahead || ahead.has_value();
                                 return !ahead.has_value();
                               }});

  EXPECT_FALSE(result.stopped);
  EXPECT_EQ(anything_ahead, world().is_master() && world().size() > 1);
}

TEST(Dispatch, ASilentRankThatAnswersAfterAllIsWelcome)
{
  if (world().size() < 3) GTEST_SKIP() << "needs another rank";
  std::vector<LostRank> lost;
  const auto work = [](std::size_t task) {
    std::this_thread::sleep_for(std::chrono::milliseconds(task == 0 && world().rank() == 1 ? 1500 : 50));
    return square(task);
  };

  const auto result = dispatch(world(), 30 * static_cast<std::size_t>(world().size()), work,
                               {.on_lost = [&](const LostRank& rank) { lost.push_back(rank); }, .patience_s = 0.7});

  EXPECT_FALSE(world().has_lost_ranks());
  if (!world().is_master()) return;
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].rank, 1);
  EXPECT_EQ(lost[0].task, 0U);
  EXPECT_FALSE(lost[0].has_ended);
  EXPECT_EQ(result.outcomes.size(), 30 * static_cast<std::size_t>(world().size()));
}

}  // namespace
}  // namespace dmn::parallel
