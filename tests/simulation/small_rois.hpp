#pragma once

#include "connectivity/roi.hpp"

namespace dmn::simulation::testing {

/// Eight regions of three networks, two of them left and right partners.
inline connectivity::RoiTable small_rois()
{
  const auto roi = [](const char* label, const char* network, const char* subsystem, double x, double y, double z) {
    return connectivity::Roi{.label = label,
                             .network = network,
                             .subsystem = subsystem,
                             .hemisphere = x < 0 ? "L" : "R",
                             .xyz_mm = {x, y, z},
                             .radius_mm = 5};
  };
  return {roi("aMPFC_L", "DMN", "core", -6, 52, -2),
          roi("PCC_L", "DMN", "core", -8, -56, 26),
          roi("pIPL_L", "DMN", "medial_temporal", -44, -74, 32),
          roi("pIPL_R", "DMN", "medial_temporal", 44, -74, 32),
          roi("dACC", "Salience", "cingulate", 4, 22, 35),
          roi("aINS_L", "Salience", "insula", -36, 18, 2),
          roi("aINS_R", "Salience", "insula", 38, 21, -1),
          roi("V1med", "Visual", "medial", 2, -79, 12)};
}

}  // namespace dmn::simulation::testing
