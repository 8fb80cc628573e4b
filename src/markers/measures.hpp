#pragma once

#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"
#include "connectivity/summaries.hpp"

namespace dmn::markers {

/// How much was fixed in advance about a measure of the profile.
enum class MeasureKind {
  confirmatory,  ///< M1 ... M8
  network,       ///< mean within or between networks
  subsystem,     ///< mean within or between subsystems of the network DMN
  exploratory,   ///< network DMN with one region or subsystem of interest
};

/// `confirmatory`, `network mean`, `DMN subsystem`, `exploratory`.
std::string words(MeasureKind kind);
/// @throws InputError for another word
MeasureKind parse_measure_kind(const std::string& text);

/// One number of a personal profile: a mean over edges.
struct Measure {
  connectivity::Summary summary;
  MeasureKind kind = MeasureKind::network;
};

/// Everything a profile shows, as far as the ROI set has the regions: M1 ... M8; network means;
/// `within_subsystem_<A>`, `between_subsystems_<A>_<B>` of the network DMN; `DMN_amygdala`, `DMN_hippocampus`,
/// `DMN_insula` (subsystems), `DMN_dACC`, `DMN_dlPFC` (regions) and `DMN_brainstem` (network Brainstem).
/// @param dropped  ROIs that leave every measure
/// @param kind     of the connectivity; in any but Fisher-z correlation M1 ... M8 are exploratory
/// @throws ShapeError when the table has not one row an ROI of the list
std::vector<Measure> profile_measures(const connectivity::RoiTable& rois, const connectivity::EdgeList& edges,
                                      const std::vector<int>& dropped, const std::string& kind);

}  // namespace dmn::markers
