#pragma once

#include "connectivity/roi.hpp"
#include "image/grid.hpp"
#include "parcellation/membership.hpp"

namespace dmn::parcellation {

/// Voxels whose centre lies within `radius_mm` (+ 1e-6 mm) of an ROI's coordinates. A voxel claimed twice goes to the
/// nearest centre, a tie (within 1e-6 mm) to the earlier row. METHODS.md sections 1 and 11.
/// @param rois  coordinates and radii are finite
/// @throws InputError when the voxels are so small that the spheres hold more than 2^26 of them
Membership sphere_membership(const image::Grid& grid, const connectivity::RoiTable& rois);

}  // namespace dmn::parcellation
