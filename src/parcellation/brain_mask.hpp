#pragma once

#include <filesystem>

#include "image/grid.hpp"
#include "parcellation/voxel_set.hpp"

namespace dmn::parcellation {

/// The voxels of a mask image that are not 0 (nor NaN).
/// @param grid  the lattice of the run
/// @throws InputError naming the mask: as `VoxelStream`; another lattice; not one volume
VoxelSet read_mask(const std::filesystem::path& path, const image::Grid& grid);

}  // namespace dmn::parcellation
