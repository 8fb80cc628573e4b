#include "report/svg_writer.hpp"

#include <cmath>
#include <set>
#include <utility>

#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/png_writer.hpp"

namespace dmn::report {
namespace {

std::string number_attribute(const char* name, double value)
{
  return std::string(" ") + name + "=\"" + coordinate(value) + "\"";
}

/// Writes marks as elements; `themed` says whether inks are classes or colours.
class MarkWriter {
 public:
  explicit MarkWriter(bool themed) : themed_(themed) {}

  std::string operator()(const Line& mark) const
  {
    return element("line",
                   number_attribute("x1", mark.from.x) + number_attribute("y1", mark.from.y) +
                       number_attribute("x2", mark.to.x) + number_attribute("y2", mark.to.y) + style(mark.style),
                   mark.note);
  }

  std::string operator()(const Box& mark) const
  {
    return element("rect",
                   number_attribute("x", mark.corner.x) + number_attribute("y", mark.corner.y) +
                       number_attribute("width", mark.width) + number_attribute("height", mark.height) +
                       style(mark.style),
                   mark.note);
  }

  std::string operator()(const Disc& mark) const
  {
    return element("circle",
                   number_attribute("cx", mark.centre.x) + number_attribute("cy", mark.centre.y) +
                       number_attribute("r", mark.radius) + style(mark.style),
                   mark.note);
  }

  std::string operator()(const Shape& mark) const
  {
    std::string path;
    for (const auto& point : mark.points)
      path += (path.empty() ? "M" : "L") + coordinate(point.x) + " " + coordinate(point.y);
    if (mark.closed) path += "Z";
    return element("path", " d=\"" + path + "\"" + style(mark.style), mark.note);
  }

  std::string operator()(const Dots& mark) const
  {
    std::set<std::pair<long, long>> places;
    std::string path;
    for (const auto& point : mark.points) {
      const std::pair place{std::lround(point.x * 10), std::lround(point.y * 10)};
      if (!places.insert(place).second) continue;
      path += "M" + coordinate(static_cast<double>(place.first) / 10) + " " +
              coordinate(static_cast<double>(place.second) / 10) + "h0";
    }
    const Style stroked{.stroke = mark.style.fill, .width = 2 * mark.radius, .opacity = mark.style.opacity};
    return element("path", " d=\"" + path + "\" stroke-linecap=\"round\"" + style(stroked), mark.note);
  }

  std::string operator()(const Words& mark) const
  {
    const char* anchor = mark.anchor == Anchor::middle ? "middle" : mark.anchor == Anchor::end ? "end" : "";
    std::string attributes = mark.upright ? " transform=\"translate(" + coordinate(mark.at.x) + " " +
                                                coordinate(mark.at.y) + ") rotate(-90)\""
                                          : number_attribute("x", mark.at.x) + number_attribute("y", mark.at.y);
    attributes += number_attribute("font-size", mark.size) + attribute("text-anchor", anchor);
    if (mark.bold) attributes += " font-weight=\"600\"";
    return "<text" + attributes + style({.fill = mark.paint}) + ">" + escape_html(mark.text) + "</text>";
  }

  std::string operator()(const Picture& mark) const
  {
    const std::string address = "data:image/png;base64," + base64(png(mark));
    return element("image",
                   number_attribute("x", mark.corner.x) + number_attribute("y", mark.corner.y) +
                       number_attribute("width", mark.width) + number_attribute("height", mark.height) +
                       " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"" + address + "\"",
                   mark.note);
  }

 private:
  std::string element(const std::string& name, const std::string& attributes, const Note& note) const
  {
    const std::string start = "<" + name + attributes + (themed_ ? note.data : "");
    if (!themed_ || note.title.empty()) return start + "/>";
    return start + "><title>" + escape_html(note.title) + "</title></" + name + ">";
  }

  std::string style(const Style& style) const
  {
    std::string classes;
    std::string attributes = paint("fill", style.fill, classes) + paint("stroke", style.stroke, classes);
    const bool stroked = style.stroke != Paint(Ink::none);
    if (stroked && style.width != 1) attributes += number_attribute("stroke-width", style.width);
    if (style.dashed) attributes += " stroke-dasharray=\"4 3\"";
    if (style.opacity != 1) attributes += number_attribute("opacity", style.opacity);
    return attribute("class", classes) + attributes;
  }

  std::string paint(const char* what, const Paint& paint, std::string& classes) const
  {
    const auto* ink = std::get_if<Ink>(&paint);
    const bool is_fill = std::string(what) == "fill";
    if (ink != nullptr && *ink == Ink::none) return is_fill ? " fill=\"none\"" : "";
    if (ink != nullptr && themed_) {
      classes += std::string(classes.empty() ? "" : " ") + (is_fill ? "f-" : "s-") + name_of(*ink);
      return "";
    }
    const Rgb colour = ink != nullptr ? paper_colour(*ink) : std::get<Rgb>(paint);
    return std::string(" ") + what + "=\"" + hex(colour) + "\"";
  }

  bool themed_;
};

std::string content(const Drawing& drawing, bool themed)
{
  std::string text;
  for (const auto& mark : drawing.marks) text += std::visit(MarkWriter(themed), mark) + (themed ? "" : "\n");
  return text;
}

std::string extent(const Drawing& drawing)
{
  return " viewBox=\"0 0 " + coordinate(drawing.width) + " " + coordinate(drawing.height) + "\"";
}

}  // namespace

std::string svg_element(const Drawing& drawing)
{
  return "<svg" + extent(drawing) + " role=\"img\"" +
         attribute("aria-label", drawing.title + ". " + drawing.description) + ">" + content(drawing, true) + "</svg>";
}

std::string svg_file(const Drawing& drawing)
{
  constexpr double margin = Drawing::file_margin;
  const double width = drawing.width + 2 * margin;
  const double height = drawing.height + 2 * margin;
  const std::string corner = coordinate(-margin) + " " + coordinate(-margin);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"" + corner + " " + coordinate(width) + " " +
         coordinate(height) + "\"" + number_attribute("width", width) + number_attribute("height", height) +
         " font-family=\"Helvetica, Arial, sans-serif\">\n<title>" + escape_html(drawing.title) + "</title>\n<desc>" +
         escape_html(drawing.description) + "</desc>\n<rect" + number_attribute("x", -margin) +
         number_attribute("y", -margin) + number_attribute("width", width) + number_attribute("height", height) +
         " fill=\"#ffffff\"/>\n" + content(drawing, false) + "</svg>\n";
}

}  // namespace dmn::report
