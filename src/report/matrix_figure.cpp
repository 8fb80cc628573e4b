#include "report/matrix_figure.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.hpp"
#include "report/number_text.hpp"
#include "report/type_width.hpp"

namespace dmn::report {
namespace {

constexpr double label_size = 9.5;
constexpr double bar_width = 120;
constexpr double label_width = 58;   ///< as type_width() has it: a browser's type may be a quarter wider
constexpr double below_matrix = 76;  ///< to the colour bar

Picture picture_of(const MatrixFigure& figure)
{
  const auto n = static_cast<int>(figure.values.rows());
  Picture picture{.corner = matrix_corner,
                  .width = matrix_side,
                  .height = matrix_side,
                  .columns = n,
                  .rows = n,
                  .palette = figure.map.palette()};
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j)
      picture.cells.push_back(ColourMap::index_of(i == j ? 0 : figure.values(i, j), figure.limit));
  }
  return picture;
}

void add_networks(Drawing& drawing, const NetworkOrder& order)
{
  const double scale = matrix_side / static_cast<double>(order.rois.size());
  const double bottom = matrix_corner.y + matrix_side;
  const double right = matrix_corner.x + matrix_side;
  const Style border{.stroke = Ink::plate, .width = 0.5, .opacity = 0.55};
  double free_from = -1;
  for (std::size_t block = 0; block < order.names.size(); ++block) {
    const double from = scale * order.first[block];
    const double to =
        scale * (block + 1 < order.first.size() ? order.first[block + 1] : static_cast<int>(order.rois.size()));
    if (block > 0) {
      const double x = matrix_corner.x + from;
      const double y = matrix_corner.y + from;
      drawing.add(Line{.from = {x, matrix_corner.y}, .to = {x, bottom}, .style = border});
      drawing.add(Line{.from = {matrix_corner.x, y}, .to = {right, y}, .style = border});
    }
    const double middle = (from + to) / 2;
    if (middle - label_size / 2 < free_from) continue;
    free_from = middle + label_size / 2;
    const std::string name = shortened(order.names[block], label_size, label_width);
    drawing.add(Words{.at = {matrix_corner.x - 4, matrix_corner.y + middle + 3},
                      .text = name,
                      .size = label_size,
                      .anchor = Anchor::end,
                      .paint = Ink::muted});
    drawing.add(Words{.at = {matrix_corner.x + middle + 3, bottom + 4},
                      .text = name,
                      .size = label_size,
                      .anchor = Anchor::end,
                      .paint = Ink::muted,
                      .upright = true});
  }
}

void add_colour_bar(Drawing& drawing, const MatrixFigure& figure)
{
  const double y = matrix_corner.y + matrix_side + below_matrix;
  const double x = matrix_corner.x + (matrix_side - bar_width) / 2;
  Picture bar{
      .corner = {x, y}, .width = bar_width, .height = 10, .columns = 255, .rows = 1, .palette = figure.map.palette()};
  for (int k = 0; k < 255; ++k) bar.cells.push_back(static_cast<std::uint8_t>(k));
  drawing.add(std::move(bar));
  const int places = figure.limit < 0.1 ? 3 : 2;
  drawing.add(Words{.at = {x - 6, y + 9}, .text = fixed(-figure.limit, places), .size = 11, .anchor = Anchor::end});
  drawing.add(Words{.at = {x + bar_width + 6, y + 9}, .text = signed_fixed(figure.limit, places), .size = 11});
  drawing.add(Words{.at = {x + bar_width / 2, y + 24},
                    .text = figure.scale,
                    .size = 11,
                    .anchor = Anchor::middle,
                    .paint = Ink::muted});
}

}  // namespace

bool is_default_mode(const std::string& network)
{
  static const std::set<std::string> names{
      "dmn", "dmnet", "dmnetwork", "default", "defaultmode", "defaultmodenetwork", "defaultnetwork"};
  std::string bare;
  for (const char letter : base::lower(network)) {
    if (std::isalpha(static_cast<unsigned char>(letter)) != 0) bare += letter;
  }
  return names.contains(bare);
}

NetworkOrder network_order(const connectivity::RoiTable& rois, const std::vector<bool>& kept)
{
  std::map<std::pair<int, std::string>, std::vector<int>> blocks;
  for (std::size_t r = 0; r < rois.size(); ++r) {
    if (!kept.empty() && !kept[r]) continue;
    const bool none = base::is_missing(rois[r].network) || base::lower(rois[r].network) == "none";
    const int rank = none ? 2 : is_default_mode(rois[r].network) ? 0 : 1;
    blocks[{rank, none ? "none" : rois[r].network}].push_back(static_cast<int>(r));
  }
  NetworkOrder order;
  for (const auto& [key, members] : blocks) {
    order.names.push_back(key.second);
    order.first.push_back(static_cast<int>(order.rois.size()));
    order.rois.insert(order.rois.end(), members.begin(), members.end());
  }
  return order;
}

Drawing matrix_figure(const MatrixFigure& figure, const NetworkOrder& order)
{
  Drawing drawing{.width = matrix_corner.x + matrix_side + 4,
                  .height = matrix_corner.y + matrix_side + below_matrix + 28,
                  .title = figure.title,
                  .description = figure.description};
  drawing.add(picture_of(figure));
  add_networks(drawing, order);
  drawing.add(Box{.corner = matrix_corner,
                  .width = matrix_side,
                  .height = matrix_side,
                  .style = {.stroke = Ink::muted, .width = 0.8}});
  add_colour_bar(drawing, figure);
  return drawing;
}

}  // namespace dmn::report
