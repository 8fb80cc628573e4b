#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dmn::bids {

/// What a BIDS file name says: `sub-01_ses-2_task-rest_run-1_space-MNI152NLin2009cAsym_res-2_desc-preproc_bold.nii.gz`.
/// Labels are bare (`01`, `2`), empty where the name has no such entity.
struct Entities {
  std::string participant;
  std::string session;
  std::string task;
  std::string run;
  std::string echo;
  std::string part;  ///< `mag`, `phase`
  std::string space;
  std::string resolution;   ///< of `res-`
  std::string description;  ///< of `desc-`: `preproc`, `confounds`, `brain`
  std::string suffix;       ///< `bold`, `mask`, `timeseries`
  std::string extension;    ///< `.nii.gz`, `.tsv`, `.json`
  std::string acquired;   ///< the entities of the raw scan as in the name (all but space, res, den, cohort, desc): what
                          ///< an image, its mask and its confounds have in common
  std::string base_name;  ///< the name without extension: what a file and its JSON sidecar have in common
};

/// Nothing for a name that does not begin with `sub-<label>` or has no suffix. Entities that are not listed above are
/// tolerated.
std::optional<Entities> parse_entities(std::string_view file_name);

/// `MNI152NLin2009cAsym:res-2`, without `:res-` where there is none; `native` without a space.
std::string display_space(const Entities& entities);

}  // namespace dmn::bids
