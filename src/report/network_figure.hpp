#pragma once

#include <string>
#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

/// One pair of networks.
struct NetworkCell {
  int row = 0;     ///< position in `networks`
  int column = 0;  ///< not above `row`
  double effect;   ///< mean difference of the block's edges; NaN: not tested
  int edges = 0;   ///< edges of the findings in it
  std::string title;
};

/// Triangle of networks: hue = direction, opacity = size of the mean difference, number = edges found in the block.
/// @param unit  what the effect is, for the scale below
Drawing network_figure(const std::string& title, const std::string& unit, const std::vector<std::string>& networks,
                       const std::vector<NetworkCell>& cells);

}  // namespace dmn::report
