#include "time_left.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace dmn::jobs {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

TEST(TimeLimit, CountsDownOnAClockThatNobodySets)
{
  const auto steady = TimeLimit::Clock::now();
  const TimeLimit limit("1000060", system_clock::from_time_t(1000000), steady);

  EXPECT_TRUE(limit.known());
  EXPECT_NEAR(limit.seconds_left(steady), 60, 1e-6);
  EXPECT_NEAR(limit.seconds_left(steady + seconds(45)), 15, 1e-6);
}

TEST(TimeLimit, IsUnknownWithoutANumber)
{
  for (const char* text : {"", "never", "0", "-5"}) {
    const TimeLimit limit(text, system_clock::now(), TimeLimit::Clock::now());
    EXPECT_FALSE(limit.known()) << text;
    EXPECT_TRUE(std::isinf(limit.seconds_left(TimeLimit::Clock::now())));
  }
}

TEST(RunTimes, ExpectTheSlowestRateSeen)
{
  RunTimes times;
  EXPECT_FALSE(times.expected_s(10).has_value());
  times.learn(100, 10);
  times.learn(100, 30);
  times.learn(100, 20);
  times.learn(0, 99);

  EXPECT_DOUBLE_EQ(*times.expected_s(200), 60);
}

TEST(Fits, WhatIsExpectedToEndInTimeTogetherWithWhatGoesAhead)
{
  RunTimes times;
  EXPECT_TRUE(fits(100, 0, times, 1));
  EXPECT_FALSE(fits(100, 50, times, 1000)) << "nothing is queued before anything is known";
  EXPECT_FALSE(fits(100, 0, times, -1));
  times.learn(10, 1);
  EXPECT_TRUE(fits(100, 0, times, 12.1));
  EXPECT_FALSE(fits(100, 0, times, 11.9));
  EXPECT_FALSE(fits(100, 50, times, 16.9));
  EXPECT_TRUE(fits(100, 50, times, 17.1));
}

}  // namespace
}  // namespace dmn::jobs
