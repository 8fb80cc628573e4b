#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>

#include "markers/fingerprint.hpp"
#include "parallel/communicator.hpp"
#include "profile_plan.hpp"

namespace dmn::jobs {

/// How alike the two measurements of the same people are; on the master.
struct Fingerprint {
  std::optional<markers::Identification> identification = {};
  std::string reason = {};          ///< why there is no identification; empty if there is
  Eigen::MatrixXd similarity = {};  ///< P x P, Pearson correlations of the edges
  Eigen::VectorXd null = {};        ///< i_diff under relabelled identities, the identity first
  double p = 0;                     ///< share of relabellings that reach i_diff
  Eigen::MatrixXd icc = {};         ///< E x 3: ICC(2,1), ICC(3,1), complete participants
  Eigen::Index n_edges = 0;         ///< valid in every run, behind the similarities
};

/// A matrix of similarities beyond this many participants is not made.
constexpr std::size_t most_to_identify = 12000;

/// **Collective.** Every rank reads all edges and compares its own tiles of participants with all others; edges are
/// summed in tiles of fixed width in order, so that the bits do not depend on the number of ranks.
Fingerprint fingerprint_together(const ProfilePlan& plan, int permutations, std::uint64_t seed,
                                 const parallel::Communicator& world);

}  // namespace dmn::jobs
