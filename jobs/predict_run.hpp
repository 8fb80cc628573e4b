#pragma once

#include <Eigen/Core>
#include <vector>

#include "inference/relabelling.hpp"
#include "parallel/communicator.hpp"
#include "predict_state.hpp"
#include "prediction/cross_validation.hpp"

namespace dmn::jobs {

/// A cross-validation of the labels as they are and of relabellings within sites.
struct ValidatedPrediction {
  prediction::OutOfSample rows = {};  ///< of the labels as they are
  Eigen::VectorXd fold_of_row = {};   ///< N, number of the fold from 0
  Eigen::VectorXd penalty = {};       ///< F, chosen in each fold
  Eigen::MatrixXd weights = {};       ///< F x p
  Eigen::VectorXd null_measure = {};  ///< J, primary measure of each relabelling, the identity first; may be empty
  Eigen::VectorXd null_gain = {};     ///< J
  bool stopped = false;               ///< on request; the rest is not there. The same on every rank
};

/// Which labels may be exchanged: those of one site, or all where there are no sites.
/// @param values  N; equal ones are of one kind
inference::Exchangeability exchange_within_sites(const std::vector<std::string>& site, const Eigen::VectorXd& values);

/// **Collective.** Pairs of outer fold and block of relabellings are spread over the ranks; each pair is the same work
/// with the same bits wherever it is done. Results are on the master. Asks for stop requests after each pair, so that every
/// start gets further.
/// @param checkpoint  what was stopped is saved there, and gone on with; the file stays until it is removed.
///                    Null: nothing is kept
ValidatedPrediction validate_together(const prediction::CrossValidation& validation, const Eigen::VectorXd& outcome,
                                      const inference::Relabellings* relabellings, const parallel::Communicator& world,
                                      const ValidationCheckpoint* checkpoint = nullptr);

}  // namespace dmn::jobs
