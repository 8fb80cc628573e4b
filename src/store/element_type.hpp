#pragma once

#include <cstddef>
#include <string>

#include "store/hdf5_handle.hpp"

namespace dmn::store {

/// The types this program writes: little-endian numbers and fixed-length UTF-8 texts padded with zeros.
struct ElementType {
  enum class Class { float64, int32, int64, text };

  Class kind = Class::float64;
  std::size_t size = 8;  ///< bytes of one element

  static ElementType float64() { return {Class::float64, 8}; }
  static ElementType int32() { return {Class::int32, 4}; }
  static ElementType int64() { return {Class::int64, 8}; }
  /// @param length  of the longest text; stored with at least one byte
  static ElementType text(std::size_t length) { return {Class::text, length == 0 ? 1 : length}; }

  bool operator==(const ElementType&) const = default;
};

/// The HDF5 type. @throws IoError
Handle hdf5_type(const ElementType& type);
/// `float64`, `int32`, `int64`, `text 12`.
std::string name_of(const ElementType& type);

}  // namespace dmn::store
