#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inference/permutation_model.hpp"

namespace dmn::clinical {

/// Relabellings of persons: all rows of a person go together, to a person of the same block who has the same sessions
/// (whole-block exchangeability; Winkler et al. 2015, NeuroImage 123:253). Relabelling j is a pure function of (seed,
/// j); number 0 is the identity.
class WholePersons {
 public:
  /// @param person   N: number of the person of a row
  /// @param session  N: number of the session of a row
  /// @param block    N labels, the same for all rows of a person; empty: one block
  /// @param group    N: what is compared, the same for all rows of a person
  /// @throws DesignError with fewer than 20 distinct relabellings of the groups
  WholePersons(const std::vector<int>& person, const std::vector<int>& session, const std::vector<std::string>& block,
               const std::vector<int>& group, std::uint64_t seed);

  /// Rows that can come to each other's place: one session of the persons of a block who have the same sessions.
  const inference::Exchangeability& rows() const noexcept { return rows_; }
  inference::PermutedBasis basis(const inference::PermutationModel& model, int first, int n) const;

 private:
  std::vector<int> source(int number) const;

  std::vector<std::vector<int>> rows_of_person_;  ///< in order of sessions
  std::vector<std::vector<int>> persons_of_block_;
  inference::Exchangeability rows_;
  std::uint64_t seed_;
};

}  // namespace dmn::clinical
