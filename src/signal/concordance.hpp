#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace dmn::signal {

/// Kendall's coefficient of concordance of m raters, who may come one after the other:
///   W = 12 S / (m^2 (n^3 - n) - m sum T),  S = sum_t (R_t - mean R)^2,  T = sum (g^3 - g) over a rater's groups of g
///   ties,
/// R_t the sum of ranks of item t, ties at their average rank. 1 if all rank alike; of independent raters 1/m is
/// expected. Sums of ranks are exact, so W has the same bits in whatever order raters come.
/// Kendall & Gibbons 1990, Rank Correlation Methods, chapter 6; Zang et al. 2004, NeuroImage 22:394 (ReHo).
class Concordance {
 public:
  /// @param n_items  n. @throws ShapeError below 2
  explicit Concordance(Eigen::Index n_items);

  /// @param values  n, finite. @throws ShapeError for another length or a value that is not finite
  void add(const Eigen::Ref<const Eigen::VectorXd>& values);

  Eigen::Index n_raters() const noexcept { return n_raters_; }
  /// NaN below 2 raters, or if every rater ties all items.
  double w() const;

 private:
  struct Item {
    std::uint32_t key = 0;  ///< as the value in single precision is ordered
    std::uint32_t number = 0;
  };
  void sort(const Eigen::Ref<const Eigen::VectorXd>& values);

  std::vector<Item> sorted_;
  std::vector<Item> room_;
  std::vector<std::int64_t> twice_ranks_;  ///< twice the sum of ranks of each item: a whole number
  double ties_ = 0;                        ///< sum of T
  Eigen::Index n_raters_ = 0;
};

}  // namespace dmn::signal
