#include "report/marching_squares.hpp"

#include <array>
#include <map>
#include <utility>

namespace dmn::report {
namespace {

/// A crossing of the contour with the side between two neighbouring cells: the lower or left cell, and 0 for the side
/// to its right, 1 for the one above.
using Side = std::pair<int, int>;

/// Steps from crossing to crossing, the inside to the left.
class Squares {
 public:
  /// @param value  of a cell, above 0 inside; cells from -1 to `cells` are asked for
  Squares(int cells, std::function<double(int, int)> value) : cells_(cells), value_(std::move(value))
  {
    for (int row = -1; row < cells_; ++row) {
      for (int column = -1; column < cells_; ++column) link(column, row);
    }
  }

  /// Closed lines in units of cells.
  std::vector<std::vector<Point>> rings()
  {
    std::vector<std::vector<Point>> rings;
    while (!links_.empty()) {
      std::vector<Point> ring;
      Side at = links_.begin()->first;
      for (auto next = links_.find(at); next != links_.end(); next = links_.find(at)) {
        ring.push_back(crossings_.at(at));
        at = next->second;
        links_.erase(next);
      }
      rings.push_back(std::move(ring));
    }
    return rings;
  }

 private:
  Side crossing(int column, int row, bool upwards)
  {
    const Side side{(row + 1) * (cells_ + 2) + column + 1, upwards ? 1 : 0};
    const double a = value_(column, row);
    const double b = upwards ? value_(column, row + 1) : value_(column + 1, row);
    const double share = a / (a - b);
    crossings_[side] = {.x = column + 0.5 + (upwards ? 0 : share), .y = row + 0.5 + (upwards ? share : 0)};
    return side;
  }

  void link(int column, int row)
  {
    const auto bit = [&](int dx, int dy, int worth) { return value_(column + dx, row + dy) > 0 ? worth : 0; };
    const int code = bit(0, 0, 1) + bit(1, 0, 2) + bit(1, 1, 4) + bit(0, 1, 8);
    if (code == 0 || code == 15) return;
    enum Way { south, east, north, west };
    // From and to, twice where opposite corners are inside; by corners inside: south-west 1, south-east 2,
    // north-east 4.
    static constexpr int none = -1;
    static constexpr std::array<std::array<int, 4>, 16> steps{{{none, none, none, none},
                                                               {south, west, none, none},
                                                               {east, south, none, none},
                                                               {east, west, none, none},
                                                               {north, east, none, none},
                                                               {south, west, north, east},
                                                               {north, south, none, none},
                                                               {north, west, none, none},
                                                               {west, north, none, none},
                                                               {south, north, none, none},
                                                               {east, south, west, north},
                                                               {east, north, none, none},
                                                               {west, east, none, none},
                                                               {south, east, none, none},
                                                               {west, south, none, none},
                                                               {none, none, none, none}}};
    const auto side = [&](int way) {
      if (way == south) return crossing(column, row, false);
      if (way == north) return crossing(column, row + 1, false);
      return crossing(way == east ? column + 1 : column, row, true);
    };
    const auto& step = steps.at(static_cast<std::size_t>(code));
    links_[side(step[0])] = side(step[1]);
    if (step[2] != none) links_[side(step[2])] = side(step[3]);
  }

  int cells_;
  std::function<double(int, int)> value_;
  std::map<Side, Side> links_;
  std::map<Side, Point> crossings_;
};

}  // namespace

std::vector<std::vector<Point>> zero_lines(int cells, const std::function<double(int, int)>& value)
{
  return Squares(cells, value).rings();
}

}  // namespace dmn::report
