#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "base/units.hpp"
#include "signal/confound_table.hpp"
#include "simulation/brain.hpp"
#include "simulation/compcor.hpp"
#include "simulation/options.hpp"

namespace dmn::simulation {

/// A confounds table with fMRIPrep's columns, and what its JSON says of the components.
struct SimulatedConfounds {
  signal::ConfoundTable table;
  std::vector<Component> components;
};

/// Measures a run's confounds on its own image, volume by volume: means over CSF, white matter and brain, DVARS, and
/// anatomical CompCor on an even sample of at most 300 voxels a tissue.
class ConfoundsCollector {
 public:
  /// The brain must outlive the collector. @param step  image value of one stored step
  ConfoundsCollector(const Brain& brain, Eigen::Index n_volumes, int non_steady_volumes, double step);

  /// Volumes come in order, each once: the stored steps of the brain voxels.
  void add(std::span<const std::int16_t> steps);

  /// The table: means and motion with derivatives and squares of both, framewise_displacement, rmsd, dvars, std_dvars
  /// (dvars over its median in the steady state: 1 in a still volume), cosines below 1/128 Hz, CompCor of combined, CSF
  /// and WM masks, non-steady volumes, and motion outliers (FD > 0.5 mm or std_dvars > 1.5). NaN in the first row where
  /// a volume before is needed. Cosines and components are 0 in non-steady volumes, as in fMRIPrep.
  SimulatedConfounds finish(const Eigen::MatrixXd& motion, base::Seconds repetition_time, Naming naming) const;

 private:
  struct Sample {
    std::vector<std::size_t> voxels;
    Eigen::MatrixXd values;  // volumes x voxels
  };

  Sample sample_of(Tissue tissue, Eigen::Index n_volumes) const;
  void add_components(SimulatedConfounds& confounds, const Eigen::MatrixXd& cosines, Naming naming) const;

  const Brain& brain_;
  Eigen::Index non_steady_;
  double step_;
  Eigen::Index volume_ = 0;
  Eigen::MatrixXd means_;  // volumes x (CSF, white matter, brain)
  Eigen::VectorXd dvars_;
  std::vector<std::int16_t> previous_;
  Sample csf_;
  Sample white_;
};

}  // namespace dmn::simulation
