#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bids/index.hpp"
#include "clinical_options.hpp"
#include "connectivity/estimate.hpp"
#include "connectivity/measures.hpp"
#include "denoising.hpp"
#include "group_options.hpp"
#include "option_table.hpp"
#include "parcellation/roi_set.hpp"
#include "predict_options.hpp"
#include "profile_options.hpp"
#include "signal/denoise_options.hpp"
#include "simulation/options.hpp"

namespace dmn::jobs {

struct InputOptions {
  std::vector<bids::DerivativesFolder> derivatives;
  std::optional<std::filesystem::path> participants;
  std::string group_column;
  std::string site_column;
  std::string task;
  std::string space;
  std::optional<std::filesystem::path> series;
  std::optional<std::filesystem::path> matrices;
  std::optional<double> tr_s;
};

/// Part `number` of `of` parts of the runs, from 1; 1 of 1 is all of them.
struct Slice {
  int number = 1;
  int of = 1;

  bool is_whole() const noexcept { return of == 1; }
};

struct ConnectivityOptions {
  std::vector<connectivity::Kind> kinds;
  Slice slice;
  connectivity::Estimator estimator = connectivity::Estimator::ledoit_wolf;
  std::vector<connectivity::MeasureFamily> measures = {};  ///< each once
  int surrogates = 500;                                    ///< of the kind dynamic_p
  std::uint64_t seed = 1;                                  ///< of surrogates and Louvain's orders

  bool wants(connectivity::MeasureFamily family) const;
  bool are_random() const;  ///< some number asked for depends on the seed
};

/// How runs are watched while ranks work on them.
struct RunOptions {
  double patience_s = 3600;  ///< 0: for ever
};

/// What a consortium agreed on, and its files.
struct ShareOptions {
  std::string site;     ///< empty: the only one
  std::string centres;  ///< see sites::make_plan
  std::string levels;
};

/// What `verify` compares with, or makes.
struct VerifyOptions {
  std::optional<std::filesystem::path> reference;
  std::optional<std::filesystem::path> write_reference;
};

struct PoolOptions {
  std::vector<std::filesystem::path> inputs;
};

/// What a report is called.
struct ReportOptions {
  std::string title;  ///< empty: made from the first contrast
};

/// Files of `simulate` that paints given series instead of inventing them.
struct PaintOptions {
  std::optional<std::filesystem::path> from_series;
  std::optional<std::filesystem::path> atlas;
};

/// All options of a job, checked and resolved.
struct Options {
  std::optional<std::filesystem::path> config;
  std::filesystem::path out;
  std::uint64_t seed = 1;
  bool log_json = false;
  bool dry_run = false;
  bool fresh = false;
  InputOptions input;
  parcellation::RoiOptions rois;
  std::vector<parcellation::RoiOptions> also_rois;
  std::vector<signal::DenoiseOptions> denoising;  ///< the primary strategy, then `denoise.also`
  ConnectivityOptions connectivity;
  RunOptions run;
  GroupOptions group;
  ClinicalOptions clinical;
  PredictOptions predict;
  ShareOptions share;
  PoolOptions pool;
  VerifyOptions verify;
  ReportOptions report;
  ProfileOptions profile;
  simulation::SimulateOptions simulate;
  PaintOptions paint;
  OptionValues given;  ///< as written by the user, for provenance
};

/// @throws UsageError naming the option, what was expected and what was found
Options resolve_options(const OptionValues& values);

/// Folder of the shipped ROI sets, relative to the binary: `<binary>/../share/dmn-cohort/rois`.
std::filesystem::path shipped_rois_folder();

}  // namespace dmn::jobs
