#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/dataset_digest.hpp"
#include "store/row_major.hpp"

namespace dmn::store {

/// What a dataset's numbers are: every dataset says it in its attributes.
struct Meaning {
  std::string units;  ///< `mm`, `s`, `1` for pure numbers, `n/a` for texts
  std::string description;
  std::vector<std::pair<std::string, std::string>> more = {};  ///< further attributes
};

/// Each writes a whole dataset, its attributes and its digest. All throw IoError.
void write_numbers(hid_t parent, const std::string& name, std::span<const double> values, const Meaning& meaning);
void write_matrix(hid_t parent, const std::string& name, const Eigen::Ref<const Eigen::MatrixXd>& values,
                  const Meaning& meaning);
void write_integers(hid_t parent, const std::string& name, std::span<const std::int32_t> values,
                    const Meaning& meaning);
void write_integers(hid_t parent, const std::string& name, std::span<const std::int64_t> values,
                    const Meaning& meaning);
/// Fixed-length UTF-8, as long as the longest.
void write_texts(hid_t parent, const std::string& name, std::span<const std::string> values, const Meaning& meaning);

/// Extents of one piece of a chunked matrix.
struct ChunkShape {
  Eigen::Index rows = 1;
  Eigen::Index columns = 1;
};

/// A float64 matrix written row block by row block; whole chunks at a time, so that none is read back.
/// Memory: one row of chunks.
class RowWriter {
 public:
  /// @throws IoError
  RowWriter(hid_t parent, const std::string& name, Eigen::Index rows, Eigen::Index columns, const ChunkShape& chunk,
            const Meaning& meaning);
  /// @param rows  n x columns, the next ones. @throws ShapeError for more rows or other columns than announced; IoError
  void append(const Eigen::Ref<const Eigen::MatrixXd>& rows);
  Eigen::Index rows_given() const noexcept { return written_ + buffered_; }
  Eigen::Index rows() const noexcept { return rows_; }
  /// Records the digest. @throws ShapeError if rows are missing; IoError
  void finish();

 private:
  void flush();

  Eigen::Index rows_;
  Eigen::Index columns_;
  Eigen::Index chunk_rows_;
  Eigen::Index written_ = 0;
  Eigen::Index buffered_ = 0;
  RowMajor buffer_;
  Handle dataset_;
  DatasetDigester digester_;
};

}  // namespace dmn::store
