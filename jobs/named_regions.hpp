#pragma once

#include <string>

#include "parcellation/roi_set.hpp"

namespace dmn::jobs {

/// Regions that are only names: those of ready-made series and matrices, which need no image.
parcellation::RoiSet named_regions(std::string name, connectivity::RoiTable rois);

}  // namespace dmn::jobs
