#include "base/process_mark.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dmn::base {
namespace {

TEST(ProcessMark, OfTheCallingProcessIsRunning)
{
  const ProcessMark here = this_process();

  EXPECT_EQ(here.number, ::getpid());
  EXPECT_GT(here.start, 0U);
  EXPECT_EQ(is_running(here), true);
}

TEST(ProcessMark, SurvivesItsText)
{
  const ProcessMark here = this_process();

  EXPECT_EQ(process_mark_from(text_of(here)), here);
  EXPECT_EQ(text_of(here).find('.'), std::string::npos);
  const ProcessMark dashed{.host = "rack-3-node-7", .numbering = 9, .number = 12, .start = 345};
  EXPECT_EQ(process_mark_from(text_of(dashed)), dashed);
}

TEST(ProcessMark, IsNotMadeFromOtherTexts)
{
  for (const char* text :
       {"", "node7", "node7-12", "node7-9-12", "node7-9-12-x", "node7-9--12-5", "node7-9-0-5", "-9-7-5", "node7-9-7-"})
    EXPECT_EQ(process_mark_from(text), std::nullopt) << text;
}

TEST(ProcessMark, OfALaterProcessWithTheSameNumberIsNotRunning)
{
  ProcessMark earlier = this_process();
  --earlier.start;

  EXPECT_EQ(is_running(earlier), false);
}

TEST(ProcessMark, OfAnotherHostIsUnknown)
{
  ProcessMark elsewhere = this_process();
  elsewhere.host += "x";

  EXPECT_EQ(is_running(elsewhere), std::nullopt);
}

TEST(ProcessMark, OfAContainerThatNumbersItsProcessesApartIsUnknown)
{
  ProcessMark elsewhere = this_process();
  ++elsewhere.numbering;

  EXPECT_EQ(is_running(elsewhere), std::nullopt);
  elsewhere.host = "node7";
  elsewhere.number = 12;
  EXPECT_EQ(display(elsewhere), "process 12 on node7");
}

TEST(ProcessMark, OfAnEndedProcessIsNotRunningEvenWhileNobodyAskedHowItEnded)
{
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const ProcessMark mark = this_process();
    const bool written = write(ready[1], &mark.start, sizeof mark.start) == sizeof mark.start;
    _exit(written ? 0 : 1);
  }
  ProcessMark mark = this_process();
  mark.number = child;
  ASSERT_EQ(read(ready[0], &mark.start, sizeof mark.start), static_cast<ssize_t>(sizeof mark.start));
  siginfo_t ended;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);

  EXPECT_EQ(is_running(mark), false);

  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_EQ(is_running(mark), false);
}

}  // namespace
}  // namespace dmn::base
