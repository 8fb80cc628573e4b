#include "signal/zero_phase_filter.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::HasSubstr;

constexpr base::Seconds tr(2.0);
constexpr base::Hertz low(0.01);
constexpr base::Hertz high(0.1);

/// The difference equation of one section as it is written, continued to the left by a constant input in its steady
/// state.
std::vector<double> slow_pass(const SecondOrderSection& s, const std::vector<double>& x)
{
  const double steady = x.front() * (s.b0 + s.b1 + s.b2) / (1.0 + s.a1 + s.a2);
  std::vector<double> y;
  const auto input = [&](std::ptrdiff_t n) { return n < 0 ? x.front() : x[static_cast<std::size_t>(n)]; };
  const auto output = [&](std::ptrdiff_t n) { return n < 0 ? steady : y[static_cast<std::size_t>(n)]; };
  for (std::ptrdiff_t n = 0; n < std::ssize(x); ++n) {
    y.push_back(s.b0 * input(n) + s.b1 * input(n - 1) + s.b2 * input(n - 2) - s.a1 * output(n - 1) -
                s.a2 * output(n - 2));
  }
  return y;
}

/// Forward-backward filtering the slow, obvious way.
std::vector<double> slow_filter(const std::vector<double>& x, const Sections& sections, Padding padding,
                                std::size_t length)
{
  const bool odd = padding == Padding::odd;
  std::vector<double> longer;
  for (std::size_t n = length; n > 0; --n) longer.push_back(odd ? 2 * x.front() - x[n] : x.front());
  for (const double value : x) longer.push_back(value);
  for (std::size_t n = 1; n <= length; ++n) longer.push_back(odd ? 2 * x.back() - x[x.size() - 1 - n] : x.back());
  for (int pass = 0; pass < 2; ++pass) {
    for (const auto& section : sections) longer = slow_pass(section, longer);
    std::reverse(longer.begin(), longer.end());
  }
  return {longer.begin() + static_cast<std::ptrdiff_t>(length), longer.end() - static_cast<std::ptrdiff_t>(length)};
}

TEST(FilterZeroPhase, AgreesWithTheDifferenceEquation)
{
  for (const auto padding : {Padding::odd, Padding::constant}) {
    for (const auto& sections :
         {butterworth(2, low, high, tr), butterworth(3, {}, high, tr), butterworth(1, low, {}, tr)}) {
      const Eigen::MatrixXd original = noise(40, 5, 7);
      FrameMatrix frames = original;

      filter_zero_phase(frames, sections, padding, 12);

      for (Eigen::Index c = 0; c < 5; ++c) {
        const auto expected = slow_filter({original.col(c).begin(), original.col(c).end()}, sections, padding, 12);
        for (Eigen::Index t = 0; t < 40; ++t) EXPECT_NEAR(frames(t, c), expected[static_cast<std::size_t>(t)], 1e-10);
      }
    }
  }
}

TEST(FilterZeroPhase, PassesAConstantOrRemovesItAsTheBandSays)
{
  FrameMatrix frames = FrameMatrix::Constant(40, 2, 3.5);
  filter_zero_phase(frames, butterworth(2, {}, high, tr), Padding::odd, 9);
  EXPECT_LT((frames.array() - 3.5).abs().maxCoeff(), 1e-12);
  filter_zero_phase(frames, butterworth(2, low, high, tr), Padding::odd, 15);
  EXPECT_LT(frames.cwiseAbs().maxCoeff(), 1e-12);
}

TEST(FilterZeroPhase, TreatsColumnsAlone)
{
  const Sections sections = butterworth(2, low, high, tr);
  FrameMatrix all = noise(60, 7, 3);
  FrameMatrix one = all.col(4);

  filter_zero_phase(all, sections, Padding::odd, 15);
  filter_zero_phase(one, sections, Padding::odd, 15);

  EXPECT_EQ(FrameMatrix(all.col(4)), one);
}

TEST(FilterZeroPhase, ChangesNothingWithoutSections)
{
  FrameMatrix frames = noise(10, 2, 1);
  const FrameMatrix before = frames;
  filter_zero_phase(frames, {}, Padding::odd, 0);
  EXPECT_EQ(frames, before);
}

TEST(FilterZeroPhase, RefusesPaddingAsLongAsTheSignal)
{
  FrameMatrix frames = noise(15, 2, 1);
  EXPECT_THAT(
      message_of<base::ShapeError>([&] { filter_zero_phase(frames, butterworth(2, low, high, tr), Padding::odd, 15); }),
      HasSubstr("padding must be shorter than the signals"));
}

TEST(DefaultPadding, IsThreeTimesTheTapsWithoutZeros)
{
  EXPECT_EQ(default_padding(butterworth(2, low, high, tr)), 15);
  EXPECT_EQ(default_padding(butterworth(2, {}, high, tr)), 9);
  EXPECT_EQ(default_padding(butterworth(2, low, {}, tr)), 9);
  EXPECT_EQ(default_padding(butterworth(4, low, high, tr)), 27);
  EXPECT_EQ(default_padding(butterworth(5, {}, high, tr)), 18);
  EXPECT_EQ(default_padding({}), 0);
}

}  // namespace
}  // namespace dmn::signal
