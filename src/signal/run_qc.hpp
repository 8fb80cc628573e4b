#pragma once

#include <limits>
#include <string>
#include <vector>

namespace dmn::signal {

/// Quality numbers of one run (METHODS.md sections 2 and 11). NaN where not known.
struct RunQc {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  double mean_fd = unknown;
  double max_fd = unknown;
  double n_volumes = unknown;
  double n_non_steady = unknown;
  double n_kept = unknown;
  double kept_seconds = unknown;
  double fraction_censored = unknown;
  double tr_s = unknown;
  double confound_rank = unknown;
  double dof = unknown;
  double tsnr = unknown;
  double gcor = unknown;
  double coverage_min = unknown;
  double n_valid_rois = unknown;
};

/// One column of `/qc`: how it is called, what it means, and where it stands in RunQc.
struct QcField {
  std::string name;
  std::string units;
  std::string description;
  double RunQc::*value;
};

/// All fields in the order they are stored.
const std::vector<QcField>& qc_fields();

}  // namespace dmn::signal
