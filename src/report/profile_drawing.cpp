#include "report/profile_drawing.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "report/number_text.hpp"

namespace dmn::report {
namespace {

constexpr double z_95 = 1.96;
constexpr double shortest_axis = 3;

/// Where things stand, in CSS pixels.
struct Layout {
  double width;
  double left;   ///< of the axis
  double right;  ///< of the axis
  double row_height;
  double first_row;
  double label_rise;  ///< of the label above the row's middle; 0 beside it
  double text_size;
  bool has_numbers_beside;
};

Layout layout_of(Width width)
{
  if (width == Width::wide) return {760, 270, 610, 26, 40, 0, 13, true};
  return {360, 14, 346, 44, 46, 14, 13, false};
}

constexpr std::size_t longest_label = 38;

/// What fits beside the axis; cut between characters of UTF-8.
std::string shortened(const std::string& label)
{
  if (label.size() <= longest_label) return label;
  std::size_t end = longest_label;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xC0U) == 0x80U) --end;
  return label.substr(0, end) + "…";
}

double percentile(double z)
{
  return 50.0 * std::erfc(-z / std::numbers::sqrt2);
}

std::string rounded(double percent)
{
  if (percent < 0.5) return "< 1";
  if (percent > 99.5) return "> 99";
  return fixed(percent, 0);
}

double end_of_axis(const CardSection& section)
{
  double end = shortest_axis;
  for (const auto& row : section.rows) {
    for (const double z : {row.z, row.z_low, row.z_high}) {
      if (!std::isnan(z)) end = std::max(end, std::ceil(std::abs(z) + 0.2));
    }
  }
  return end;
}

class Plot {
 public:
  Plot(const CardSection& section, Width width)
      : section_(section), layout_(layout_of(width)), end_(end_of_axis(section))
  {
    drawing_.width = layout_.width;
    bottom_ = layout_.first_row + layout_.row_height * static_cast<double>(section.rows.size());
    drawing_.height = bottom_ + 28;
    drawing_.title = section.question.substr(0, section.question.find('?'));
    drawing_.description = description();
  }

  Drawing draw()
  {
    draw_axis();
    for (std::size_t row = 0; row < section_.rows.size(); ++row) draw_row(section_.rows[row], middle_of(row));
    return drawing_;
  }

 private:
  double x(double z) const { return layout_.left + (z + end_) / (2 * end_) * (layout_.right - layout_.left); }

  double middle_of(std::size_t row) const
  {
    return layout_.first_row + layout_.row_height * (static_cast<double>(row) + 0.5) + layout_.label_rise / 2;
  }

  std::string description() const
  {
    std::string text = "Position of each measure among controls, as z. ";
    for (const auto& row : section_.rows) {
      text += row.label + ": ";
      text += std::isnan(row.z) ? "withheld. "
                                : "z " + signed_fixed(row.z, 2) + ", percentile " + percentile_text(row) + ". ";
    }
    return text;
  }

  void draw_axis()
  {
    const double top = layout_.first_row - 6;
    drawing_.add(Box{{x(-z_95), top}, x(z_95) - x(-z_95), bottom_ - top, {.fill = Ink::band}});
    drawing_.add(Words{{x(0), top - 8}, "middle 95 % of controls", 12, Anchor::middle, Ink::muted});
    const double step = end_ > 6 ? std::ceil(end_ / 4) : 1;
    for (double z = -std::floor(end_ / step) * step; z <= end_; z += step) {
      drawing_.add(Line{{x(z), top}, {x(z), bottom_}, {.stroke = z == 0 ? Ink::muted : Ink::line}});
      drawing_.add(Words{{x(z), bottom_ + 16}, z == 0 ? "0" : signed_fixed(z, 0), 12, Anchor::middle, Ink::muted});
    }
    if (!layout_.has_numbers_beside) return;
    drawing_.add(Words{{layout_.left - 26, bottom_ + 16}, "z", 12, Anchor::end, Ink::muted});
    drawing_.add(Words{{layout_.right + 14, top - 8}, "percentile [95 %]", 12, Anchor::start, Ink::muted});
  }

  void draw_row(const CardRow& row, double y)
  {
    draw_words(row, y);
    if (std::isnan(row.z)) return;
    const Style stroke{.stroke = Ink::accent, .width = 2, .dashed = !row.adjusted_for_site};
    if (!std::isnan(row.z_low)) drawing_.add(Line{{x(row.z_low), y}, {x(row.z_high), y}, stroke});
    drawing_.add(Disc{{x(row.z), y},
                      5,
                      {.fill = row.adjusted_for_site ? Ink::accent : Ink::paper, .stroke = Ink::accent, .width = 2},
                      {.title = row.label + ": z " + signed_fixed(row.z, 2)}});
  }

  void draw_words(const CardRow& row, double y)
  {
    const std::string place = std::isnan(row.z) ? "withheld" : percentile_text(row);
    const double size = layout_.text_size;
    if (layout_.has_numbers_beside) {
      drawing_.add(Words{{0, y + 4.5}, shortened(row.label), size});
      drawing_.add(
          Words{{layout_.right + 14, y + 4.5}, place, size, Anchor::start, std::isnan(row.z) ? Ink::muted : Ink::text});
      return;
    }
    const double base = y - layout_.label_rise;
    drawing_.add(Words{{layout_.left, base}, shortened(row.label), size});
    drawing_.add(Words{
        {layout_.right, base}, std::isnan(row.z) ? place : rounded(percentile(row.z)), size, Anchor::end, Ink::muted});
  }

  const CardSection& section_;
  Layout layout_;
  double end_;
  double bottom_ = 0;
  Drawing drawing_;
};

}  // namespace

std::string percentile_text(const CardRow& row)
{
  if (std::isnan(row.z)) return "n/a";
  const std::string place = rounded(percentile(row.z));
  if (std::isnan(row.z_low)) return place;
  return place + " [" + rounded(percentile(row.z_low)) + ", " + rounded(percentile(row.z_high)) + "]";
}

Drawing profile_drawing(const CardSection& section, Width width)
{
  return Plot(section, width).draw();
}

}  // namespace dmn::report
