#include "signal/framewise_displacement.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr base::Seconds tr(2.0);

ConfoundTable motion_table(const FrameMatrix& motion)
{
  ConfoundTable table;
  table.names = motion_columns();
  table.values = motion;
  return table;
}

FrameMatrix two_steps()
{
  FrameMatrix motion(3, 6);
  motion << 1, 1, 1, 0, 0, 0, 1.1, 0.8, 1, 0.001, 0, 0, 1.1, 0.8, 1, 0.001, -0.002, 0;
  return motion;
}

TEST(PowerDisplacement, AddsTranslationsAndArcsOnAFiftyMillimetreSphere)
{
  const Eigen::VectorXd mm = power_displacement(two_steps());

  EXPECT_DOUBLE_EQ(mm(0), 0.0);
  EXPECT_NEAR(mm(1), 0.1 + 0.2 + 50 * 0.001, 1e-15);
  EXPECT_NEAR(mm(2), 50 * 0.002, 1e-15);
}

TEST(PowerDisplacement, IsZeroForAStillHead)
{
  EXPECT_EQ(power_displacement(FrameMatrix::Constant(7, 6, 0.3)), Eigen::VectorXd::Zero(7));
  EXPECT_EQ(power_displacement(FrameMatrix(0, 6)).size(), 0);
}

TEST(FramewiseDisplacement, PrefersTheMotionParametersAndWarnsWhereTheTableDiffers)
{
  ConfoundTable table = motion_table(two_steps());
  add_column(table, "framewise_displacement", Eigen::Vector3d(missing, 0.35, 0.12));

  const auto displacement = framewise_displacement(table, strategy_defaults("none"), tr);

  EXPECT_NEAR(displacement.mm(2), 0.1, 1e-15);
  EXPECT_THAT(
      displacement.warnings,
      ElementsAre(
          "framewise_displacement of the table differs by up to 0.020 mm from the motion parameters, which are used"));
}

TEST(FramewiseDisplacement, IsQuietAboutADifferenceOfAHundredthOfAMillimetre)
{
  ConfoundTable table = motion_table(two_steps());
  add_column(table, "framewise_displacement", Eigen::Vector3d(missing, 0.35, 0.109));

  EXPECT_THAT(framewise_displacement(table, strategy_defaults("none"), tr).warnings, IsEmpty());
}

TEST(FramewiseDisplacement, TakesTheTablesColumnWhereAMotionParameterIsMissing)
{
  ConfoundTable table = motion_table(two_steps());
  table.names[3] = "roll";
  add_column(table, "framewise_displacement", Eigen::Vector3d(missing, 0.7, 0.2));

  const auto displacement = framewise_displacement(table, strategy_defaults("none"), tr);

  EXPECT_EQ(displacement.mm, Eigen::Vector3d(0.0, 0.7, 0.2));
}

TEST(FramewiseDisplacement, IsUnknownWithoutColumnsWhenNothingNeedsIt)
{
  DenoiseOptions options = strategy_defaults("none");
  options.fd_mm.reset();

  EXPECT_FALSE(framewise_displacement({}, options, tr).known());
}

TEST(FramewiseDisplacement, NamesTheColumnsItNeeds)
{
  ConfoundTable table = motion_table(two_steps());
  table.names[3] = "roll";

  EXPECT_THAT(message_of<base::InputError>([&] { framewise_displacement(table, strategy_defaults("none"), tr); }),
              AllOf(HasSubstr("missing confound"), HasSubstr("\"rot_x, framewise_displacement\""),
                    HasSubstr("to censor by FD")));
}

TEST(FramewiseDisplacement, CannotFilterATabulatedColumn)
{
  DenoiseOptions options = strategy_defaults("none");
  options.fd_filter = FdFilter::lowpass;
  options.fd_band_bpm = {6};

  EXPECT_THAT(message_of<base::InputError>([&] { framewise_displacement(fd_table(5, {}), options, tr); }),
              AllOf(HasSubstr("trans_x, trans_y, trans_z, rot_x, rot_y, rot_z"), HasSubstr("to filter breathing out")));
}

TEST(FramewiseDisplacement, RefusesAColumnWithoutAnyNumber)
{
  ConfoundTable table = fd_table(5, {});
  table.values.setConstant(missing);

  EXPECT_THAT(message_of<base::InputError>([&] { framewise_displacement(table, strategy_defaults("none"), tr); }),
              AllOf(HasSubstr("column holds no number"), HasSubstr("\"framewise_displacement\"")));
}

TEST(FramewiseDisplacement, RefusesUnreadableMotion)
{
  ConfoundTable table = motion_table(two_steps());
  table.unreadable = {"rot_z"};

  EXPECT_THAT(message_of<base::InputError>([&] { framewise_displacement(table, strategy_defaults("none"), tr); }),
              AllOf(HasSubstr("unreadable confound"), HasSubstr("\"rot_z\"")));
}

TEST(FramewiseDisplacement, CountsVolumesWhereItIsNotKnown)
{
  FrameMatrix motion = two_steps();
  motion(1, 4) = missing;

  const auto displacement = framewise_displacement(motion_table(motion), strategy_defaults("none"), tr);

  EXPECT_THAT(displacement.warnings,
              ElementsAre("framewise displacement is not known at 2 volumes, which are not censored for it"));
}

TEST(FramewiseDisplacement, WarnsBelowOneSecondWithoutFilter)
{
  const ConfoundTable table = motion_table(noise(40, 6, 3));
  DenoiseOptions options = strategy_defaults("none");

  EXPECT_THAT(framewise_displacement(table, options, base::Seconds(0.8)).warnings,
              ElementsAre("repetition time 0.8 s is below 1 s and motion is not filtered for breathing (fd_filter)"));
  EXPECT_THAT(framewise_displacement(table, options, base::Seconds(1.0)).warnings, IsEmpty());
  options.fd_filter = FdFilter::notch;
  options.fd_band_bpm = {12, 18};
  EXPECT_THAT(framewise_displacement(table, options, base::Seconds(0.8)).warnings, IsEmpty());
}

TEST(FramewiseDisplacement, FallsWhenBreathingIsFilteredOut)
{
  constexpr double breaths_hz = 0.25;
  constexpr double short_tr = 0.8;
  FrameMatrix motion = FrameMatrix::Zero(300, 6);
  for (Eigen::Index t = 0; t < motion.rows(); ++t) {
    motion(t, 1) = 0.2 * std::sin(2 * M_PI * breaths_hz * short_tr * static_cast<double>(t));
  }
  DenoiseOptions options = strategy_defaults("none");
  const double plain = framewise_displacement(motion_table(motion), options, base::Seconds(short_tr)).mm.mean();
  options.fd_filter = FdFilter::notch;
  options.fd_band_bpm = {12, 18};

  const double filtered = framewise_displacement(motion_table(motion), options, base::Seconds(short_tr)).mm.mean();

  EXPECT_LT(filtered, 0.1 * plain);
}

}  // namespace
}  // namespace dmn::signal
