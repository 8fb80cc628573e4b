#pragma once

#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"

namespace dmn::simulation {

/// What an effect on connectivity depends on. The number it is multiplied by for one participant:
/// group: 1 for patients, 0 for controls; age: decades from 45 years; sex: 1 for F, 0 for M;
/// pain: SDs from the mean of patients, 0 for controls; depression: SDs from the mean of the participant's group;
/// session: sessions since the first; progress: the same for patients, 0 for controls;
/// neuropathic, persistent: 1 for patients of that subtype or with that later outcome, else 0.
enum class Variable { group, age, sex, pain, depression, session, progress, neuropathic, persistent };

std::string name_of(Variable variable);

/// A planted change of connectivity: on each of `edges` the expected Fisher z moves by `fisher_z` times the variable.
struct Effect {
  std::string text;  ///< as written
  Variable variable = Variable::group;
  std::vector<connectivity::Edge> edges;  ///< in edge order
  double fisher_z = 0;
};

/// Reads `[VARIABLE:]A-B=VALUE`, `[VARIABLE:]A=VALUE` (pairs within A) or `[VARIABLE:]M3=VALUE` (a confirmatory
/// marker). A and B are networks, else subsystems, else single ROIs, by their names in the ROI table. VALUE is a change
/// of Fisher z; with the ending `sd` it is in units of `participant_sd`, the SD of an edge's true Fisher z
/// between participants.
///
/// @throws UsageError for a text that does not read so, a name that is not there (naming the nearest) or pairs
///         that are none
Effect parse_effect(const std::string& text, const connectivity::RoiTable& rois, double participant_sd);

}  // namespace dmn::simulation
