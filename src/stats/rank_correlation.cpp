#include "stats/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace dmn::stats {

Eigen::VectorXd average_ranks(const Eigen::VectorXd& values)
{
  std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::ranges::sort(order, {}, [&](Eigen::Index e) { return values[e]; });
  Eigen::VectorXd rank(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    for (std::size_t k = first; k < end; ++k) rank[order[k]] = 0.5 * static_cast<double>(first + 1 + end);
    first = end;
  }
  return rank;
}

double rank_correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
  if (a.size() != b.size()) {
    throw base::ShapeError("a correlation needs pairs",
                           {.expected = std::to_string(a.size()), .found = std::to_string(b.size())});
  }
  std::vector<Eigen::Index> pairs;
  for (Eigen::Index e = 0; e < a.size(); ++e) {
    if (std::isfinite(a[e]) && std::isfinite(b[e])) pairs.push_back(e);
  }
  if (pairs.size() < 3) return std::numeric_limits<double>::quiet_NaN();
  const Eigen::VectorXd ranks_a = average_ranks(a(pairs));
  const Eigen::VectorXd ranks_b = average_ranks(b(pairs));
  const Eigen::VectorXd from_mean_a = ranks_a.array() - ranks_a.mean();
  const Eigen::VectorXd from_mean_b = ranks_b.array() - ranks_b.mean();
  return from_mean_a.dot(from_mean_b) / (from_mean_a.norm() * from_mean_b.norm());
}

}  // namespace dmn::stats
