#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bids/manifest.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "parcellation/mean_series.hpp"

namespace dmn::jobs {

/// One ROI set denoised with one strategy; the first of a study is the primary one and becomes cohort.h5.
struct Combination {
  std::size_t set = 0;        ///< position in Study::sets
  std::size_t denoising = 0;  ///< position in Options::denoising

  bool is_primary() const noexcept { return set == 0 && denoising == 0; }
};

/// What every rank knows before the first run: regions, combinations, and what decides whether a shard is still good.
struct Study {
  std::vector<parcellation::RoiSet> sets;  ///< primary set, then `rois.also`
  std::vector<Combination> combinations;   ///< primary first
  std::string options_text;                ///< resolved options that change numbers
  std::string config_fingerprint;          ///< SHA-256 of options_text and the ROI sets' content
};

/// Finds and validates the inputs, writes manifest.tsv under `--out` (unless `--dry-run`) and lists every problem.
bids::Manifest index_study(const Options& options);

/// **Collective.** The ROI sets of the options on every rank, and a folder to write into: what is wrong with either is
/// told before any work. No sets for series, whose regions the manifest knows.
std::vector<parcellation::RoiSet> load_sets_together(const Options& options, const parallel::Communicator& world);

/// **Collective.** What every rank must know before the first run. For series the first usable file of the manifest
/// (master) names the regions where `rois.labels` does not.
Study prepare_study(const Options& options, std::vector<parcellation::RoiSet> sets, const bids::Manifest& manifest,
                    const parallel::Communicator& world);

/// `cohort.h5`, or `cohort_rois-<set>_denoise-<strategy>.h5` for a combination that is not the primary one.
std::filesystem::path cohort_path(const Options& options, const Study& study, const Combination& combination);

/// @throws UsageError when there is neither images, series nor matrices, or more than one of them; when what is asked
///         for needs images and there are none
void require_one_input(const Options& options);

}  // namespace dmn::jobs
