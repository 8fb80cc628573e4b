#pragma once

#include <Eigen/Core>

#include "simulation/random_stream.hpp"

namespace dmn::simulation {

/// How much a participant moves in a run.
struct MotionLevel {
  double mean_fd_mm = 0.12;          ///< expected framewise displacement between spikes
  double spikes_per_volume = 0.015;  ///< chance that a sudden movement starts in a volume
  double spike_mm = 0.8;             ///< median size of a sudden movement, in framewise displacement
};

/// Six rigid-body parameters a volume: trans_x, trans_y, trans_z in mm, rot_x, rot_y, rot_z in rad.
/// A slowly returning random walk, plus jerks: half of them go back in the next volume,
/// half leave the head where it is.
/// @return n_volumes x 6, the first row 0
Eigen::MatrixXd simulate_motion(Eigen::Index n_volumes, const MotionLevel& level, RandomStream& random);

/// Sum of absolute backward differences, rotations as arc length on a sphere of 50 mm; mm; the first value is 0
/// (Power et al. 2012, NeuroImage 59:2142).
Eigen::VectorXd displacement_of(const Eigen::MatrixXd& motion);

/// Root mean square of the displacement between neighbouring volumes over a sphere of 80 mm; mm; the first value is 0
/// (Jenkinson 1999, FMRIB report TR99MJ1).
Eigen::VectorXd rms_displacement_of(const Eigen::MatrixXd& motion);

}  // namespace dmn::simulation
