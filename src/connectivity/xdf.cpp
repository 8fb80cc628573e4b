#include "connectivity/xdf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/usable_series.hpp"

namespace dmn::connectivity {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Frames = std::vector<Index>;

constexpr Index fewest_frames = 4;
constexpr double largest_rho = 1 - 1e-7;

void require_frames(const MatrixXd& centred, const Frames& frames)
{
  if (centred.rows() < fewest_frames)
    throw base::ShapeError(fmt::format("xDF needs at least {} frames; got {}", fewest_frames, centred.rows()));
  const bool ascending = std::ranges::adjacent_find(frames, std::greater_equal<>()) == frames.end();
  if (static_cast<Index>(frames.size()) != centred.rows() || !ascending)
    throw base::ShapeError(
        fmt::format("{} ascending frame numbers expected for {} rows", frames.size(), centred.rows()));
}

/// Series of unit norm on every frame from the first kept one to the last, zero where a frame is missing: lagged
/// products then hold pairs of kept frames only.
class LaggedRun {
 public:
  LaggedRun(const MatrixXd& centred, const Frames& frames)
      : n_kept_(centred.rows()),
        series_(MatrixXd::Zero(frames.back() - frames.front() + 1, centred.cols())),
        kept_(VectorXd::Zero(series_.rows()))
  {
    for (Index row = 0; row < n_kept_; ++row) {
      const Index frame = frames[static_cast<std::size_t>(row)] - frames.front();
      series_.row(frame) = centred.row(row);
      kept_[frame] = 1;
    }
    for (Index c = 0; c < series_.cols(); ++c) series_.col(c) /= series_.col(c).norm();
  }

  Index n_series() const { return series_.cols(); }
  double n_kept() const { return static_cast<double>(n_kept_); }
  Index longest_lag() const { return n_kept_ - 2; }

  /// Pairs of kept frames.
  double n_pairs(Index lag) const
  {
    const Index n = series_.rows() - lag;
    return n < 1 ? 0 : kept_.head(n).dot(kept_.tail(n));
  }
  double autocorrelation(Index column, Index lag) const
  {
    const Index n = series_.rows() - lag;
    return scale(lag) * series_.col(column).head(n).dot(series_.col(column).tail(n));
  }
  /// (i, j): i leads j.
  MatrixXd correlations(Index lag) const
  {
    const Index n = series_.rows() - lag;
    return scale(lag) * (series_.topRows(n).transpose() * series_.bottomRows(n));
  }

 private:
  double scale(Index lag) const { return static_cast<double>(n_kept_ - lag) / n_pairs(lag); }

  Index n_kept_;
  MatrixXd series_;
  VectorXd kept_;
};

/// The first lag of each series that is not kept.
std::vector<Index> breakpoints(const LaggedRun& run)
{
  const double bound = 1.96 / std::sqrt(run.n_kept() - 2);
  std::vector<Index> first_left_out;
  for (Index column = 0; column < run.n_series(); ++column) {
    Index lag = 1;
    while (lag <= run.longest_lag() && run.n_pairs(lag) >= 2 && std::abs(run.autocorrelation(column, lag)) >= bound)
      ++lag;
    first_left_out.push_back(lag);
  }
  return first_left_out;
}

/// Adds one lag to T^2 times the variance of every pair i < j (lower triangle) that it reaches.
void add_lag(const MatrixXd& rho, const MatrixXd& lagged, const std::vector<Index>& ends, Index lag, double weight,
             MatrixXd& sums)
{
  const auto end_of = [&](Index series) { return ends[static_cast<std::size_t>(series)]; };
  for (Index i = 0; i < rho.cols(); ++i)
    for (Index j = i + 1; j < rho.rows(); ++j) {
      if (lag >= std::max(end_of(i), end_of(j))) continue;
      const double a_x = lag < end_of(i) ? lagged(i, i) : 0;
      const double a_y = lag < end_of(j) ? lagged(j, j) : 0;
      const double forward = lagged(i, j);
      const double backward = lagged(j, i);
      const double r = rho(j, i);
      sums(j, i) += weight * (r * r * (a_x * a_x + a_y * a_y + forward * forward + backward * backward) -
                              2 * r * (a_x + a_y) * (forward + backward) + 2 * (a_x * a_y + forward * backward));
    }
}

std::size_t n_gaps(const Frames& frames)
{
  std::size_t gaps = 0;
  for (std::size_t k = 1; k < frames.size(); ++k) gaps += frames[k] != frames[k - 1] + 1 ? 1 : 0;
  return gaps;
}

}  // namespace

Xdf xdf(const MatrixXd& centred, const Frames& given_frames)
{
  Frames frames = given_frames;
  if (frames.empty()) {
    frames.resize(static_cast<std::size_t>(centred.rows()));
    std::iota(frames.begin(), frames.end(), 0);
  }
  require_frames(centred, frames);
  const LaggedRun run(centred, frames);
  const double n = run.n_kept();

  Xdf result;
  result.rho = run.correlations(0);
  const MatrixXd clipped = result.rho.cwiseMin(largest_rho).cwiseMax(-largest_rho);
  const MatrixXd unexplained = (1 - clipped.array().square()).square();
  MatrixXd sums = (n - 1) * unexplained;
  const auto ends = breakpoints(run);
  const Index longest = ends.empty() ? 0 : *std::ranges::max_element(ends);
  for (Index lag = 1; lag < longest; ++lag)
    add_lag(clipped, run.correlations(lag), ends, lag, run.n_pairs(lag) - 1, sums);
  sums.triangularView<Eigen::StrictlyUpper>() = sums.transpose();

  result.variance = (sums / (n * n)).cwiseMax(unexplained / n);
  result.z = clipped.unaryExpr(&fisher_z).array() / (result.variance.array() / unexplained.array()).sqrt();
  return result;
}

KindEstimate xdf_estimate(const MatrixXd& series, const Frames& frames, const std::vector<std::string>& labels)
{
  UsableSeries usable = usable_series(series, labels);
  KindEstimate result{.warnings = std::move(usable.warnings)};
  MatrixXd whole = MatrixXd::Constant(series.cols(), series.cols(), std::numeric_limits<double>::quiet_NaN());
  if (!usable.columns.empty()) whole(usable.columns, usable.columns) = xdf(usable.centred, frames).z;
  result.edges = upper_triangle(whole);
  if (const auto gaps = n_gaps(frames); gaps > 0)
    result.warnings.push_back(
        fmt::format("xdf_gaps: {} gaps between kept volumes; autocorrelation is of pairs of kept volumes", gaps));
  return result;
}

}  // namespace dmn::connectivity
