#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "store/digest.hpp"
#include "store/element_type.hpp"

namespace dmn::store {

/// Rows (and columns) of a dataset.
using Shape = std::vector<hsize_t>;

hsize_t element_count(const Shape& shape);

/// Digest of one dataset, fed while its values are written or read: type, shape, values in row-major order, attributes
/// sorted by name. Neither the dataset's name nor how HDF5 lays it out is part of it.
class DatasetDigester {
 public:
  DatasetDigester(const ElementType& type, const Shape& shape);
  /// The next values, row-major.
  void add(std::span<const std::byte> values);
  /// Adds the object's attributes and returns the digest. Once only.
  std::string finish(hid_t dataset);

 private:
  Sha256 hash_;
  ElementType type_;
};

}  // namespace dmn::store
