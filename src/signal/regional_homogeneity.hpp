#pragma once

#include <Eigen/Core>

#include "signal/frame_matrix.hpp"
#include "signal/nuisance_model.hpp"

namespace dmn::signal {

/// Regional homogeneity of one ROI.
struct Homogeneity {
  double w = 0;               ///< Kendall's W over its voxels; NaN below 2 usable ones
  Eigen::Index n_voxels = 0;  ///< usable ones
};

/// ReHo: how alike the voxels of a region rank the volumes of a run. Each voxel gets the nuisance model of the run's
/// region means (confounds, trend, band); the kept volumes are ranked. Usable are voxels that are finite in all
/// volumes, vary over the kept ones and are not explained by confounds alone (rules of denoise).
///
/// @param voxels  T x m, unsmoothed (smoothing raises W); units do not matter, but one sign
/// @throws ShapeError when the model is of another number of volumes, or keeps fewer than 2
/// Zang et al. 2004, NeuroImage 22:394; METHODS.md section 3. Memory: some 256 columns of double.
Homogeneity regional_homogeneity(const Eigen::Ref<const VoxelMatrix>& voxels, const NuisanceModel& model);

}  // namespace dmn::signal
