#include "signal/butterworth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::signal {
namespace {

using Complex = std::complex<double>;

/// Poles, zeros and gain of a filter whose zeros are all real, as those of Butterworth filters are.
struct PoleZero {
  std::vector<Complex> poles;
  std::vector<double> zeros;
  double gain = 1.0;
};

/// Rate at which the bilinear transform is taken; it cancels against the prewarping.
constexpr double bilinear_rate = 2.0;

PoleZero analogue_prototype(int order)
{
  PoleZero filter;
  for (int m = -order + 1; m < order; m += 2) {
    filter.poles.push_back(m == 0 ? Complex(-1.0, 0.0) : -std::polar(1.0, std::numbers::pi * m / (2.0 * order)));
  }
  return filter;
}

PoleZero to_low_pass(PoleZero filter, double cutoff)
{
  for (auto& pole : filter.poles) pole *= cutoff;
  filter.gain *= std::pow(cutoff, static_cast<double>(filter.poles.size()));
  return filter;
}

PoleZero to_high_pass(PoleZero filter, double cutoff)
{
  Complex product = 1.0;
  for (auto& pole : filter.poles) {
    product *= -pole;
    pole = cutoff / pole;
  }
  filter.gain /= product.real();
  filter.zeros.assign(filter.poles.size(), 0.0);
  return filter;
}

PoleZero to_band_pass(const PoleZero& prototype, double low, double high)
{
  PoleZero filter;
  const double width = high - low;
  const double centre = std::sqrt(low * high);
  for (const double sign : {1.0, -1.0}) {
    for (const auto& pole : prototype.poles) {
      const Complex scaled = pole * width / 2.0;
      filter.poles.push_back(scaled + sign * std::sqrt(scaled * scaled - centre * centre));
    }
  }
  filter.zeros.assign(prototype.poles.size(), 0.0);
  filter.gain = prototype.gain * std::pow(width, static_cast<double>(prototype.poles.size()));
  return filter;
}

PoleZero bilinear(const PoleZero& analogue)
{
  constexpr double rate = 2.0 * bilinear_rate;
  PoleZero digital;
  double numerator = 1.0;
  Complex denominator = 1.0;
  for (const double zero : analogue.zeros) {
    digital.zeros.push_back((rate + zero) / (rate - zero));
    numerator *= rate - zero;
  }
  for (const auto& pole : analogue.poles) {
    digital.poles.push_back((rate + pole) / (rate - pole));
    denominator *= rate - pole;
  }
  digital.gain = analogue.gain * (numerator / denominator).real();
  digital.zeros.resize(digital.poles.size(), -1.0);
  return digital;
}

/// One pole of each conjugate pair (the upper one), then the real ones; both by increasing real part.
std::vector<Complex> half_of_pairs(const std::vector<Complex>& poles)
{
  constexpr double tolerance = 100.0 * std::numeric_limits<double>::epsilon();
  std::vector<Complex> pairs;
  std::vector<Complex> reals;
  for (const auto& pole : poles) {
    if (std::abs(pole.imag()) <= tolerance * std::abs(pole)) {
      reals.emplace_back(pole.real(), 0.0);
    } else if (pole.imag() > 0) {
      pairs.push_back(pole);
    }
  }
  const auto by_real_part = [](const Complex& a, const Complex& b) {
    return a.real() != b.real() ? a.real() < b.real() : a.imag() < b.imag();
  };
  std::ranges::sort(pairs, by_real_part);
  std::ranges::sort(reals, by_real_part);
  pairs.insert(pairs.end(), reals.begin(), reals.end());
  return pairs;
}

bool is_real(const Complex& value)
{
  return value.imag() == 0.0;
}

template <class Value, class Cost>
Value take_least(std::vector<Value>& values, Cost cost)
{
  const auto least = std::ranges::min_element(values, {}, cost);
  const Value value = *least;
  values.erase(least);
  return value;
}

double distance_from_unit_circle(const Complex& pole)
{
  return std::abs(1.0 - std::abs(pole));
}

SecondOrderSection section_of(const Complex& pole, std::vector<Complex>& poles, std::vector<double>& zeros)
{
  Complex partner = std::conj(pole);
  if (is_real(pole)) {
    partner = take_least(poles, [](const Complex& other) {
      return is_real(other) ? distance_from_unit_circle(other) : std::numeric_limits<double>::infinity();
    });
  }
  const auto distance = [&](double zero) { return std::abs(zero - pole); };
  const double zero = take_least(zeros, distance);
  const double other_zero = take_least(zeros, distance);
  return {1.0, -(zero + other_zero), zero * other_zero, -(pole + partner).real(), (pole * partner).real()};
}

Sections paired(const PoleZero& filter)
{
  PoleZero rest = filter;
  if (rest.poles.size() % 2 == 1) {
    rest.poles.emplace_back(0.0, 0.0);
    rest.zeros.push_back(0.0);
  }
  std::vector<Complex> poles = half_of_pairs(rest.poles);
  std::ranges::sort(rest.zeros);
  Sections sections(rest.poles.size() / 2);
  for (auto section = sections.rbegin(); section != sections.rend(); ++section) {
    const Complex worst = take_least(poles, distance_from_unit_circle);
    *section = section_of(worst, poles, rest.zeros);
  }
  sections.front().b0 *= filter.gain;
  sections.front().b1 *= filter.gain;
  sections.front().b2 *= filter.gain;
  return sections;
}

double prewarped(double hertz, const char* option, double repetition_time)
{
  const double nyquist = 0.5 / repetition_time;
  if (!(hertz > 0.0 && hertz < nyquist)) {
    throw base::InputError(
        "cut-off frequency does not fit the repetition time",
        {.field = option,
         .expected = fmt::format("more than 0 and less than the Nyquist frequency {:.6g} Hz", nyquist),
         .found = base::format_number(hertz)});
  }
  return 2.0 * bilinear_rate * std::tan(std::numbers::pi * (hertz / nyquist) / bilinear_rate);
}

void check_design(int order, std::optional<base::Hertz> high_pass, std::optional<base::Hertz> low_pass)
{
  if (order < 1) {
    throw base::UsageError("filter order too small",
                           {.field = "denoise.order", .expected = "1 or more", .found = std::to_string(order)});
  }
  if (high_pass && low_pass && high_pass->value >= low_pass->value) {
    throw base::UsageError("the pass band is empty",
                           {.field = "denoise.high_pass_hz",
                            .expected = fmt::format("less than low_pass_hz = {}", low_pass->value),
                            .found = base::format_number(high_pass->value)});
  }
}

}  // namespace

Sections butterworth(int order, std::optional<base::Hertz> high_pass, std::optional<base::Hertz> low_pass,
                     base::Seconds repetition_time)
{
  if (!high_pass && !low_pass) return {};
  check_design(order, high_pass, low_pass);
  const PoleZero prototype = analogue_prototype(order);
  const auto edge = [&](base::Hertz hertz, const char* option) {
    return prewarped(hertz.value, option, repetition_time.value);
  };
  if (!high_pass) return paired(bilinear(to_low_pass(prototype, edge(*low_pass, "low_pass_hz"))));
  if (!low_pass) return paired(bilinear(to_high_pass(prototype, edge(*high_pass, "high_pass_hz"))));
  return paired(bilinear(to_band_pass(prototype, edge(*high_pass, "high_pass_hz"), edge(*low_pass, "low_pass_hz"))));
}

}  // namespace dmn::signal
