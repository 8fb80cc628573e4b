#include "inference/permutation_tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"

namespace dmn::inference {
namespace {

constexpr double tie_tolerance = 1e-9;  ///< METHODS.md section 4
constexpr std::ptrdiff_t n_lanes = 8;   ///< maxima kept side by side: vector instructions, and no rounding to reorder

double magnitude(double statistic, Tail tail)
{
  return tail == Tail::both ? std::abs(statistic) : statistic;
}

template <class Magnitude>
double count(const double* statistics, const std::vector<double>& threshold, std::int64_t* as_extreme, double maximum,
             Magnitude magnitude_of)
{
  std::array<double, n_lanes> lanes;
  lanes.fill(maximum);
  const auto n = static_cast<std::ptrdiff_t>(threshold.size());
  const auto take = [&](std::ptrdiff_t e, std::ptrdiff_t lane) {
    const double value = magnitude_of(statistics[e]);
    lanes[lane] = value > lanes[lane] ? value : lanes[lane];
    as_extreme[e] += value >= threshold[e] ? 1 : 0;
  };
  std::ptrdiff_t e = 0;
  for (; e + n_lanes <= n; e += n_lanes) {
    for (std::ptrdiff_t lane = 0; lane < n_lanes; ++lane) take(e + lane, lane);
  }
  for (; e < n; ++e) take(e, 0);
  return *std::ranges::max_element(lanes);
}

}  // namespace

PermutationTally::PermutationTally(int n_relabellings, Eigen::VectorXd statistics, Tail which_tail)
    : tail(which_tail),
      observed(std::move(statistics)),
      maximum(static_cast<std::size_t>(n_relabellings), -std::numeric_limits<double>::infinity()),
      as_extreme(static_cast<std::size_t>(observed.size()), 0)
{
}

void require_room(const PermutationTally& tally, Eigen::Index first_outcome, Eigen::Index n_outcomes,
                  int first_relabelling, Eigen::Index n_relabellings)
{
  const auto size = static_cast<Eigen::Index>(tally.maximum.size());
  if (first_outcome + n_outcomes <= tally.observed.size() && first_relabelling + n_relabellings <= size) return;
  throw base::ShapeError("statistics lie outside of the tally");
}

std::vector<double> counting_thresholds(const PermutationTally& tally, Eigen::Index first, Eigen::Index n)
{
  std::vector<double> result;
  for (Eigen::Index e = first; e < first + n; ++e) {
    const double observed = magnitude(tally.observed[e], tally.tail);
    result.push_back(observed - tie_tolerance * std::max(1.0, std::abs(observed)));
  }
  return result;
}

void add(const Eigen::MatrixXd& statistics, Eigen::Index first_outcome, int first_relabelling, PermutationTally& tally)
{
  require_room(tally, first_outcome, statistics.rows(), first_relabelling, statistics.cols());
  const auto threshold = counting_thresholds(tally, first_outcome, statistics.rows());
  std::int64_t* as_extreme = tally.as_extreme.data() + first_outcome;
  for (Eigen::Index j = 0; j < statistics.cols(); ++j) {
    double& maximum = tally.maximum[static_cast<std::size_t>(first_relabelling + j)];
    const double* column = statistics.col(j).data();
    maximum = tally.tail == Tail::both
                  ? count(column, threshold, as_extreme, maximum, [](double t) { return std::abs(t); })
                  : count(column, threshold, as_extreme, maximum, [](double f) { return f; });
  }
}

void merge(const PermutationTally& other, PermutationTally& into)
{
  if (other.maximum.size() != into.maximum.size() || other.as_extreme.size() != into.as_extreme.size() ||
      other.tail != into.tail) {
    throw base::ShapeError("tallies of different analyses cannot be merged");
  }
  for (std::size_t j = 0; j < into.maximum.size(); ++j) into.maximum[j] = std::max(into.maximum[j], other.maximum[j]);
  for (std::size_t e = 0; e < into.as_extreme.size(); ++e) into.as_extreme[e] += other.as_extreme[e];
}

Eigen::VectorXd uncorrected_p(const PermutationTally& tally)
{
  Eigen::VectorXd p(tally.observed.size());
  for (Eigen::Index e = 0; e < p.size(); ++e) {
    const auto count = static_cast<double>(tally.as_extreme[static_cast<std::size_t>(e)]);
    p[e] = std::isnan(tally.observed[e]) ? tally.observed[e] : count / static_cast<double>(tally.maximum.size());
  }
  return p;
}

}  // namespace dmn::inference
