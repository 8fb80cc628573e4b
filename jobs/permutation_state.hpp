#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "store/cohort_file.hpp"

namespace dmn::jobs {

/// What is known after the first relabellings of a family of contrasts, whoever did them.
struct PermutationState {
  int n_done = 0;
  std::vector<Eigen::MatrixXd> null = {};        ///< a contrast: J x names; rows below n_done count
  std::vector<Eigen::VectorXd> as_extreme = {};  ///< a contrast: E counts
};

/// @param fingerprint  of everything the numbers depend on
void save_state(const std::filesystem::path& path, const std::string& fingerprint, const PermutationState& state,
                const store::Provenance& provenance);

/// Nothing where there is no file, or one of another analysis, of other sizes, or a damaged one: the work is done
/// again.
/// @param expected  the sizes that the state must have
std::optional<PermutationState> load_state(const std::filesystem::path& path, const std::string& fingerprint,
                                           const PermutationState& expected);

}  // namespace dmn::jobs
