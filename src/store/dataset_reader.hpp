#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "store/dataset_digest.hpp"

namespace dmn::store {

/// A dataset of a file that may be torn, foreign or hostile. Opening refuses what the file itself does not hold: links
/// to other files, external or virtual storage, extents beyond the bytes that are there. So no read allocates more than
/// the file's size. All functions throw IoError.
class StoredDataset {
 public:
  StoredDataset(hid_t file, std::string path);

  hid_t id() const noexcept { return dataset_.id(); }
  const std::string& path() const noexcept { return path_; }
  const ElementType& type() const noexcept { return type_; }
  const Shape& shape() const noexcept { return shape_; }
  bool is_text() const noexcept { return type_.kind == ElementType::Class::text; }

  /// Any numeric type.
  std::vector<double> numbers() const;
  std::vector<std::int64_t> integers() const;
  std::vector<std::string> texts() const;
  Eigen::MatrixXd matrix() const;
  /// Columns [first, first + n) of a matrix.
  Eigen::MatrixXd columns(Eigen::Index first, Eigen::Index n) const;

  /// Extents must be these. @returns itself
  const StoredDataset& expect(const Shape& shape) const;
  /// The digest of what is there now, read in blocks of bounded size.
  std::string digest() const;
  /// What was recorded when it was written; empty if nothing was.
  std::string recorded_digest() const;
  /// Content and record must agree. @returns itself
  const StoredDataset& verify() const;

 private:
  void require(bool condition, const std::string& problem) const;
  void read(hid_t memory_type, const Shape& start, const Shape& count, void* values) const;
  void read_all(hid_t memory_type, void* values) const;
  Shape block_shape() const;

  std::string path_;
  Handle dataset_;
  ElementType type_;
  bool exact_type_ = false;  ///< one of the types this program writes
  Shape shape_;
};

}  // namespace dmn::store
