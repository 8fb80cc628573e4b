#include "stats/motion_benchmark.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "stats/fdr.hpp"
#include "stats/rank_correlation.hpp"

namespace dmn::stats {
namespace {

constexpr double normal_quartile = 0.6745;  ///< median |Z|, as in METHODS.md
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double median(std::vector<double> values)
{
  if (values.empty()) return nothing;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

double share_below(const Eigen::VectorXd& values, Eigen::Index n_tested)
{
  if (n_tested == 0) return nothing;
  return static_cast<double>((values.array() < benchmark_level).count()) / static_cast<double>(n_tested);
}

}  // namespace

MotionBenchmark motion_benchmark(const MotionCoupling& coupling, const Eigen::VectorXd& distance_mm,
                                 Eigen::Index n_subjects, Eigen::Index n_covariates)
{
  if (distance_mm.size() != coupling.r.size()) {
    throw base::ShapeError(
        "the QC benchmark needs one distance an edge",
        {.expected = std::to_string(coupling.r.size()), .found = std::to_string(distance_mm.size())});
  }
  std::vector<double> sizes;
  for (const double r : coupling.r) {
    if (!std::isnan(r)) sizes.push_back(std::abs(r));
  }
  MotionBenchmark result;
  result.n_edges = static_cast<Eigen::Index>(sizes.size());
  result.median_abs_r = median(std::move(sizes));
  const Eigen::Index df = n_subjects - 2 - n_covariates;
  result.expected_abs_r = df > 0 ? normal_quartile / std::sqrt(static_cast<double>(df)) : nothing;
  result.share_p = share_below(coupling.p, result.n_edges);
  result.share_q = share_below(fdr_q(coupling.p), result.n_edges);
  result.distance_rho = rank_correlation(coupling.r, distance_mm);
  return result;
}

Eigen::VectorXd edge_distances(const connectivity::RoiTable& rois, const connectivity::EdgeList& edges)
{
  if (static_cast<int>(rois.size()) != edges.n_rois()) {
    throw base::ShapeError("the ROI table does not have one row an ROI of the edges",
                           {.expected = std::to_string(edges.n_rois()), .found = std::to_string(rois.size())});
  }
  Eigen::VectorXd distance(edges.size());
  for (Eigen::Index e = 0; e < edges.size(); ++e) {
    const auto [i, j] = edges[e];
    distance[e] = (rois[static_cast<std::size_t>(i)].xyz_mm - rois[static_cast<std::size_t>(j)].xyz_mm).norm();
  }
  return distance;
}

}  // namespace dmn::stats
