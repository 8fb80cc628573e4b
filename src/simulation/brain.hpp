#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "connectivity/roi.hpp"

namespace dmn::simulation {

/// A lattice of voxels: shape, and the affine from voxel indices to mm.
struct Lattice {
  std::array<std::int64_t, 3> shape{};
  Eigen::Matrix4d to_mm = Eigen::Matrix4d::Identity();

  std::int64_t size() const noexcept { return shape[0] * shape[1] * shape[2]; }
  /// Centre of the voxel with this linear index, first axis fastest.
  Eigen::Vector3d centre(std::int64_t voxel) const;
};

/// The box of the MNI152NLin2009cAsym template at this spacing: first voxel at (-96, -132, -78) mm; 97 x 115 x 97
/// voxels at 2 mm, 65 x 77 x 65 at 3 mm, 49 x 58 x 49 at 4 mm.
Lattice mni_lattice(int spacing_mm);

enum class Tissue : std::uint8_t { grey, white, csf };

/// Whether a point lies in the simulated brain: cerebrum, temporal lobes, cerebellum and brainstem as ellipsoids.
bool is_in_brain(const Eigen::Vector3d& mm);

/// A simulated brain on a lattice. All vectors have one entry a brain voxel, in ascending voxel order.
struct Brain {
  Lattice lattice;
  std::vector<std::int64_t> voxels;  ///< linear index in the lattice, first axis fastest
  std::vector<Tissue> tissue;
  std::vector<float> intensity;   ///< mean image value of this tissue
  std::vector<std::int32_t> roi;  ///< the ROI whose signal this voxel carries, -1 for none
  std::vector<float> roi_weight;  ///< 1 within the ROI's sphere, falling smoothly outside; 0 for none

  Eigen::Index size() const noexcept { return static_cast<Eigen::Index>(voxels.size()); }
};

/// Brain voxels are those of is_in_brain and of every ROI's sphere. A voxel carries the signal of the ROI with the
/// nearest centre (ties: the earlier row), so that spheres never mix. White matter and CSF keep away from ROIs.
/// @throws UsageError for an ROI without coordinates or radius, or whose sphere holds no voxel
Brain build_brain(const Lattice& lattice, const connectivity::RoiTable& rois);

}  // namespace dmn::simulation
