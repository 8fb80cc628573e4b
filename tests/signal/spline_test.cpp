#include "signal/spline.hpp"

#include <gmock/gmock.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::HasSubstr;

using Indices = std::vector<Eigen::Index>;

/// The definition, slowly: one cubic a gap, all coefficients from one dense system of values, continuous slope and
/// curvature, and a continuous third derivative at the second and the last but one knot.
class DenseSpline {
 public:
  DenseSpline(const Indices& knots, const Eigen::VectorXd& values) : knots_(knots)
  {
    const auto gaps = static_cast<Eigen::Index>(knots.size()) - 1;
    Eigen::MatrixXd system = Eigen::MatrixXd::Zero(4 * gaps, 4 * gaps);
    Eigen::VectorXd target = Eigen::VectorXd::Zero(4 * gaps);
    Eigen::Index row = 0;
    for (Eigen::Index g = 0; g < gaps; ++g) {
      const double h = width(g);
      system(row, 4 * g) = 1.0;
      target(row++) = values(g);
      system.row(row).segment(4 * g, 4) << 1, h, h * h, h * h * h;
      target(row++) = values(g + 1);
      if (g + 1 == gaps) break;
      system.row(row).segment(4 * g, 8) << 0, 1, 2 * h, 3 * h * h, 0, -1, 0, 0;
      ++row;
      system.row(row).segment(4 * g, 8) << 0, 0, 2, 6 * h, 0, 0, -2, 0;
      ++row;
    }
    system(row, 3) = 1.0;
    system(row++, 7) = -1.0;
    system(row, 4 * gaps - 5) = 1.0;
    system(row, 4 * gaps - 1) = -1.0;
    coefficients_ = system.partialPivLu().solve(target);
  }

  double operator()(Eigen::Index frame) const
  {
    const auto after = std::upper_bound(knots_.begin() + 1, knots_.end() - 1, frame);
    const Eigen::Index gap = after - knots_.begin() - 1;
    const double x = static_cast<double>(frame - knots_[static_cast<std::size_t>(gap)]);
    const auto c = coefficients_.segment(4 * gap, 4);
    return c(0) + x * (c(1) + x * (c(2) + x * c(3)));
  }

 private:
  double width(Eigen::Index gap) const
  {
    const auto g = static_cast<std::size_t>(gap);
    return static_cast<double>(knots_[g + 1] - knots_[g]);
  }

  Indices knots_;
  Eigen::VectorXd coefficients_;
};

Indices random_kept(Eigen::Index n_frames, unsigned seed)
{
  const Eigen::MatrixXd draws = noise(n_frames, 1, seed);
  Indices kept;
  for (Eigen::Index t = 0; t < n_frames; ++t) {
    if (draws(t) > -0.2) kept.push_back(t);
  }
  return kept;
}

TEST(InterpolateCensored, AgreesWithADenseSolve)
{
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Eigen::Index n_frames = 25;
    const Indices kept = random_kept(n_frames, seed);
    ASSERT_GE(kept.size(), 4U);
    const Eigen::MatrixXd original = noise(n_frames, 3, seed + 100);
    FrameMatrix frames = original;

    interpolate_censored(frames, kept);

    for (Eigen::Index c = 0; c < 3; ++c) {
      const DenseSpline spline(kept, original.col(c)(kept));
      for (Eigen::Index t = 0; t < n_frames; ++t) {
        EXPECT_NEAR(frames(t, c), spline(std::clamp(t, kept.front(), kept.back())), 1e-10) << "seed " << seed;
      }
    }
  }
}

TEST(InterpolateCensored, ReproducesACubic)
{
  FrameMatrix frames(12, 1);
  for (Eigen::Index t = 0; t < 12; ++t)
    frames(t, 0) = std::pow(static_cast<double>(t) - 5.0, 3) + static_cast<double>(t);
  const FrameMatrix cubic = frames;
  for (const Eigen::Index t : {2, 3, 7}) frames(t, 0) = 1e30;

  interpolate_censored(frames, {0, 1, 4, 5, 6, 8, 9, 10, 11});

  EXPECT_LT((frames - cubic).cwiseAbs().maxCoeff(), 1e-10);
}

TEST(InterpolateCensored, TakesTheNearestKeptRowAtTheEnds)
{
  FrameMatrix frames = noise(9, 2, 1);
  const FrameMatrix original = frames;

  interpolate_censored(frames, {2, 3, 4, 5, 6});

  for (const Eigen::Index t : {0, 1}) EXPECT_EQ(frames.row(t), original.row(2));
  for (const Eigen::Index t : {7, 8}) EXPECT_EQ(frames.row(t), original.row(6));
  EXPECT_EQ(frames.middleRows(2, 5), original.middleRows(2, 5));
}

TEST(InterpolateCensored, NeverReadsACensoredRow)
{
  const Indices kept = {1, 2, 5, 6, 9, 10};
  FrameMatrix calm = noise(12, 2, 1);
  FrameMatrix wild = calm;
  for (const Eigen::Index t : {0, 3, 4, 7, 8, 11}) wild.row(t).setConstant(std::nan(""));

  interpolate_censored(calm, kept);
  interpolate_censored(wild, kept);

  EXPECT_EQ(wild, calm);
}

TEST(InterpolateCensored, RefusesFewerThanFourRowsOrRowsThatAreNotThere)
{
  FrameMatrix frames = noise(6, 1, 1);
  for (const Indices& kept : {Indices{0, 1, 2}, Indices{0, 1, 2, 6}, Indices{0, 2, 1, 3}, Indices{-1, 0, 1, 2}}) {
    EXPECT_THAT(message_of<base::ShapeError>([&] { interpolate_censored(frames, kept); }),
                HasSubstr("a spline needs increasing row numbers"));
  }
}

}  // namespace
}  // namespace dmn::signal
