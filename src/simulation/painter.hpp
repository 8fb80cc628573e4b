#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "simulation/brain.hpp"
#include "simulation/connectivity_model.hpp"
#include "simulation/random_stream.hpp"
#include "simulation/run_signals.hpp"

namespace dmn::simulation {

/// Paints the volumes of one run. A voxel's value is
///   intensity x gain x (1 + 0.01 x weight x ROI signal + sum of nuisance maps x courses + noise),
/// stored as whole steps; non-steady volumes at the start are up to 20 % brighter. One volume is in memory at a time.
class RunPainter {
 public:
  /// Image value of one stored step: fixed, so that every run of a cohort has the same scale.
  static constexpr float step = 0.9F;

  /// The brain and the noise table must outlive the painter.
  RunPainter(const Brain& brain, const NoiseTable& noise, const SimulateOptions& options, const Participant& person,
             const Site& site, RunNumber run, const RunSignals& signals);

  /// The stored steps of the brain voxels in volume t, valid until the next call. Values are steps x `step`.
  std::span<const std::int16_t> paint(Eigen::Index volume);

 private:
  const Brain& brain_;
  const NoiseTable& noise_table_;
  std::uint64_t seed_;
  StreamAddress address_;
  float gain_;
  float noise_sd_;
  int non_steady_volumes_;
  Eigen::MatrixXf maps_;     // voxels x n_nuisance
  Eigen::MatrixXf courses_;  // n_nuisance x volumes
  Eigen::MatrixXf rois_;     // (ROIs + one of zeros) x volumes
  Eigen::VectorXf change_;
  std::vector<float> noise_;
  std::vector<std::int16_t> steps_;
};

}  // namespace dmn::simulation
