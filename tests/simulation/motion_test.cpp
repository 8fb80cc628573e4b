#include "simulation/motion.hpp"

#include <gmock/gmock.h>

namespace dmn::simulation {
namespace {

Eigen::MatrixXd moved(const MotionLevel& level, std::uint32_t participant = 0)
{
  RandomStream random(2, {.purpose = Purpose::motion, .participant = participant});
  return simulate_motion(1000, level, random);
}

TEST(Motion, HasTheFramewiseDisplacementThatWasAskedFor)
{
  const MotionLevel level{.mean_fd_mm = 0.2, .spikes_per_volume = 0};

  const Eigen::VectorXd displacement = displacement_of(moved(level));

  EXPECT_NEAR(displacement.tail(999).mean(), 0.2, 0.02);
}

TEST(Motion, ScalesWithItsLevel)
{
  const Eigen::MatrixXd little = moved({.mean_fd_mm = 0.1, .spikes_per_volume = 0});
  const Eigen::MatrixXd much = moved({.mean_fd_mm = 0.3, .spikes_per_volume = 0});

  EXPECT_TRUE(much.isApprox(3.0 * little, 1e-12));
}

TEST(Motion, JerksInAboutAsManyVolumesAsAskedFor)
{
  double jerks = 0;
  for (std::uint32_t participant = 0; participant < 20; ++participant) {
    const Eigen::VectorXd displacement =
        displacement_of(moved({.mean_fd_mm = 0.0, .spikes_per_volume = 0.02, .spike_mm = 1.0}, participant));
    jerks += static_cast<double>((displacement.array() > 0.2).count());
  }

  // 20 jerks expected in each of 20 runs; about half go back in the next volume, which moves the head a second time.
  EXPECT_NEAR(jerks / 20, 30, 6);
}

TEST(Motion, StartsAtZero)
{
  EXPECT_TRUE(moved({}).row(0).isZero(0));
}

TEST(FramewiseDisplacement, AddsArcsOnASphereOfFiftyMillimetres)
{
  Eigen::MatrixXd motion(2, 6);
  motion << 0, 0, 0, 0, 0, 0, 0.1, -0.2, 0.3, 0.001, -0.002, 0.003;

  const Eigen::VectorXd displacement = displacement_of(motion);

  EXPECT_EQ(displacement(0), 0);
  EXPECT_NEAR(displacement(1), 0.6 + 50 * 0.006, 1e-12);
}

TEST(RmsDisplacement, IsTheLengthOfATranslation)
{
  Eigen::MatrixXd motion = Eigen::MatrixXd::Zero(3, 6);
  motion.row(1).head<3>() << 3, 4, 0;
  motion.row(2).head<3>() << 3, 4, 0;

  const Eigen::VectorXd displacement = rms_displacement_of(motion);

  EXPECT_NEAR(displacement(1), 5, 1e-12);
  EXPECT_NEAR(displacement(2), 0, 1e-12);
}

TEST(RmsDisplacement, OfASmallTurnIsItsArcTimesTheRootOfTwoFifths)
{
  Eigen::MatrixXd motion = Eigen::MatrixXd::Zero(2, 6);
  motion(1, 3) = 1e-4;

  // |R - I|^2 = 2 angle^2 for a small angle, and the sphere has 80 mm.
  EXPECT_NEAR(rms_displacement_of(motion)(1), 80 * 1e-4 * std::sqrt(2.0 / 5.0), 1e-9);
}

}  // namespace
}  // namespace dmn::simulation
