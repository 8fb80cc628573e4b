#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <map>

#include "image/grid.hpp"
#include "parcellation/label_reader.hpp"

namespace dmn::parcellation {

/// Where the labels of an image lie: the mean of each label's voxels. A label on both sides of the brain has its centre
/// between them. Memory: a few numbers a label.
class LabelCentres {
 public:
  explicit LabelCentres(const image::Grid& grid) : grid_(grid) {}

  /// @param stretch  within the lattice
  void add(const LabelStretch& stretch);

  /// mm, in the space of the image.
  std::map<std::int64_t, Eigen::Vector3d> centres() const;

 private:
  using Sum = Eigen::Matrix<std::int64_t, 4, 1>;  ///< of voxel indices; the last is the number of voxels

  image::Grid grid_;
  std::map<std::int64_t, Sum> sums_;
};

}  // namespace dmn::parcellation
