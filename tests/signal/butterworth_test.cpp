#include "signal/butterworth.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr base::Seconds tr(2.0);
constexpr base::Hertz low(0.01);
constexpr base::Hertz high(0.1);

double gain(const Sections& sections, double hertz)
{
  const std::complex<double> z = std::polar(1.0, -2.0 * std::numbers::pi * hertz * tr.value);
  std::complex<double> response = 1.0;
  for (const auto& s : sections) response *= (s.b0 + z * (s.b1 + z * s.b2)) / (1.0 + z * (s.a1 + z * s.a2));
  return std::abs(response);
}

/// |H| of an analogue Butterworth filter whose edge lies where the bilinear transform puts it.
double warped(double hertz)
{
  return std::tan(std::numbers::pi * hertz * tr.value);
}

TEST(Butterworth, HasItsTextbookMagnitudeAtEveryFrequency)
{
  for (int order = 1; order <= 6; ++order) {
    const Sections low_pass = butterworth(order, {}, high, tr);
    const Sections high_pass = butterworth(order, low, {}, tr);
    const Sections band_pass = butterworth(order, low, high, tr);
    for (const double hertz : {0.003, 0.01, 0.05, 0.1, 0.2}) {
      const double w = warped(hertz);
      const double band = (w * w - warped(0.01) * warped(0.1)) / (w * (warped(0.1) - warped(0.01)));
      const auto expected = [&](double ratio) { return 1.0 / std::sqrt(1.0 + std::pow(ratio, 2 * order)); };
      EXPECT_NEAR(gain(low_pass, hertz), expected(w / warped(0.1)), 1e-9);
      EXPECT_NEAR(gain(high_pass, hertz), expected(warped(0.01) / w), 1e-9);
      EXPECT_NEAR(gain(band_pass, hertz), expected(band), 1e-9);
    }
  }
}

TEST(Butterworth, HasHalfTheOrderOfSections)
{
  EXPECT_THAT(butterworth(2, low, high, tr), SizeIs(2));
  EXPECT_THAT(butterworth(3, low, high, tr), SizeIs(3));
  EXPECT_THAT(butterworth(5, low, {}, tr), SizeIs(3));
  EXPECT_THAT(butterworth(2, {}, {}, tr), IsEmpty());
}

TEST(Butterworth, RefusesACutOffAtOrBeyondNyquist)
{
  EXPECT_THAT(message_of<base::InputError>([] { butterworth(2, low, high, base::Seconds(5.0)); }),
              AllOf(HasSubstr("cut-off frequency does not fit the repetition time"),
                    HasSubstr("\"low_pass_hz\" is \"0.1\""), HasSubstr("Nyquist frequency 0.1 Hz")));
  EXPECT_THAT(message_of<base::InputError>([] { butterworth(2, base::Hertz(0.0), {}, tr); }),
              HasSubstr("\"high_pass_hz\""));
}

TEST(Butterworth, RefusesAnEmptyBandAndAnOrderBelowOne)
{
  EXPECT_THAT(message_of<base::UsageError>([] { butterworth(2, high, low, tr); }),
              AllOf(HasSubstr("the pass band is empty"), HasSubstr("denoise.high_pass_hz")));
  EXPECT_THAT(message_of<base::UsageError>([] { butterworth(0, low, high, tr); }), HasSubstr("filter order too small"));
}

}  // namespace
}  // namespace dmn::signal
