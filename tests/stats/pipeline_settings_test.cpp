#include "stats/pipeline_settings.hpp"

#include <gtest/gtest.h>

namespace dmn::stats {
namespace {

constexpr const char* strict = "denoise.strategy = 36p\ndenoise.fd_mm = 0.2\ndenoise.order = 2\n";
constexpr const char* lenient = "denoise.strategy = 36p\ndenoise.fd_mm = 0.5\ndenoise.order = 1\n";

TEST(PipelineSettings, AreThoseThatTheOtherPipelineDoesNotHave)
{
  EXPECT_EQ(settings_beyond(strict, lenient), "denoise.fd_mm = 0.2; denoise.order = 2");
  EXPECT_EQ(settings_beyond(lenient, strict), "denoise.fd_mm = 0.5; denoise.order = 1");
}

TEST(PipelineSettings, OfReadyMadeMatricesAreNone)
{
  EXPECT_EQ(settings_beyond("", strict), "ready-made matrices");
  EXPECT_EQ(settings_beyond("denoise.order = 2\n", strict), "no further setting");
  EXPECT_EQ(settings_beyond(strict, ""), "denoise.strategy = 36p; denoise.fd_mm = 0.2; denoise.order = 2");
}

}  // namespace
}  // namespace dmn::stats
