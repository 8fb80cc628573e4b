#include "foreign_file.hpp"

#include <gmock/gmock.h>

#include <csignal>

#include "base/error.hpp"

namespace dmn::jobs {
namespace {

using testing::HasSubstr;

std::string refusal(const std::function<void()>& read, unsigned cpu_seconds = 120)
{
  try {
    require_readable("site.h5", read, cpu_seconds);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return {};
}

TEST(ForeignFile, ThatCanBeReadIsLeftToTheReader)
{
  EXPECT_EQ(refusal([] {}), "");
}

TEST(ForeignFile, ThatIsRefusedInWordsIsLeftToTheReader)
{
  EXPECT_EQ(refusal([] { throw base::InputError("no schema"); }), "");
}

TEST(ForeignFile, ThatCrashesItsReaderIsRefusedAndThisProcessLives)
{
  EXPECT_THAT(refusal([] { std::raise(SIGSEGV); }),
              testing::AllOf(HasSubstr("site.h5: reading this file kills the process that does it; it is damaged or "
                                       "made to deceive"),
                             HasSubstr("signal 11 (Segmentation fault)")));
}

TEST(ForeignFile, ThatKeepsItsReaderBusyForEverIsRefused)
{
  volatile bool for_ever = true;
  EXPECT_THAT(refusal(
                  [&] {
                    while (for_ever) continue;
                  },
                  1),
              HasSubstr("kills the process that does it"));
}

}  // namespace
}  // namespace dmn::jobs
