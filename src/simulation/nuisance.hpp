#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "simulation/brain.hpp"
#include "simulation/options.hpp"
#include "simulation/random_stream.hpp"

namespace dmn::simulation {

/// What is in the image but not in the neurons, as sums of a smooth map times a time course: one global signal, five
/// tissue components (strong in CSF and white matter), two drifts, six maps that follow the motion parameters and three
/// that follow jerks. Motion maps vary over 20 mm, so that what two regions share of it decays with their distance.
constexpr Eigen::Index n_nuisance = 17;

/// The maps of one participant's anatomy: brain voxels x n_nuisance, shares of a voxel's intensity at time course 1.
/// A map's value depends on where a voxel is in mm, not on the lattice.
Eigen::MatrixXf nuisance_maps(const Brain& brain, std::uint64_t seed, std::uint32_t participant);

/// Their time courses in one run: volumes x n_nuisance.
/// @param motion        volumes x 6, see simulate_motion
/// @param displacement  framewise displacement, mm
Eigen::MatrixXd nuisance_courses(const Eigen::MatrixXd& motion, const Eigen::VectorXd& displacement, double tr_s,
                                 const SimulateOptions& options, RandomStream& random);

}  // namespace dmn::simulation
