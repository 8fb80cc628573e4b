#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "inference/exchangeability.hpp"

namespace dmn::inference {

/// A permutation or sign flip P of N rows: row i of P x is sign[i] times row source[i] of x.
struct Relabelling {
  std::vector<int> source = {};        ///< N, each row once
  std::vector<signed char> sign = {};  ///< N of -1 or 1; empty: all 1

  bool operator==(const Relabelling&) const = default;
};

/// The relabellings of an analysis, the identity first. If no more distinct ones exist than were asked for, each of
/// them exactly once (those that only exchange rows of one kind count as the same; rows of a kind then keep their
/// order). Otherwise random ones: number j is a pure function of (seed, j) and the blocks, whatever the number asked
/// for, the kinds and the division of work.
class Relabellings {
 public:
  /// @param asked  the identity counted, at least 1
  /// @throws UsageError below 1
  Relabellings(Exchangeability exchangeability, int asked, std::uint64_t seed);

  /// Permutations from elsewhere; rows that no permutation connects are taken to be of different blocks.
  /// @param table  J x N: `source` of each, the first the identity
  /// @throws InputError for a row that is no permutation of 0 to N - 1, or a first one that is not the identity
  static Relabellings given(const Eigen::MatrixXi& table);

  int size() const noexcept { return size_; }
  /// Every distinct relabelling, so that counted p-values are exact.
  bool enumerated() const noexcept { return origin_ == Origin::enumerated; }
  /// 0 <= j < size(); number 0 is the identity.
  Relabelling at(int j) const;

  const Exchangeability& exchangeability() const noexcept { return exchangeability_; }
  /// Both have the same relabellings under the same numbers, so that the work on them can be shared.
  bool same_as(const Relabellings& other) const;

 private:
  enum class Origin { random, enumerated, given };

  Relabellings() = default;
  int number_of_identity() const;
  Relabelling random(int j) const;
  Relabelling distinct(int j) const;

  Exchangeability exchangeability_;
  std::vector<std::vector<int>> rows_of_blocks_;
  Origin origin_ = Origin::random;
  int size_ = 0;
  std::uint64_t seed_ = 0;
  int identity_ = 0;            ///< its number in the order of enumeration, exchanged with number 0
  Eigen::MatrixXi table_ = {};  ///< J x N, if given
};

}  // namespace dmn::inference
