#include "signal/respiration_filter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "signal/butterworth.hpp"
#include "signal/zero_phase_filter.hpp"

namespace dmn::signal {
namespace {

/// XCP-D's default `motion_filter_order`.
constexpr int motion_filter_order = 4;
constexpr double seconds_a_minute = 60.0;

void check_band(FdFilter type, const std::vector<double>& band)
{
  const bool positive = !band.empty() && band.front() > 0.0;
  const bool fits = type == FdFilter::lowpass ? band.size() == 1 : band.size() == 2 && band[0] < band[1];
  if (positive && fits) return;
  throw base::UsageError(
      "breathing band does not fit the filter",
      {.field = "denoise.fd_filter",
       .expected = type == FdFilter::lowpass ? "one cut-off above 0 (breaths a minute)"
                                             : "two increasing frequencies above 0 (breaths a minute)",
       .found = fmt::format("{}", fmt::join(band, ","))});
}

double folded(double hertz, double sampling_rate)
{
  return std::abs(hertz - std::floor((hertz + 0.5 * sampling_rate) / sampling_rate) * sampling_rate);
}

void check_folded(const std::vector<double>& band, double nyquist)
{
  double middle = 0.0;
  for (const double hertz : band) middle += hertz / static_cast<double>(band.size());
  const bool has_width = band.size() < 2 || band[0] != band[1];
  if (middle > 0.0 && middle < nyquist && has_width) return;
  throw base::InputError("breathing cannot be filtered at this repetition time",
                         {.field = "denoise.fd_filter",
                          .expected = fmt::format("a band between 0 and the Nyquist frequency {:.6g} Hz", nyquist),
                          .found = fmt::format("{:.6g} Hz", fmt::join(band, ", "))});
}

/// Second-order notch of unit gain elsewhere; width between its -3 dB points (Orfanidis 1996, eq. 11.3.4 to 11.3.21).
SecondOrderSection notch(double centre_hz, double width_hz, double sampling_rate)
{
  const double centre = 2.0 * std::numbers::pi * centre_hz / sampling_rate;
  const double width = 2.0 * std::numbers::pi * width_hz / sampling_rate;
  const double gain = 1.0 / (1.0 + std::tan(width / 2.0));
  const double turn = -2.0 * std::cos(centre);
  return {gain, gain * turn, gain, gain * turn, 2.0 * gain - 1.0};
}

}  // namespace

RespirationFilter respiration_filter(FdFilter type, const std::vector<double>& band_bpm, base::Seconds repetition_time)
{
  RespirationFilter filter;
  if (type == FdFilter::none) return filter;
  check_band(type, band_bpm);
  const double sampling_rate = 1.0 / repetition_time.value;
  bool moved = false;
  for (const double bpm : band_bpm) {
    const double hertz = bpm / seconds_a_minute;
    filter.band_hz.push_back(folded(hertz, sampling_rate));
    moved = moved || filter.band_hz.back() != hertz;
  }
  check_folded(filter.band_hz, 0.5 * sampling_rate);
  if (moved) {
    filter.warnings.push_back(
        fmt::format("breathing at {} breaths a minute is above the Nyquist frequency {:.4g} Hz: motion is filtered "
                    "where it aliases, {:.4g} Hz",
                    fmt::join(band_bpm, " to "), 0.5 * sampling_rate, fmt::join(filter.band_hz, " to ")));
  }
  return filter;
}

void filter_respiration(FrameMatrix& motion, FdFilter type, const RespirationFilter& filter,
                        base::Seconds repetition_time)
{
  if (type == FdFilter::none || motion.rows() == 0) return;
  const Eigen::Index padding = motion.rows() - 1;
  if (type == FdFilter::lowpass) {
    const base::Hertz cutoff(filter.band_hz.at(0));
    filter_zero_phase(motion, butterworth(motion_filter_order / 2, std::nullopt, cutoff, repetition_time),
                      Padding::constant, padding);
    return;
  }
  const double low = filter.band_hz.at(0);
  const double high = filter.band_hz.at(1);
  const Sections sections = {notch(0.5 * (low + high), std::abs(high - low), 1.0 / repetition_time.value)};
  for (int pass = 0; pass < motion_filter_order / 4; ++pass)
    filter_zero_phase(motion, sections, Padding::constant, padding);
}

}  // namespace dmn::signal
