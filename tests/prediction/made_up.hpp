#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/philox.hpp"
#include "prediction/fold_space.hpp"
#include "prediction/folds.hpp"

namespace dmn::prediction::testing {

/// N x P standard normal numbers: a pure function of the seed.
inline Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed)
{
  constexpr double unit = 1.0 / 4294967296.0;
  Eigen::MatrixXd values(rows, columns);
  for (Eigen::Index c = 0; c < columns; ++c) {
    for (Eigen::Index r = 0; r < rows; ++r) {
      const auto words = base::philox(seed, {static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c), 0, 0});
      const double radius = std::sqrt(-2 * std::log((words[0] + 0.5) * unit));
      values(r, c) = radius * std::cos(2 * M_PI * (words[1] + 0.5) * unit);
    }
  }
  return values;
}

/// Labels `A`, `B`, ... in turn.
inline std::vector<std::string> sites_in_turn(Eigen::Index rows, int n_sites)
{
  std::vector<std::string> sites;
  for (Eigen::Index row = 0; row < rows; ++row) sites.emplace_back(1, static_cast<char>('A' + row % n_sites));
  return sites;
}

inline RowData rows_of(const RowData& all, const std::vector<Eigen::Index>& rows)
{
  return {all.features(rows, Eigen::all), all.covariates(rows, Eigen::all)};
}

}  // namespace dmn::prediction::testing
