#include "signal/spline.hpp"

#include "base/error.hpp"

namespace dmn::signal {
namespace {

constexpr std::size_t fewest_knots = 4;

/// The spline's slopes at the knots solve a tridiagonal system; one row a knot.
struct Tridiagonal {
  Eigen::VectorXd lower;
  Eigen::VectorXd diagonal;
  Eigen::VectorXd upper;
};

Eigen::VectorXd gaps_between(const std::vector<Eigen::Index>& knots)
{
  Eigen::VectorXd gaps(static_cast<Eigen::Index>(knots.size()) - 1);
  for (std::size_t k = 0; k + 1 < knots.size(); ++k) {
    gaps(static_cast<Eigen::Index>(k)) = static_cast<double>(knots[k + 1] - knots[k]);
  }
  return gaps;
}

Tridiagonal slope_system(const Eigen::VectorXd& h)
{
  const Eigen::Index n = h.size() + 1;
  Tridiagonal system{Eigen::VectorXd::Zero(n), Eigen::VectorXd(n), Eigen::VectorXd::Zero(n)};
  system.diagonal(0) = h(1);
  system.upper(0) = h(0) + h(1);
  for (Eigen::Index k = 1; k + 1 < n; ++k) {
    system.lower(k) = h(k);
    system.diagonal(k) = 2.0 * (h(k - 1) + h(k));
    system.upper(k) = h(k - 1);
  }
  system.lower(n - 1) = h(n - 2) + h(n - 3);
  system.diagonal(n - 1) = h(n - 3);
  return system;
}

/// Right-hand sides, one column a signal. `chords(k)` is the slope between knots k and k + 1.
FrameMatrix slope_targets(const Eigen::VectorXd& h, const FrameMatrix& chords)
{
  const Eigen::Index n = h.size() + 1;
  FrameMatrix targets(n, chords.cols());
  const double start = h(0) + h(1);
  targets.row(0) = ((h(0) + 2.0 * start) * h(1) * chords.row(0) + h(0) * h(0) * chords.row(1)) / start;
  for (Eigen::Index k = 1; k + 1 < n; ++k) {
    targets.row(k) = 3.0 * (h(k) * chords.row(k - 1) + h(k - 1) * chords.row(k));
  }
  const double end = h(n - 2) + h(n - 3);
  targets.row(n - 1) =
      (h(n - 2) * h(n - 2) * chords.row(n - 3) + (2.0 * end + h(n - 2)) * h(n - 3) * chords.row(n - 2)) / end;
  return targets;
}

/// Elimination without pivoting: with not-a-knot ends every pivot is positive.
void solve(Tridiagonal& system, FrameMatrix& targets)
{
  const Eigen::Index n = targets.rows();
  for (Eigen::Index k = 1; k < n; ++k) {
    const double factor = system.lower(k) / system.diagonal(k - 1);
    system.diagonal(k) -= factor * system.upper(k - 1);
    targets.row(k) -= factor * targets.row(k - 1);
  }
  targets.row(n - 1) /= system.diagonal(n - 1);
  for (Eigen::Index k = n - 2; k >= 0; --k) {
    targets.row(k) = (targets.row(k) - system.upper(k) * targets.row(k + 1)) / system.diagonal(k);
  }
}

FrameMatrix slopes_at_knots(const FrameMatrix& frames, const std::vector<Eigen::Index>& knots, const Eigen::VectorXd& h)
{
  FrameMatrix chords(h.size(), frames.cols());
  for (Eigen::Index k = 0; k < h.size(); ++k) {
    const auto knot = static_cast<std::size_t>(k);
    chords.row(k) = (frames.row(knots[knot + 1]) - frames.row(knots[knot])) / h(k);
  }
  Tridiagonal system = slope_system(h);
  FrameMatrix slopes = slope_targets(h, chords);
  solve(system, slopes);
  return slopes;
}

/// Cubic Hermite interpolation between two neighbouring knots.
void fill_gap(FrameMatrix& frames, Eigen::Index from, Eigen::Index to, const FrameMatrix& slopes, Eigen::Index knot)
{
  const double h = static_cast<double>(to - from);
  for (Eigen::Index row = from + 1; row < to; ++row) {
    const double u = static_cast<double>(row - from) / h;
    const double v = 1.0 - u;
    frames.row(row) = (v * v * (1.0 + 2.0 * u)) * frames.row(from) + (u * u * (1.0 + 2.0 * v)) * frames.row(to) +
                      (h * u * v * v) * slopes.row(knot) - (h * u * u * v) * slopes.row(knot + 1);
  }
}

void extend_ends(FrameMatrix& frames, Eigen::Index first, Eigen::Index last)
{
  for (Eigen::Index row = 0; row < first; ++row) frames.row(row) = frames.row(first);
  for (Eigen::Index row = last + 1; row < frames.rows(); ++row) frames.row(row) = frames.row(last);
}

void check_knots(const FrameMatrix& frames, const std::vector<Eigen::Index>& kept)
{
  bool increasing = kept.size() >= fewest_knots && kept.front() >= 0 && kept.back() < frames.rows();
  for (std::size_t k = 1; increasing && k < kept.size(); ++k) increasing = kept[k - 1] < kept[k];
  if (increasing) return;
  throw base::ShapeError("a spline needs increasing row numbers of the signals",
                         {.field = "kept", .expected = "4 or more", .found = std::to_string(kept.size())});
}

}  // namespace

void interpolate_censored(FrameMatrix& frames, const std::vector<Eigen::Index>& kept)
{
  check_knots(frames, kept);
  extend_ends(frames, kept.front(), kept.back());
  const auto stretch = static_cast<std::size_t>(kept.back() - kept.front()) + 1;
  if (stretch == kept.size()) return;
  const Eigen::VectorXd h = gaps_between(kept);
  const FrameMatrix slopes = slopes_at_knots(frames, kept, h);
  for (Eigen::Index k = 0; k < h.size(); ++k) {
    const auto knot = static_cast<std::size_t>(k);
    if (h(k) > 1.0) fill_gap(frames, kept[knot], kept[knot + 1], slopes, k);
  }
}

}  // namespace dmn::signal
