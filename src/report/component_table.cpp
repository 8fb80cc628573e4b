#include "report/component_table.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/tsv_writer.hpp"

namespace dmn::report {
namespace {

std::string joined_edges(const inference::Component& component)
{
  std::vector<std::string> edges;
  for (const Eigen::Index edge : component.edges) edges.push_back(fmt::format("{}", edge));
  return base::join(edges, ";");
}

}  // namespace

std::string components_tsv(const std::vector<ComponentsOfMap>& maps)
{
  Eigen::Index n_rows = 0;
  for (const auto& map : maps) n_rows += static_cast<Eigen::Index>(map.components.size());
  std::vector<std::string> sign;
  std::vector<std::string> edges;
  Eigen::MatrixXi whole(n_rows, 3);
  Eigen::MatrixXd numbers(n_rows, 4);
  Eigen::Index row = 0;
  for (const auto& map : maps) {
    for (std::size_t k = 0; k < map.components.size(); ++k, ++row) {
      const auto& component = map.components[k];
      sign.push_back(map.sign);
      edges.push_back(joined_edges(component));
      whole.row(row) << static_cast<int>(k) + 1, static_cast<int>(component.edges.size()), component.n_nodes;
      numbers.row(row) << map.tau, component.intensity, map.p[k].extent, map.p[k].intensity;
    }
  }
  TsvWriter table;
  table.strings("sign", std::move(sign)).numbers("tau", numbers.col(0));
  table.integers("component", whole.col(0)).integers("n_edges", whole.col(1)).integers("n_nodes", whole.col(2));
  table.numbers("intensity", numbers.col(1)).numbers("p_extent", numbers.col(2)).numbers("p_intensity", numbers.col(3));
  return table.strings("edges", std::move(edges)).text();
}

}  // namespace dmn::report
