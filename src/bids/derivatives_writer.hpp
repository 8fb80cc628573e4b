#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "base/units.hpp"
#include "signal/confound_table.hpp"
#include "stats/table.hpp"

namespace dmn::bids {

/// Where fMRIPrep puts the files of one run, relative to the derivatives folder.
struct DerivativeFiles {
  std::filesystem::path bold;
  std::filesystem::path bold_json;
  std::filesystem::path mask;
  std::filesystem::path confounds;
  std::filesystem::path confounds_json;
};

/// The parts of those names that are the same for all runs of a dataset.
struct DerivativeNaming {
  std::string space = "MNI152NLin2009cAsym";
  std::string resolution;   ///< of `res-`, empty for none
  bool regressors = false;  ///< `desc-confounds_regressors` (before fMRIPrep 20.2) instead of `_timeseries`
};

/// @throws UsageError for a label with other characters than letters and digits, which no BIDS name can hold
DerivativeFiles derivative_files(const base::RunId& run, const DerivativeNaming& naming);

/// One CompCor column as the confounds' JSON describes it.
struct ComponentFacts {
  std::string column;
  std::string mask;
  double singular_value = 0;
  double variance_explained = 0;
  double cumulative_variance_explained = 0;
};

/// The TSV of a confounds table; NaN is `n/a`.
std::string confounds_text(const signal::ConfoundTable& confounds);
/// Its JSON sidecar: CumulativeVarianceExplained, Mask, Method, Retained, SingularValue, VarianceExplained by column.
std::string confounds_json_text(const std::vector<ComponentFacts>& components);
/// The JSON sidecar of an image: RepetitionTime, TaskName, SkullStripped.
std::string bold_json_text(base::Seconds repetition_time, const std::string& task);
/// The TSV of any table; missing cells are `n/a`.
std::string table_text(const stats::Table& table);
/// dataset_description.json of a derivatives folder written by this program.
std::string dataset_description_text(const std::string& name, const std::string& program_version);

}  // namespace dmn::bids
