#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectivity/measures.hpp"
#include "stats/cohort.hpp"

namespace dmn::store {

/// One `/connectivity/<name>` dataset.
struct KindInfo {
  std::string name;       ///< `correlation`, `other`
  std::string transform;  ///< `fisher_z` or `none`
  std::string estimator;  ///< `pearson`, `empirical`, `ledoit-wolf`, `given`
  bool has_diagonal = false;
};

/// Attributes of /provenance: kept out of digests.
using Provenance = std::vector<std::pair<std::string, std::string>>;

/// Writes cohort.h5 (schema `dmn-cohort/1`) row block by row block; it appears under its final name in finish().
/// Memory: one block. Rows arrive in order, each kind's rows once.
class CohortWriter {
 public:
  /// Writes all but /connectivity. @throws ShapeError when the cohort's parts do not fit one another; IoError
  /// @param measures  datasets of /measures; without any the group does not exist
  CohortWriter(const std::filesystem::path& path, const stats::Cohort& cohort, std::vector<KindInfo> kinds,
               Provenance provenance, const std::vector<connectivity::MeasureInfo>& measures = {});
  ~CohortWriter();

  /// Rows a block should have: tens, and never more than 8 MiB of edges. Other numbers of rows are as good, but slower.
  Eigen::Index rows_per_block() const noexcept;
  /// @param rows      n x E, the next rows of this kind;  @param diagonals  n x R or empty
  /// @throws ShapeError for a kind that was not announced or rows that do not fit; IoError
  void append(const std::string& kind, const Eigen::MatrixXd& rows, const Eigen::MatrixXd& diagonals);
  /// The next rows of a measure, n x R or n x 1. @throws ShapeError, IoError as above
  void append_measure(const std::string& name, const Eigen::MatrixXd& rows);
  /// @throws IoError; ShapeError when a kind or a measure has not got all its rows
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads a finished cohort file, by anyone, read-only.
class CohortReader {
 public:
  /// @throws InputError for a file that is not a cohort file of this schema
  explicit CohortReader(const std::filesystem::path& path);
  ~CohortReader();

  const stats::Cohort& cohort() const noexcept;
  const std::vector<KindInfo>& kinds() const noexcept;
  Provenance provenance() const;
  /// N x n: columns [first, first + n) of a kind. @throws InputError for a kind or columns the file does not hold
  Eigen::MatrixXd read_edges(const std::string& kind, Eigen::Index first, Eigen::Index n) const;
  /// N x R. @throws InputError where the kind has no diagonal
  Eigen::MatrixXd read_diagonal(const std::string& kind) const;
  /// Names of the datasets of /measures; none if the file has none.
  const std::vector<std::string>& measures() const noexcept;
  /// N x R, or N x 1 for a measure of the whole run. @throws InputError where the file does not hold it
  Eigen::MatrixXd read_measure(const std::string& name) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::store
