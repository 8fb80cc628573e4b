#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::sites {

/// What one site gives to an exact pooled model: cross-products of the agreed columns X (n x p) and the outcomes
/// Y (n x E), and no row of any participant. Outcomes are taken about the site's own mean of each, which is recorded:
/// the sum of squares would lose its digits where a mean is large beside the spread.
/// An outcome that some participant lacks has no sums (its X'X would be another one): NaN, and n_complete < n.
struct SiteSums {
  std::string site;
  int n = 0;                         ///< participants
  std::vector<std::string> columns;  ///< p, without site columns
  Eigen::MatrixXd xtx;               ///< p x p
  Eigen::MatrixXd xty;               ///< p x E, of y - shift
  Eigen::VectorXd yty;               ///< E, of y - shift
  Eigen::VectorXd shift;             ///< E
  Eigen::VectorXi n_complete;        ///< E

  Eigen::Index n_outcomes() const noexcept { return yty.size(); }
  bool is_complete(Eigen::Index outcome) const { return n_complete[outcome] == n; }
};

/// Sums with room for E outcomes, none of them known yet.
/// @param matrix  n x p, the site's rows in the agreed columns
SiteSums empty_sums(const std::string& site, const std::vector<std::string>& columns, const Eigen::MatrixXd& matrix,
                    Eigen::Index n_outcomes);

/// Writes the sums of outcomes [first, first + B). Time O(n p B).
/// @param outcomes  n x B; a value that is not finite is missing
/// @throws ShapeError when the rows or the place do not fit
void add_block(SiteSums& sums, const Eigen::MatrixXd& matrix, const Eigen::MatrixXd& outcomes, Eigen::Index first);

/// The same sums about another value of each outcome.
/// @param shift  E
SiteSums about(const SiteSums& sums, const Eigen::VectorXd& shift);

/// Distrusts sums that came from elsewhere: shapes, finite numbers, X'X symmetric and positive semidefinite with n in
/// its corner, 0 <= n_complete <= n, no negative sum of squares.
/// @throws InputError naming the field, what was expected and found
void require_plausible(const SiteSums& sums);

}  // namespace dmn::sites
