#pragma once

#include <string>
#include <vector>

#include "stats/contrast.hpp"
#include "stats/design.hpp"

namespace dmn::inference {

/// What may be done to the rows of a model if the contrast's null hypothesis holds.
enum class Scheme {
  permutation,  ///< exchange rows within a block (exchangeable errors)
  sign_flip,    ///< change the sign of any row (independent symmetric errors); blocks and kinds mean nothing
};

struct Exchangeability {
  Scheme scheme = Scheme::permutation;
  std::vector<int> block = {};                ///< N, 0 to B - 1; rows are exchanged within a block only
  std::vector<int> kind = {};                 ///< N; rows of one kind are interchangeable under the contrast
  std::vector<std::string> block_names = {};  ///< B, bytewise sorted; one empty name if rows are not kept in blocks

  int n_rows() const noexcept { return static_cast<int>(block.size()); }
  bool operator==(const Exchangeability&) const = default;
};

/// Rows of each block, ascending.
std::vector<std::vector<int>> rows_of_blocks(const Exchangeability& exchangeability);

/// The kinds of some rows, in their order.
std::vector<int> kinds_of(const Exchangeability& exchangeability, const std::vector<int>& rows);

/// log of the number of distinct relabellings: prod over blocks of n_s! / prod_k n_sk!, or 2^N sign flips
/// (METHODS.md section 4).
double log_distinct_relabellings(const Exchangeability& exchangeability);

/// The number itself: exact up to 1e12, infinite beyond the range of a double.
double distinct_relabellings(const Exchangeability& exchangeability);

constexpr int fewest_relabellings = 20;  ///< with fewer no p below .05 exists (METHODS.md section 7)

/// Exchangeability of a contrast. Rows are of one kind if they agree in every design column that the contrast weighs,
/// and in the level of the factor it compares. A contrast on the intercept alone is tested by sign flips.
/// @param exchange_within  N labels, rows as in the design; empty: all rows are exchangeable
/// @throws DesignError with fewer than 20 distinct relabellings, naming the blocks without any exchange
Exchangeability exchangeability(const stats::Design& design, const stats::Contrast& contrast,
                                const std::vector<std::string>& exchange_within);

}  // namespace dmn::inference
