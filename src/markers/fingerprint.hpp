#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace dmn::markers {

/// How well participants are told from one another by their connectivity, between two sessions.
struct Identification {
  int n = 0;                  ///< participants with both sessions
  double i_self = 0;          ///< mean similarity of a participant with themselves
  double i_others = 0;        ///< mean similarity of different participants
  double i_diff = 0;          ///< 100 (i_self - i_others); Amico & Goni 2018, Sci Rep 8:8254
  int hits_first_second = 0;  ///< participants of session 1 whose most similar one in session 2 is themselves
  int hits_second_first = 0;  ///< the other direction; a tie is no hit (Finn et al. 2015, Nat Neurosci 18:1664)

  double rate_first_second() const noexcept { return static_cast<double>(hits_first_second) / n; }
  double rate_second_first() const noexcept { return static_cast<double>(hits_second_first) / n; }
};

constexpr int fewest_to_identify = 3;

/// @param similarity  N x N correlations, row i a participant in session 1, column j one in session 2, the same order
/// @throws ShapeError unless square, at least 3 x 3 and finite
Identification identification(const Eigen::MatrixXd& similarity);

/// i_diff with the identities of session 2 relabelled, the identity first: all relabellings where there are no more
/// than asked for, else random ones, each a pure function of seed and number.
/// @return  J values. @throws ShapeError as above; UsageError below 1
Eigen::VectorXd null_of_i_diff(const Eigen::MatrixXd& similarity, int permutations, std::uint64_t seed);

}  // namespace dmn::markers
