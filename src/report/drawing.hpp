#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "report/colour_map.hpp"

namespace dmn::report {

/// What a mark means, so that light, dark and printed pages can each give it a colour of their own.
enum class Ink {
  none,
  text,
  muted,   ///< secondary text
  line,    ///< axes, grids, frames
  panel,   ///< quiet areas
  paper,   ///< the background
  accent,  ///< what belongs to no group
  band,    ///< ranges
  first,   ///< orange: the first group of the contrast, or an increase
  second,  ///< purple: the second group, or a decrease
  plate    ///< text on coloured cells: dark in every theme
};

/// `text`, `first`: the name of a style class.
const char* name_of(Ink ink);
/// On white paper.
Rgb paper_colour(Ink ink);

/// An ink or a colour of its own.
using Paint = std::variant<Ink, Rgb>;

struct Style {
  Paint fill = Ink::none;
  Paint stroke = Ink::none;
  double width = 1;
  double opacity = 1;
  bool dashed = false;
};

struct Point {
  double x = 0;
  double y = 0;
};

/// What the page's script and pointer find at a mark. `data` holds ready attributes: ` data-t="4.2"`.
struct Note {
  std::string title = {};
  std::string data = {};
};

struct Line {
  Point from;
  Point to;
  Style style;
  Note note = {};
};

struct Box {
  Point corner;
  double width = 0;
  double height = 0;
  Style style;
  Note note = {};
};

struct Disc {
  Point centre;
  double radius = 1;
  Style style;
  Note note = {};
};

struct Shape {
  std::vector<Point> points;
  bool closed = false;
  Style style;
  Note note = {};
};

/// Many equal dots as one mark; dots that fall on the same tenth of a unit are drawn once.
struct Dots {
  std::vector<Point> points;
  double radius = 1;
  Style style;  ///< of the fill
  Note note = {};
};

enum class Anchor { start, middle, end };

struct Words {
  Point at;  ///< on the base line
  std::string text;
  double size = 12;
  Anchor anchor = Anchor::start;
  Paint paint = Ink::text;
  bool bold = false;
  bool upright = false;  ///< turned by 90 degrees, reading from below
};

/// One colour index a cell, row-major from the top.
struct Picture {
  Point corner;
  double width = 0;
  double height = 0;
  int columns = 0;
  int rows = 0;
  std::vector<std::uint8_t> cells;
  std::vector<Rgb> palette;  ///< at most 256
  Note note = {};
};

using Mark = std::variant<Line, Box, Disc, Shape, Dots, Words, Picture>;

/// A figure in units of CSS pixels, y downwards: written as SVG into a page, as an SVG file or as PDF.
struct Drawing {
  static constexpr double file_margin = 12;  ///< around a drawing that is a file of its own

  double width = 0;
  double height = 0;
  std::string title;        ///< what it is
  std::string description;  ///< what it shows, for those who do not see it
  std::vector<Mark> marks = {};

  template <class M>
  Drawing& add(M mark)
  {
    marks.emplace_back(std::move(mark));
    return *this;
  }
};

}  // namespace dmn::report
