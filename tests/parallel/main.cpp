// Runs the same tests on every rank: refuses a world of the wrong size, lets rank 0 print what failed on any rank, and
// ends with the largest status. A test must not stop (ASSERT_*) before a collective: the other ranks would wait for
// ever.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "test_world.hpp"

namespace {

std::optional<dmn::parallel::Communicator> the_world;

/// Keeps the failures of this rank as text.
class Failures : public testing::EmptyTestEventListener {
 public:
  void OnTestStart(const testing::TestInfo& test) override
  {
    test_ = std::string(test.test_suite_name()) + "." + test.name();
  }
  void OnTestPartResult(const testing::TestPartResult& result) override
  {
    if (!result.failed()) return;
    text_ += test_ + " " + (result.file_name() != nullptr ? result.file_name() : "") + ":" +
             std::to_string(result.line_number()) + "\n" + result.message() + "\n";
  }
  const std::string& text() const noexcept { return text_; }

 private:
  std::string test_;
  std::string text_;
};

int expected_ranks(int argc, char** argv)
{
  const std::string prefix = "--ranks=";
  for (int a = 1; a < argc; ++a) {
    const std::string argument = argv[a];
    if (argument.starts_with(prefix)) return std::stoi(argument.substr(prefix.size()));
  }
  return 1;
}

int largest_status(const std::string& failures)
{
  const auto all = dmn::test::world().gather_together(failures);
  int status = 0;
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    if (all[rank].empty()) continue;
    std::printf("[rank %zu]\n%s", rank, all[rank].c_str());
    status = 1;
  }
  return std::stoi(dmn::test::world().broadcast_together(std::to_string(status)));
}

}  // namespace

const dmn::parallel::Communicator& dmn::test::world()
{
  return *the_world;
}

int main(int argc, char** argv)
{
  dmn::parallel::Environment environment(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  the_world = environment.world();
  const int expected = expected_ranks(argc, argv);
  if (the_world->size() != expected) {
    if (the_world->is_master()) std::printf("expected %d ranks, found %d\n", expected, the_world->size());
    return 2;
  }

  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  std::unique_ptr<testing::TestEventListener> printer(listeners.Release(listeners.default_result_printer()));
  if (the_world->is_master()) listeners.Append(printer.release());
  auto* failures = new Failures;
  listeners.Append(failures);
  const int status = RUN_ALL_TESTS();
  return std::max(status, largest_status(failures->text()));
}
