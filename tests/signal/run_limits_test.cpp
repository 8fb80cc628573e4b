#include "signal/run_limits.hpp"

#include <gmock/gmock.h>

#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RunQc good_run()
{
  RunQc qc;
  qc.tr_s = 2.0;
  qc.n_volumes = 302;
  qc.n_non_steady = 2;
  qc.n_kept = 270;
  qc.kept_seconds = 540;
  qc.fraction_censored = 0.1;
  qc.mean_fd = 0.12;
  qc.confound_rank = 24;
  qc.dof = 0.36 * 270 - 24;
  return qc;
}

TEST(BandShare, FollowsTheBandAndTheRepetitionTime)
{
  DenoiseOptions options;
  EXPECT_DOUBLE_EQ(band_share(options, 2.0), 0.36);
  options.low_pass.reset();
  EXPECT_DOUBLE_EQ(band_share(options, 2.0), 0.96);
  options.high_pass.reset();
  EXPECT_DOUBLE_EQ(band_share(options, 2.0), 1.0);
  options = DenoiseOptions();
  options.filter = Filter::cosine;
  EXPECT_DOUBLE_EQ(band_share(options, 2.0), 1.0);
}

TEST(JudgeMotion, SaysNothingOfAGoodRun)
{
  EXPECT_THAT(judge_motion(good_run(), DenoiseOptions()).exclusions, IsEmpty());
  EXPECT_THAT(judge_motion(good_run(), DenoiseOptions()).warnings, IsEmpty());
}

TEST(JudgeMotion, ExcludesWithTheNumbers)
{
  RunQc qc = good_run();
  qc.n_kept = 19;
  qc.kept_seconds = 38;
  qc.fraction_censored = 1.0 - 19.0 / 300.0;
  qc.mean_fd = 0.6124;

  EXPECT_THAT(
      judge_motion(qc, DenoiseOptions()).exclusions,
      ElementsAre("19 of 302 volumes kept, fewer than 20: not denoised", "38.0 s kept (19 volumes), less than 240 s",
                  "93.7 % of volumes censored (281 of 300), more than 50 %", "mean FD 0.612 mm, more than 0.5 mm"));
}

TEST(JudgeMotion, ExcludesOnlyBeyondALimit)
{
  RunQc qc = good_run();
  qc.n_kept = 120;
  qc.kept_seconds = 240;
  qc.fraction_censored = 0.5;
  qc.mean_fd = 0.5;

  EXPECT_THAT(judge_motion(qc, DenoiseOptions()).exclusions, IsEmpty());
}

TEST(JudgeMotion, AppliesNoLimitThatIsOff)
{
  RunQc qc = good_run();
  qc.n_kept = 20;
  qc.kept_seconds = 40;
  qc.fraction_censored = 0.9;
  qc.mean_fd = 3.0;

  EXPECT_THAT(judge_motion(qc, without_limits("none")).exclusions, IsEmpty());
}

TEST(JudgeMotion, WarnsOfAShortRunAndOfUnknownMotion)
{
  RunQc qc = good_run();
  qc.n_kept = 149;
  qc.kept_seconds = 298;
  qc.mean_fd = RunQc::unknown;

  EXPECT_THAT(judge_motion(qc, DenoiseOptions()).warnings,
              ElementsAre("298.0 s kept, less than 300 s", "mean FD is not known: its limit of 0.5 mm is not applied"));
}

TEST(JudgeFreedom, ExcludesBelowTheLimitAndSaysWhatWouldDo)
{
  RunQc qc = good_run();
  qc.n_kept = 130;
  qc.kept_seconds = 260;
  qc.confound_rank = 36;
  qc.dof = 0.36 * 130 - 36;

  EXPECT_THAT(
      judge_freedom(qc, DenoiseOptions()).exclusions,
      ElementsAre("10.8 degrees of freedom (0.36 x 130 kept volumes - 36 regressors), fewer than 15: strategy 36p "
                  "needs 284 s kept, there are 260 s; leaner strategies (regressors): 24p-acompcor (34), 24p (24)"));
}

TEST(JudgeFreedom, NamesNoLeanerStrategyWhereThereIsNone)
{
  RunQc qc = good_run();
  qc.n_kept = 30;
  qc.kept_seconds = 60;
  qc.confound_rank = 0;
  qc.dof = 0.36 * 30;

  EXPECT_THAT(
      judge_freedom(qc, strategy_defaults("none")).exclusions,
      ElementsAre("10.8 degrees of freedom (0.36 x 30 kept volumes - 0 regressors), fewer than 15: strategy none "
                  "needs 84 s kept, there are 60 s"));
}

TEST(JudgeFreedom, WarnsBelowTwenty)
{
  RunQc qc = good_run();
  qc.dof = 17.3;
  EXPECT_THAT(judge_freedom(qc, DenoiseOptions()).warnings, ElementsAre("17.3 degrees of freedom left, fewer than 20"));
  EXPECT_THAT(judge_freedom(qc, DenoiseOptions()).exclusions, IsEmpty());
}

TEST(JudgeFreedom, ExcludesARunThatIsNotLongerThanItsRank)
{
  RunQc qc = good_run();
  qc.n_kept = 24;
  DenoiseOptions options = without_limits("24p");

  EXPECT_THAT(judge_freedom(qc, options).exclusions, ElementsAre("24 kept volumes do not exceed the 24 regressors"));
}

}  // namespace
}  // namespace dmn::signal
