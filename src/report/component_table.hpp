#pragma once

#include <string>
#include <vector>

#include "inference/graph_components.hpp"
#include "inference/nbs.hpp"

namespace dmn::report {

/// The components of one direction and threshold, as observed.
struct ComponentsOfMap {
  std::string sign;  ///< `positive`, `negative`
  double tau = 0;
  std::vector<inference::Component> components = {};
  std::vector<inference::ComponentP> p = {};  ///< one a component
};

/// `group/<contrast>/components.tsv`: sign tau component n_edges n_nodes intensity p_extent p_intensity edges. A row a
/// component, most edges first; `edges` are 0-based rows of edges.tsv. p is one-sided: compare it with alpha/2.
std::string components_tsv(const std::vector<ComponentsOfMap>& maps);

}  // namespace dmn::report
