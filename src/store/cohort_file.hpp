#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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
  CohortWriter(const std::filesystem::path& path, const stats::Cohort& cohort, std::vector<KindInfo> kinds,
               Provenance provenance);
  ~CohortWriter();

  /// Rows a block should have: tens, and never more than 8 MiB of edges. Other numbers of rows are as good, but slower.
  Eigen::Index rows_per_block() const noexcept;
  /// @param rows      n x E, the next rows of this kind;  @param diagonals  n x R or empty
  /// @throws ShapeError for a kind that was not announced or rows that do not fit; IoError
  void append(const std::string& kind, const Eigen::MatrixXd& rows, const Eigen::MatrixXd& diagonals);
  /// @throws IoError; ShapeError when a kind has not got all its rows
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

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::store
