#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "simulation/connectivity_model.hpp"
#include "simulation/participants.hpp"

namespace dmn::simulation {

/// Which run of whom. 0-based.
struct RunNumber {
  std::uint16_t session = 0;
  std::uint8_t run = 0;
};

/// Every time course of one simulated run. Rows are volumes.
struct RunSignals {
  Eigen::MatrixXd rois;          ///< T x R, expected variance 1: the truth, before nuisance and noise
  Eigen::MatrixXd motion;        ///< T x 6, mm and rad
  Eigen::VectorXd displacement;  ///< framewise displacement, mm
  Eigen::MatrixXd nuisance;      ///< T x n_nuisance
};

/// The ROI signals alone: Gaussian processes of a resting-state spectrum, correlated as this participant's are.
Eigen::MatrixXd simulate_roi_signals(const ConnectivityModel& model, const SimulateOptions& options,
                                     const Participant& person, RunNumber run);

/// How the head moves in a run: T x 6, see simulate_motion.
Eigen::MatrixXd simulate_head_motion(const SimulateOptions& options, const Participant& person, const Site& site,
                                     RunNumber run);

RunSignals simulate_run(const ConnectivityModel& model, const SimulateOptions& options, const Participant& person,
                        RunNumber run);

}  // namespace dmn::simulation
