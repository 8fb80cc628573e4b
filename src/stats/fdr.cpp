#include "stats/fdr.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dmn::stats {

Eigen::VectorXd fdr_q(const Eigen::VectorXd& p)
{
  std::vector<Eigen::Index> tested;
  for (Eigen::Index e = 0; e < p.size(); ++e) {
    if (!std::isnan(p[e])) tested.push_back(e);
  }
  std::ranges::stable_sort(tested, [&](Eigen::Index a, Eigen::Index b) { return p[a] < p[b]; });
  Eigen::VectorXd q = Eigen::VectorXd::Constant(p.size(), std::numeric_limits<double>::quiet_NaN());
  double smallest = 1.0;
  for (std::size_t rank = tested.size(); rank > 0; --rank) {
    const Eigen::Index e = tested[rank - 1];
    smallest = std::min(smallest, static_cast<double>(tested.size()) * p[e] / static_cast<double>(rank));
    q[e] = smallest;
  }
  return q;
}

}  // namespace dmn::stats
