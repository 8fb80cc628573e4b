#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>

#include "inference/relabelling.hpp"
#include "prediction/cross_validation.hpp"
#include "store/cohort_file.hpp"

namespace dmn::jobs {

/// What is known of a cross-validation so far, whoever did it.
struct ValidationState {
  Eigen::MatrixXd lines = {};    ///< a row a fold and relabelling: fold, relabelling, penalty, predictions, padded
  Eigen::MatrixXd weights = {};  ///< a row a fold: its number, then p weights
};

/// Where a cross-validation is kept that was interrupted, or that waits for others.
struct ValidationCheckpoint {
  std::filesystem::path file = {};
  store::Provenance provenance = {};
  bool fresh = false;          ///< nothing saved before is gone on with
  bool keep_finished = false;  ///< a finished one is saved as well: others of the same question are still to come
};

/// SHA-256 of everything that predictions depend on: program, BLAS kernel, features, covariates, sites, persons, folds,
/// outcome, relabellings.
/// @param relabellings  may be null
std::string fingerprint_of(const prediction::CrossValidation& validation, const Eigen::VectorXd& outcome,
                           const inference::Relabellings* relabellings);

/// @param state  with a line or more
void save_state(const ValidationCheckpoint& checkpoint, const std::string& fingerprint, const ValidationState& state);

/// Nothing done where a fresh start is asked for or there is no file, or one of another analysis, or a damaged one: the log says so.
ValidationState load_state(const ValidationCheckpoint& checkpoint, const std::string& fingerprint);

}  // namespace dmn::jobs
