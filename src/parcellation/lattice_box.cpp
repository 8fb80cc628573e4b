#include "parcellation/lattice_box.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::parcellation {

LatticeBox box_between(const Eigen::Vector3d& low, const Eigen::Vector3d& high, std::int64_t most)
{
  const Eigen::Vector3d sizes = (high - low).array() + 2;
  if (!(sizes.prod() <= static_cast<double>(most)) || !low.allFinite() || !(low.cwiseAbs().maxCoeff() < 1e15)) {
    throw base::InputError("voxels are too small for the ROIs",
                           {.field = "voxel size",
                            .expected = fmt::format("at most {} lattice points around an ROI set", most),
                            .found = fmt::format("{:.3g} lattice points", sizes.prod())});
  }
  LatticeBox box;
  for (Eigen::Index axis = 0; axis < 3; ++axis) {
    box.first[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(std::ceil(low[axis]));
    box.last[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(std::floor(high[axis]));
  }
  return box;
}

}  // namespace dmn::parcellation
