#pragma once

#include <string>

#include "stats/cohort.hpp"
#include "store/cohort_file.hpp"
#include "store/shard.hpp"

namespace dmn::test {

/// Five runs, four ROIs, six edges, two exclusions; every extent differs, so that a transposition cannot hide.
stats::Cohort example_cohort();
/// 5 x 6: row + column / 100, one NaN in row 1, column 4.
Eigen::MatrixXd example_edges();
/// 5 x 4: 100 row + column.
Eigen::MatrixXd example_diagonals();
/// The cohort above with kinds `correlation` and `covariance`.
void write_example(const std::filesystem::path& path);

/// Two ROI sets, two strategies, one of them excluded, three kinds.
store::Shard example_shard();

/// The whole content of a file, and back.
std::string bytes_of(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

/// A new empty folder of the running test.
std::filesystem::path test_folder();

}  // namespace dmn::test
