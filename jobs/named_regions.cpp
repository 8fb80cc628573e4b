#include "named_regions.hpp"

#include <fmt/format.h>

#include <utility>

namespace dmn::jobs {

parcellation::RoiSet named_regions(std::string name, connectivity::RoiTable rois)
{
  parcellation::RoiSet set;
  set.name = std::move(name);
  set.rois = std::move(rois);
  set.content = "regions\n";
  for (const auto& roi : set.rois) set.content += fmt::format("{}\t{}\t{}\n", roi.label, roi.network, roi.subsystem);
  return set;
}

}  // namespace dmn::jobs
