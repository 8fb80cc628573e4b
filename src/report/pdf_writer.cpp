#include "report/pdf_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <utility>

#include "report/number_text.hpp"
#include "report/type_width.hpp"

namespace dmn::report {
namespace {

constexpr double points_a_unit = 0.75;
constexpr double quarter_circle = 0.5522847498307936;  ///< control points of a Bezier arc of 90 degrees

std::string text_of(double value)
{
  return coordinate(value);
}

bool is_drawn(const Paint& paint)
{
  return paint != Paint(Ink::none);
}

std::string colour(const Paint& paint, const char* operation)
{
  const auto* ink = std::get_if<Ink>(&paint);
  const Rgb rgb = ink != nullptr ? paper_colour(*ink) : std::get<Rgb>(paint);
  return fmt::format("{:.3f} {:.3f} {:.3f} {}\n", rgb.red / 255.0, rgb.green / 255.0, rgb.blue / 255.0, operation);
}

std::string literal(const std::string& text)
{
  std::string escaped = "(";
  for (const char byte : windows_1252(text)) {
    if (byte == '(' || byte == ')' || byte == '\\') escaped += '\\';
    escaped += byte == '\n' || byte == '\r' ? ' ' : byte;
  }
  return escaped + ")";
}

/// Writes marks as operators of a content stream whose y axis points down; remembers opacities and pictures.
class PageWriter {
 public:
  void operator()(const Line& mark) { stroke(move_to(mark.from) + line_to(mark.to), mark.style); }

  void operator()(const Box& mark)
  {
    paint(text_of(mark.corner.x) + " " + text_of(mark.corner.y) + " " + text_of(mark.width) + " " +
              text_of(mark.height) + " re\n",
          mark.style);
  }

  void operator()(const Disc& mark) { paint(circle(mark.centre, mark.radius), mark.style); }

  void operator()(const Shape& mark)
  {
    std::string path;
    for (const auto& point : mark.points) path += path.empty() ? move_to(point) : line_to(point);
    paint(path + (mark.closed ? "h\n" : ""), mark.style);
  }

  void operator()(const Dots& mark)
  {
    std::set<std::pair<long, long>> places;
    std::string path;
    for (const auto& point : mark.points) {
      if (!places.insert({std::lround(point.x * 10), std::lround(point.y * 10)}).second) continue;
      path += move_to(point) + line_to(point);
    }
    const Style round{.stroke = mark.style.fill, .width = 2 * mark.radius, .opacity = mark.style.opacity};
    stroke("1 J\n" + path, round);
  }

  void operator()(const Words& mark)
  {
    const double width = type_width(mark.text, mark.size, mark.bold);
    const double shift = mark.anchor == Anchor::end ? width : mark.anchor == Anchor::middle ? width / 2 : 0;
    content_ += "q\n" + colour(mark.paint, "rg") + "BT\n/" + (mark.bold ? "B " : "R ") + text_of(mark.size) + " Tf\n";
    content_ += mark.upright ? fmt::format("0 -1 -1 0 {} {} Tm\n", text_of(mark.at.x), text_of(mark.at.y + shift))
                             : fmt::format("1 0 0 -1 {} {} Tm\n", text_of(mark.at.x - shift), text_of(mark.at.y));
    content_ += literal(mark.text) + " Tj\nET\nQ\n";
  }

  void operator()(const Picture& mark)
  {
    content_ += fmt::format("q\n{} 0 0 {} {} {} cm\n/P{} Do\nQ\n", text_of(mark.width), text_of(-mark.height),
                            text_of(mark.corner.x), text_of(mark.corner.y + mark.height), pictures_.size());
    pictures_.push_back(&mark);
  }

  const std::string& content() const { return content_; }
  const std::vector<const Picture*>& pictures() const { return pictures_; }

  std::string opacities() const
  {
    std::string text;
    for (const int percent : opacities_)
      text += fmt::format("/O{0} << /CA {1:.2f} /ca {1:.2f} >> ", percent, percent / 100.0);
    return text;
  }

 private:
  static std::string move_to(const Point& to) { return text_of(to.x) + " " + text_of(to.y) + " m\n"; }
  static std::string line_to(const Point& to) { return text_of(to.x) + " " + text_of(to.y) + " l\n"; }

  static std::string circle(const Point& centre, double radius)
  {
    const double c = radius * quarter_circle;
    std::string path = move_to({centre.x + radius, centre.y});
    double x = 1;
    double y = 0;
    for (int quarter = 0; quarter < 4; ++quarter) {
      const double next_x = -y;
      const double next_y = x;
      const auto put = [&](double px, double py) {
        path += text_of(centre.x + px) + " " + text_of(centre.y + py) + " ";
      };
      put(x * radius + next_x * c, y * radius + next_y * c);
      put(next_x * radius + x * c, next_y * radius + y * c);
      put(next_x * radius, next_y * radius);
      path += "c\n";
      x = next_x;
      y = next_y;
    }
    return path + "h\n";
  }

  std::string state(const Style& style)
  {
    std::string text = "q\n";
    if (style.opacity < 1) {
      const int percent = static_cast<int>(std::lround(style.opacity * 100));
      opacities_.insert(percent);
      text += fmt::format("/O{} gs\n", percent);
    }
    if (is_drawn(style.stroke)) text += colour(style.stroke, "RG") + text_of(style.width) + " w\n";
    if (is_drawn(style.fill)) text += colour(style.fill, "rg");
    return text + (style.dashed ? "[4 3] 0 d\n" : "");
  }

  void stroke(const std::string& path, const Style& style) { content_ += state(style) + path + "S\nQ\n"; }

  void paint(const std::string& path, const Style& style)
  {
    const char* operation =
        is_drawn(style.fill) ? (is_drawn(style.stroke) ? "B\n" : "f\n") : (is_drawn(style.stroke) ? "S\n" : "n\n");
    content_ += state(style) + path + operation + "Q\n";
  }

  std::string content_;
  std::set<int> opacities_;
  std::vector<const Picture*> pictures_;
};

std::string stream(const std::string& dictionary, const std::string& bytes)
{
  return fmt::format("<< {}/Length {} >>\nstream\n", dictionary, bytes.size()) + bytes + "\nendstream";
}

std::string picture_object(const Picture& picture)
{
  std::string palette;
  for (const auto& colour : picture.palette)
    palette += fmt::format("{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
  return stream(fmt::format("/Type /XObject /Subtype /Image /Width {} /Height {} /BitsPerComponent 8 /ColorSpace "
                            "[/Indexed /DeviceRGB {} <{}>] ",
                            picture.columns, picture.rows, picture.palette.size() - 1, palette),
                {picture.cells.begin(), picture.cells.end()});
}

std::string font_object(const char* name)
{
  return fmt::format("<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>", name);
}

std::string assembled(const std::vector<std::string>& objects)
{
  std::string file = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n";
  std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
  for (std::size_t k = 0; k < objects.size(); ++k) {
    table += fmt::format("{:010} 00000 n \n", file.size());
    file += fmt::format("{} 0 obj\n", k + 1) + objects[k] + "\nendobj\n";
  }
  const std::size_t table_at = file.size();
  return file + table +
         fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, table_at);
}

}  // namespace

std::string pdf_file(const Drawing& drawing)
{
  PageWriter page;
  for (const auto& mark : drawing.marks) std::visit(page, mark);

  constexpr int first_picture = 7;
  std::string pictures;
  for (std::size_t k = 0; k < page.pictures().size(); ++k)
    pictures += fmt::format("/P{} {} 0 R ", k, static_cast<std::size_t>(first_picture) + k);
  const double width = (drawing.width + 2 * Drawing::file_margin) * points_a_unit;
  const double height = (drawing.height + 2 * Drawing::file_margin) * points_a_unit;
  const double margin = Drawing::file_margin * points_a_unit;
  const std::string turned =
      fmt::format("{0} 0 0 -{0} {1} {2} cm\n", text_of(points_a_unit), text_of(margin), text_of(height - margin));
  std::vector<std::string> objects{
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Contents 4 0 R /Resources << /Font << /R 5 0 R "
                  "/B 6 0 R >> /ExtGState << {}>> /XObject << {}>> >> >>",
                  text_of(width), text_of(height), page.opacities(), pictures),
      stream("", turned + page.content()),
      font_object("Helvetica"),
      font_object("Helvetica-Bold")};
  for (const auto* picture : page.pictures()) objects.push_back(picture_object(*picture));
  return assembled(objects);
}

}  // namespace dmn::report
