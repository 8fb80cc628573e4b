#include "report/drawing.hpp"

namespace dmn::report {

const char* name_of(Ink ink)
{
  switch (ink) {
    case Ink::none:
      return "none";
    case Ink::text:
      return "text";
    case Ink::muted:
      return "muted";
    case Ink::line:
      return "line";
    case Ink::panel:
      return "panel";
    case Ink::paper:
      return "paper";
    case Ink::accent:
      return "accent";
    case Ink::band:
      return "band";
    case Ink::first:
      return "first";
    case Ink::second:
      return "second";
    case Ink::plate:
      return "plate";
  }
  return "none";
}

Rgb paper_colour(Ink ink)
{
  switch (ink) {
    case Ink::muted:
      return rgb("#57606a");
    case Ink::line:
      return rgb("#c4ccd4");
    case Ink::panel:
      return rgb("#f3f6f9");
    case Ink::paper:
    case Ink::none:
      return rgb("#ffffff");
    case Ink::accent:
      return rgb("#0b5cad");
    case Ink::band:
      return rgb("#b9d3ea");
    case Ink::first:
      return rgb("#b35806");
    case Ink::second:
      return rgb("#542788");
    case Ink::text:
    case Ink::plate:
      break;
  }
  return rgb("#1a1f24");
}

}  // namespace dmn::report
