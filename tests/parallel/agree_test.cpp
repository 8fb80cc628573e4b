#include <gmock/gmock.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "base/error.hpp"
#include "parallel/communicator.hpp"
#include "test_world.hpp"

namespace dmn::parallel {
namespace {

using test::world;

template <class Exception>
std::string message_everywhere(const std::function<void()>& phase)
{
  try {
    agree(world(), phase);
  } catch (const Exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

template <class Exception>
std::string thrown_by_last_rank(const std::string& problem, const base::Facts& facts)
{
  return message_everywhere<Exception>([&] {
    if (world().rank() == world().size() - 1) throw Exception(problem, facts);
  });
}

TEST(Agree, PassesWhenNoRankThrows)
{
  int calls = 0;

  agree(world(), [&] { ++calls; });

  EXPECT_EQ(calls, 1);
}

TEST(Agree, KeepsTypeAndMessageOnEveryRank)
{
  const base::Facts facts{.file = "a.tsv:7", .participant = "sub-1", .field = "age", .expected = "years", .found = "x"};
  const std::string sentence = "a.tsv:7: sub-1: bad: field \"age\" is \"x\"; expected years";

  EXPECT_EQ(thrown_by_last_rank<base::UsageError>("bad", facts), sentence);
  EXPECT_EQ(thrown_by_last_rank<base::DesignError>("bad", facts), sentence);
  EXPECT_EQ(thrown_by_last_rank<base::InputError>("bad", facts), sentence);
  EXPECT_EQ(thrown_by_last_rank<base::ShapeError>("bad", facts), sentence);
  EXPECT_EQ(thrown_by_last_rank<base::IoError>("bad", facts), sentence);
  EXPECT_EQ(thrown_by_last_rank<base::NothingToDo>("bad", facts), sentence);
  EXPECT_EQ(thrown_by_last_rank<base::Error>("bad", facts), sentence);
}

TEST(Agree, KeepsTheFactsOnEveryRank)
{
  std::string participant;
  try {
    agree(world(), [] {
      if (world().rank() == world().size() - 1) throw base::InputError("bad", {.participant = "sub-0412"});
    });
  } catch (const base::InputError& error) {
    participant = error.facts().participant;
  }
  EXPECT_EQ(participant, "sub-0412");
}

TEST(Agree, MarksWhatEveryRankThrowsAsShared)
{
  bool shared = false;
  try {
    agree(world(), [] {
      if (world().rank() == world().size() - 1) throw base::InputError("bad");
    });
  } catch (const base::InputError& error) {
    shared = error.shared();
  }
  EXPECT_EQ(shared, world().size() > 1);
}

TEST(Agree, ThrowsTheFirstRanksExceptionWhenSeveralThrow)
{
  const auto message =
      message_everywhere<base::InputError>([] { throw base::InputError("rank " + std::to_string(world().rank())); });

  EXPECT_EQ(message, "rank 0");
}

TEST(Agree, CarriesForeignExceptionsAsTheirMessage)
{
  const auto message = message_everywhere<std::runtime_error>([] {
    if (world().rank() == world().size() - 1) throw std::runtime_error("foreign words");
  });

  EXPECT_EQ(message, "foreign words");
}

TEST(Agree, IsReadyForTheNextPhaseAfterAFailure)
{
  for (int round = 0; round < 5; ++round) {
    EXPECT_EQ(thrown_by_last_rank<base::IoError>("round " + std::to_string(round), {}),
              "round " + std::to_string(round));
  }
}

TEST(OnMaster, RunsOnTheMasterOnly)
{
  int calls = 0;

  on_master(world(), [&] { ++calls; });

  EXPECT_EQ(calls, world().is_master() ? 1 : 0);
}

TEST(OnMaster, SharesTheMastersException)
{
  std::string message;
  try {
    on_master(world(), [] { throw base::NothingToDo("no run was found"); });
  } catch (const base::NothingToDo& error) {
    message = error.what();
  }
  EXPECT_EQ(message, "no run was found");
}

}  // namespace
}  // namespace dmn::parallel
