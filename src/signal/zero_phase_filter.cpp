#include "signal/zero_phase_filter.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

using RowArray = Eigen::Array<double, 1, Eigen::Dynamic>;

/// The two delay elements of a section (transposed direct form II), one value a column.
struct Delays {
  RowArray first;
  RowArray second;
};

double gain_at_zero(const SecondOrderSection& s)
{
  return (s.b0 + s.b1 + s.b2) / (1.0 + s.a1 + s.a2);
}

/// Delays that a constant input leaves unchanged.
std::vector<Delays> steady_state(const Sections& sections, const RowArray& input)
{
  std::vector<Delays> delays;
  double scale = 1.0;
  for (const auto& s : sections) {
    const double from_b1 = s.b1 - s.a1 * s.b0;
    const double from_b2 = s.b2 - s.a2 * s.b0;
    const double first = (from_b1 + from_b2) / (1.0 + s.a1 + s.a2);
    const double second = from_b2 - s.a2 * first;
    delays.push_back({scale * first * input, scale * second * input});
    scale *= gain_at_zero(s);
  }
  return delays;
}

/// One pass over all rows, from the first to the last or the other way round.
void filter_once(FrameMatrix& frames, const Sections& sections, bool forward)
{
  const Eigen::Index last = frames.rows() - 1;
  std::vector<Delays> delays = steady_state(sections, frames.row(forward ? 0 : last).array());
  RowArray output(frames.cols());
  for (Eigen::Index n = 0; n <= last; ++n) {
    auto row = frames.row(forward ? n : last - n).array();
    for (std::size_t k = 0; k < sections.size(); ++k) {
      const auto& s = sections[k];
      auto& [first, second] = delays[k];
      output = s.b0 * row + first;
      first = s.b1 * row - s.a1 * output + second;
      second = s.b2 * row - s.a2 * output;
      row = output;
    }
  }
}

FrameMatrix padded(const FrameMatrix& frames, Padding padding, Eigen::Index length)
{
  const Eigen::Index last = frames.rows() - 1;
  FrameMatrix longer(frames.rows() + 2 * length, frames.cols());
  longer.middleRows(length, frames.rows()) = frames;
  for (Eigen::Index n = 1; n <= length; ++n) {
    auto before = longer.row(length - n);
    auto after = longer.row(length + last + n);
    if (padding == Padding::odd) {
      before = 2.0 * frames.row(0) - frames.row(n);
      after = 2.0 * frames.row(last) - frames.row(last - n);
    } else {
      before = frames.row(0);
      after = frames.row(last);
    }
  }
  return longer;
}

}  // namespace

Eigen::Index default_padding(const Sections& sections)
{
  if (sections.empty()) return 0;
  const auto without_b2 = std::ranges::count(sections, 0.0, &SecondOrderSection::b2);
  const auto without_a2 = std::ranges::count(sections, 0.0, &SecondOrderSection::a2);
  return 3 * (2 * static_cast<Eigen::Index>(sections.size()) + 1 - std::min(without_b2, without_a2));
}

void filter_zero_phase(FrameMatrix& frames, const Sections& sections, Padding padding, Eigen::Index length)
{
  if (sections.empty() || frames.cols() == 0) return;
  if (length < 0 || length >= frames.rows()) {
    throw base::ShapeError("padding must be shorter than the signals",
                           {.field = "padding",
                            .expected = "less than " + std::to_string(frames.rows()),
                            .found = std::to_string(length)});
  }
  FrameMatrix longer = padded(frames, padding, length);
  filter_once(longer, sections, true);
  filter_once(longer, sections, false);
  frames = longer.middleRows(length, frames.rows());
}

}  // namespace dmn::signal
