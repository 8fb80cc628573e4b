#include "signal/respiration_filter.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr base::Seconds fast(0.8);
constexpr base::Seconds slow(2.0);

TEST(RespirationFilter, TurnsBreathsAMinuteIntoHertz)
{
  const auto filter = respiration_filter(FdFilter::notch, {12, 18}, fast);

  EXPECT_THAT(filter.band_hz, ElementsAre(DoubleNear(0.2, 1e-15), DoubleNear(0.3, 1e-15)));
  EXPECT_THAT(filter.warnings, IsEmpty());
}

TEST(RespirationFilter, FoldsFrequenciesAboveNyquistAndSaysSo)
{
  const auto filter = respiration_filter(FdFilter::lowpass, {20}, slow);

  EXPECT_THAT(filter.band_hz, ElementsAre(DoubleNear(1.0 / 6.0, 1e-15)));
  EXPECT_THAT(filter.warnings,
              ElementsAre(HasSubstr("breathing at 20 breaths a minute is above the Nyquist frequency 0.25 Hz")));
}

TEST(RespirationFilter, RefusesABandThatDoesNotFit)
{
  const auto message = [](FdFilter type, const std::vector<double>& band) {
    return message_of<base::UsageError>([&] { respiration_filter(type, band, fast); });
  };
  EXPECT_THAT(message(FdFilter::lowpass, {}),
              AllOf(HasSubstr("breathing band does not fit the filter"), HasSubstr("one cut-off")));
  EXPECT_THAT(message(FdFilter::lowpass, {6, 12}), HasSubstr("\"6,12\""));
  EXPECT_THAT(message(FdFilter::lowpass, {-6}), HasSubstr("one cut-off"));
  EXPECT_THAT(message(FdFilter::notch, {12}), HasSubstr("two increasing frequencies"));
  EXPECT_THAT(message(FdFilter::notch, {18, 12}), HasSubstr("two increasing frequencies"));
}

TEST(RespirationFilter, RefusesABandThatFoldingLeavesEmpty)
{
  EXPECT_THAT(
      message_of<base::InputError>([] {
        respiration_filter(FdFilter::notch, {12, 18}, slow);
      }),
      AllOf(HasSubstr("breathing cannot be filtered at this repetition time"), HasSubstr("Nyquist frequency 0.25 Hz")));
  EXPECT_THAT(message_of<base::InputError>([] { respiration_filter(FdFilter::lowpass, {30}, slow); }),
              HasSubstr("breathing cannot be filtered"));
}

TEST(FilterRespiration, LeavesAStillHeadWhereItIs)
{
  for (const auto& [type, band] : {std::pair(FdFilter::lowpass, std::vector<double>{6}),
                                   std::pair(FdFilter::notch, std::vector<double>{12, 18})}) {
    FrameMatrix motion = FrameMatrix::Constant(30, 6, 0.7);
    filter_respiration(motion, type, respiration_filter(type, band, fast), fast);
    EXPECT_LT((motion.array() - 0.7).abs().maxCoeff(), 1e-12);
  }
}

TEST(FilterRespiration, TakesASingleVolume)
{
  FrameMatrix motion = FrameMatrix::Constant(1, 6, 0.7);
  filter_respiration(motion, FdFilter::lowpass, respiration_filter(FdFilter::lowpass, {6}, fast), fast);
  EXPECT_LT((motion.array() - 0.7).abs().maxCoeff(), 1e-12);
}

}  // namespace
}  // namespace dmn::signal
