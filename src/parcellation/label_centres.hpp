#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <map>
#include <vector>

#include "image/grid.hpp"
#include "parcellation/label_reader.hpp"

namespace dmn::parcellation {

/// Centre of the voxels of each label, mm. A label on both sides of the brain has its centre between them.
/// @param stretches  of the image in file order, each within the lattice
std::map<std::int64_t, Eigen::Vector3d> label_centres(const image::Grid& grid,
                                                      const std::vector<LabelStretch>& stretches);

}  // namespace dmn::parcellation
