#pragma once

#include <string>

#include "connectivity/estimate.hpp"
#include "store/hdf5_file.hpp"

namespace dmn::store {

// A shard (schema dmn-cohort-shard/1):
//   /                                        attributes: schema, participant, session, task, run, tr_s
//   /provenance                              attributes: input_fingerprint, config_fingerprint, options
//   /rois-<set>/{series,labels,coverage,invalid}
//   /rois-<set>/denoise-<strategy>/{series,kept,confounds,warnings,exclusions}, attributes: the quality numbers
//   /rois-<set>/denoise-<strategy>/measures/<name>   only if measures were asked for
//   /rois-<set>/denoise-<strategy>/<kind>/{edges,diagonal,warnings}, attributes: estimator, transform, shrinkage
inline constexpr const char* shard_schema = "dmn-cohort-shard/1";

inline std::string set_group(const std::string& roi_set)
{
  return "/rois-" + link_name(roi_set);
}

inline std::string combination_group(const std::string& roi_set, const std::string& strategy)
{
  return set_group(roi_set) + "/denoise-" + link_name(strategy);
}

inline constexpr const char* measures_group = "measures";

inline std::string kind_group(const std::string& combination, connectivity::Kind kind)
{
  return combination + "/" + connectivity::name_of(kind);
}

}  // namespace dmn::store
