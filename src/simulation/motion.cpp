#include "simulation/motion.hpp"

#include <Eigen/Geometry>
#include <cmath>
#include <numbers>

namespace dmn::simulation {
namespace {

constexpr double head_radius_mm = 50;
constexpr double returning = 0.98;  // share of the position kept from volume to volume
const double mean_of_half_normal = std::sqrt(2.0 / std::numbers::pi);

using Parameters = Eigen::Matrix<double, 1, 6>;

Parameters steps_in_mm(const Parameters& parameters)
{
  Parameters mm = parameters;
  mm.tail<3>() *= head_radius_mm;
  return mm;
}

Parameters random_direction(RandomStream& random)
{
  Parameters direction;
  for (Eigen::Index p = 0; p < 6; ++p) direction(p) = random.normal();
  return direction / direction.cwiseAbs().sum();
}

Eigen::Isometry3d pose(const Parameters& p)
{
  Eigen::Isometry3d transform = Eigen::Isometry3d::Identity();
  transform.translate(p.head<3>().transpose());
  transform.rotate(Eigen::AngleAxisd(p(3), Eigen::Vector3d::UnitX()) *
                   Eigen::AngleAxisd(p(4), Eigen::Vector3d::UnitY()) *
                   Eigen::AngleAxisd(p(5), Eigen::Vector3d::UnitZ()));
  return transform;
}

}  // namespace

Eigen::MatrixXd simulate_motion(Eigen::Index n_volumes, const MotionLevel& level, RandomStream& random)
{
  const double step_mm = level.mean_fd_mm / (6.0 * mean_of_half_normal);
  Eigen::MatrixXd motion = Eigen::MatrixXd::Zero(n_volumes, 6);
  Parameters position_mm = Parameters::Zero();
  Parameters passing_mm = Parameters::Zero();
  for (Eigen::Index t = 1; t < n_volumes; ++t) {
    passing_mm.setZero();
    position_mm *= returning;
    for (Eigen::Index p = 0; p < 6; ++p) position_mm(p) += step_mm * random.normal();
    const bool jerks = random.uniform() < level.spikes_per_volume;
    const double size_mm = level.spike_mm * std::exp(0.5 * random.normal());
    const Parameters jerk_mm = size_mm * random_direction(random);
    const bool stays = random.uniform() < 0.5;
    if (jerks) (stays ? position_mm : passing_mm) += jerk_mm;
    motion.row(t) = position_mm + passing_mm;
  }
  motion.rightCols<3>() /= head_radius_mm;
  return motion;
}

Eigen::VectorXd displacement_of(const Eigen::MatrixXd& motion)
{
  Eigen::VectorXd displacement = Eigen::VectorXd::Zero(motion.rows());
  for (Eigen::Index t = 1; t < motion.rows(); ++t)
    displacement(t) = steps_in_mm(motion.row(t) - motion.row(t - 1)).cwiseAbs().sum();
  return displacement;
}

Eigen::VectorXd rms_displacement_of(const Eigen::MatrixXd& motion)
{
  constexpr double sphere_mm = 80;
  Eigen::VectorXd displacement = Eigen::VectorXd::Zero(motion.rows());
  for (Eigen::Index t = 1; t < motion.rows(); ++t) {
    const Eigen::Isometry3d change = pose(motion.row(t)) * pose(motion.row(t - 1)).inverse();
    const Eigen::Matrix3d turn = change.linear() - Eigen::Matrix3d::Identity();
    displacement(t) = std::sqrt(sphere_mm * sphere_mm / 5.0 * turn.squaredNorm() + change.translation().squaredNorm());
  }
  return displacement;
}

}  // namespace dmn::simulation
