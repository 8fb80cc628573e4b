#include "signal/amplitude.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "base/error.hpp"
#include "signal/drift.hpp"

namespace dmn::signal {
namespace {

using Eigen::Index;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double longest_tr_s = 2.5;
/// Of a frequency step: a band's end that falls on a frequency is in.
constexpr double rounding = 1e-9;

struct Band {
  double low_hz;
  double high_hz;
};

constexpr Band classic{0.01, 0.08};
constexpr Band whole{0.01, 0.2};
constexpr Band slow_5{0.01, 0.027};
constexpr Band high{0.12, 0.2};

/// Numbers of the frequencies of a band.
struct Bins {
  Index first;
  Index n;
};

Bins bins_of(const Band& band, double seconds)
{
  const auto first = static_cast<Index>(std::ceil(band.low_hz * seconds - rounding));
  const auto last = static_cast<Index>(std::floor(band.high_hz * seconds + rounding));
  return {first, std::max<Index>(last - first + 1, 0)};
}

/// 2|FFT_k|/T of every column, k = first ... first + n - 1.
Eigen::MatrixXd spectrum(const Eigen::MatrixXd& columns, const Bins& bins)
{
  const Index n_frames = columns.rows();
  Eigen::MatrixXd cosine(n_frames, bins.n);
  Eigen::MatrixXd sine(n_frames, bins.n);
  for (Index k = 0; k < bins.n; ++k)
    for (Index t = 0; t < n_frames; ++t) {
      const auto turn = static_cast<double>((bins.first + k) * t % n_frames) / static_cast<double>(n_frames);
      cosine(t, k) = std::cos(2 * std::numbers::pi * turn);
      sine(t, k) = std::sin(2 * std::numbers::pi * turn);
    }
  const Eigen::MatrixXd real = cosine.transpose() * columns;
  const Eigen::MatrixXd imaginary = sine.transpose() * columns;
  return (real.array().square() + imaginary.array().square()).sqrt() * (2 / static_cast<double>(n_frames));
}

/// Sums of the spectrum over a band that lies within that of `amplitudes`.
Eigen::VectorXd sums(const Eigen::MatrixXd& amplitudes, Index first_bin, const Bins& bins)
{
  return amplitudes.middleRows(bins.first - first_bin, bins.n).colwise().sum().transpose();
}

bool reaches(const Band& band, const Bins& bins, double seconds, Index n_frames)
{
  return bins.n > 0 && band.high_hz * seconds <= static_cast<double>(n_frames) / 2 + rounding;
}

}  // namespace

Amplitude amplitude(const TimeSeries& series)
{
  const Index n_frames = series.values.rows();
  const Index n_rois = series.values.cols();
  if (n_frames < 2) throw base::ShapeError(fmt::format("amplitude needs at least 2 volumes; got {}", n_frames));
  const double tr_s = series.repetition_time.value;
  const double seconds = static_cast<double>(n_frames) * tr_s;
  const Eigen::VectorXd absent = Eigen::VectorXd::Constant(n_rois, not_a_number);
  Amplitude result{absent, absent, absent, absent};

  FrameMatrix frames = series.values;
  remove_trend(frames);
  const double highest_hz = std::min(whole.high_hz, 0.5 / tr_s);
  const Bins all = bins_of({whole.low_hz, highest_hz}, seconds);
  const Eigen::MatrixXd amplitudes = spectrum(frames, all);
  const auto mean_over = [&](const Band& band, const std::string& name, Eigen::VectorXd& values) {
    const Bins bins = bins_of(band, seconds);
    if (!reaches(band, bins, seconds, n_frames)) {
      result.warnings.push_back(fmt::format("{}: {} volumes of {} s have no frequencies from {} to {} Hz", name,
                                            n_frames, tr_s, band.low_hz, band.high_hz));
      return;
    }
    values = sums(amplitudes, all.first, bins) / static_cast<double>(bins.n);
  };
  mean_over(classic, "alff", result.alff);
  mean_over(slow_5, "slow5", result.slow5);
  if (tr_s > longest_tr_s + rounding) {
    result.warnings.push_back(
        fmt::format("falff, high_band: the repetition time is {} s; at most {} s reach 0.2 Hz", tr_s, longest_tr_s));
    return result;
  }
  mean_over(high, "high_band", result.high_band);
  const Bins bins = bins_of(classic, seconds);
  if (bins.n > 0) result.falff = sums(amplitudes, all.first, bins).array() / sums(amplitudes, all.first, all).array();
  return result;
}

DenoiseOptions for_amplitude(DenoiseOptions strategy)
{
  strategy.fd_mm.reset();
  strategy.std_dvars.reset();
  strategy.filter = Filter::none;
  strategy.detrend = true;
  strategy.standardize = false;
  return strategy;
}

}  // namespace dmn::signal
