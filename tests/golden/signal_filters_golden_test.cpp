// Filters and spline against scipy: signal_filters/SOURCE.md.
#include <cmath>
#include <map>

#include "signal/butterworth.hpp"
#include "signal/respiration_filter.hpp"
#include "signal/spline.hpp"
#include "signal/zero_phase_filter.hpp"
#include "signal_golden.hpp"

namespace dmn::signal {
namespace {

const path filters = golden / "signal_filters";
constexpr double design_tolerance = 1e-12;
constexpr double filter_tolerance = 1e-9;
constexpr double respiration_tolerance = 1e-10;
constexpr double spline_tolerance = 1e-12;

Eigen::MatrixXd table(const std::string& name)
{
  return files::read_text_matrix(filters / (name + ".tsv")).values;
}

std::optional<base::Hertz> present(double hertz)
{
  return std::isnan(hertz) ? std::nullopt : std::optional(base::Hertz(hertz));
}

/// Columns of designs.tsv: design, order, high-pass, low-pass, TR, then the section.
struct Design {
  Sections expected;
  Sections ours;
};

std::map<int, Design> designs()
{
  std::map<int, Design> all;
  const Eigen::MatrixXd rows = table("designs");
  for (const auto& row : rows.rowwise()) {
    Design& design = all[static_cast<int>(row(0))];
    design.ours = butterworth(static_cast<int>(row(1)), present(row(2)), present(row(3)), base::Seconds(row(4)));
    design.expected.push_back({row(5), row(6), row(7), row(8), row(9)});
  }
  return all;
}

TEST(ScipyButterworth, HasTheSameSections)
{
  const auto all = designs();

  ASSERT_EQ(all.size(), 33U);
  for (const auto& [number, design] : all) {
    ASSERT_EQ(design.ours.size(), design.expected.size()) << "design " << number;
    for (std::size_t k = 0; k < design.ours.size(); ++k) {
      const auto& ours = design.ours[k];
      const auto& expected = design.expected[k];
      EXPECT_NEAR(ours.b0, expected.b0, design_tolerance) << "design " << number;
      EXPECT_NEAR(ours.b1, expected.b1, design_tolerance) << "design " << number;
      EXPECT_NEAR(ours.b2, expected.b2, design_tolerance) << "design " << number;
      EXPECT_NEAR(ours.a1, expected.a1, design_tolerance) << "design " << number;
      EXPECT_NEAR(ours.a2, expected.a2, design_tolerance) << "design " << number;
    }
  }
}

TEST(ScipySosfiltfilt, GivesTheSameSeries)
{
  const auto all = designs();
  for (const int number : {0, 2, 4, 6, 8, 10, 18, 30}) {
    FrameMatrix frames = table("series");
    const Sections& sections = all.at(number).ours;

    filter_zero_phase(frames, sections, Padding::odd, default_padding(sections));

    SCOPED_TRACE(number);
    expect_close(frames, table("filtered_" + std::to_string(number)), filter_tolerance);
  }
}

TEST(XcpdMotionFilter, GivesTheSameMotion)
{
  struct Case {
    FdFilter type;
    std::vector<double> band;
    double tr;
  };
  const std::vector<Case> cases = {{FdFilter::lowpass, {6}, 0.72},
                                   {FdFilter::notch, {12, 18}, 0.72},
                                   {FdFilter::lowpass, {20}, 2.0},
                                   {FdFilter::notch, {16, 22}, 2.0}};
  for (std::size_t k = 0; k < cases.size(); ++k) {
    FrameMatrix motion = table("motion");
    const base::Seconds tr(cases[k].tr);

    filter_respiration(motion, cases[k].type, respiration_filter(cases[k].type, cases[k].band, tr), tr);

    SCOPED_TRACE(k);
    expect_close(motion, table("respiration_" + std::to_string(k)), respiration_tolerance);
  }
}

TEST(ScipyCubicSpline, GivesTheSameSeries)
{
  const Eigen::MatrixXd rows = table("kept");
  std::vector<Eigen::Index> kept;
  for (Eigen::Index k = 0; k < rows.size(); ++k) kept.push_back(static_cast<Eigen::Index>(rows(k)));
  FrameMatrix frames = table("series");

  interpolate_censored(frames, kept);

  expect_close(frames, table("interpolated"), spline_tolerance);
}

}  // namespace
}  // namespace dmn::signal
