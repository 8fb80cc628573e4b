#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/cohort_file.hpp"

namespace dmn::store {

/// A result file: named datasets with units and description, digests recorded, atomic. Names are paths (`/edges/t`).
class ResultWriter {
 public:
  ResultWriter(const std::filesystem::path& path, const std::string& schema, const Provenance& provenance);
  ~ResultWriter();

  void numbers(const std::string& name, const Eigen::VectorXd& values, const std::string& units,
               const std::string& description);
  void matrix(const std::string& name, const Eigen::MatrixXd& values, const std::string& units,
              const std::string& description);
  void integers(const std::string& name, const std::vector<std::int64_t>& values, const std::string& units,
                const std::string& description);
  void strings(const std::string& name, const std::vector<std::string>& values, const std::string& description);
  /// An attribute of the file that belongs to the result (method choices): part of the digest of `/`.
  void attribute(const std::string& name, const std::string& value);
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads one dataset of a result file. @throws InputError
Eigen::VectorXd read_numbers(const std::filesystem::path& path, const std::string& name);
std::vector<std::string> read_strings(const std::filesystem::path& path, const std::string& name);
/// How a result or cohort file came about. @throws InputError
Provenance read_file_provenance(const std::filesystem::path& path);

/// A result file that somebody else may have written: every dataset read must match its recorded digest.
class ResultReader {
 public:
  /// @throws InputError for a file that is not of this schema
  ResultReader(const std::filesystem::path& path, const std::string& schema);
  ~ResultReader();

  bool has(const std::string& name) const;
  // Each throws InputError, naming file and dataset, for what is not there, torn or changed.
  Eigen::VectorXd numbers(const std::string& name) const;
  Eigen::MatrixXd matrix(const std::string& name) const;
  std::vector<std::string> strings(const std::string& name) const;
  std::string attribute(const std::string& name) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::store
