#include "compute_shard.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "bids/confounds_file.hpp"
#include "run_estimates.hpp"
#include "run_series.hpp"
#include "signal/shared_denoising.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

using base::InputError;

/// METHODS: a run needs this share of valid ROIs.
constexpr double min_valid_rois = 0.8;

std::optional<std::filesystem::path> below(const std::filesystem::path& dataset, const std::filesystem::path& path)
{
  if (path.empty()) return std::nullopt;
  return dataset / path;
}

void exclude_few_valid_rois(const store::RoiSetSeries& series, signal::Denoised& denoised)
{
  const auto invalid = clauses_of_invalid_rois(series);
  const std::size_t all = series.labels.size();
  const std::size_t valid = all - invalid.size();
  denoised.qc.n_valid_rois = static_cast<double>(valid);
  if (static_cast<double>(valid) >= min_valid_rois * static_cast<double>(all)) return;
  denoised.exclusions.push_back(fmt::format("{} of {} ROIs valid; expected at least {:.0f} % (first: {})", valid, all,
                                            100 * min_valid_rois, invalid.front()));
}

}  // namespace

class ShardComputer::Impl {
 public:
  Impl(const Options& options, const Study& study) : options_(options), study_(study)
  {
    using Voxels = parcellation::RoiAverager::Voxels;
    const bool keeps = options.connectivity.wants(connectivity::MeasureFamily::reho);
    if (!options.input.series) averager_.emplace(study.sets, keeps ? Voxels::kept : Voxels::averaged);
  }

  store::Shard compute(const bids::Run& run, const std::string& inputs)
  {
    store::Shard shard{.id = run.id,
                       .input_fingerprint = store::sha256_hex(inputs),
                       .config_fingerprint = study_.config_fingerprint,
                       .options_text = study_.options_text,
                       .inputs_text = inputs,
                       .tr_s = run.tr_s};
    signal::ConfoundTable confounds;
    if (!run.confounds.empty()) {
      confounds = bids::read_confounds(run.dataset / run.confounds, below(run.dataset, run.confounds_json));
    }
    auto regions = regions_of(run);
    shard.sets = std::move(regions.means);
    SharedWork shared{Models(options_.denoising.size()), Prepared(shard.sets.size())};
    for (const auto& combination : study_.combinations) {
      const RawRegions raw{shard.sets[combination.set], regions.voxels[combination.set]};
      shard.combinations.push_back(combine(combination, raw, confounds, run, shared));
    }
    return shard;
  }

 private:
  /// Of every ROI set.
  struct Regions {
    std::vector<store::RoiSetSeries> means;
    std::vector<parcellation::VoxelSeries> voxels;
  };

  using Models = std::vector<std::optional<signal::NuisanceModel>>;
  using Prepared = std::vector<signal::PreparedSeries>;
  /// What the combinations of one run have in common.
  struct SharedWork {
    Models models;      ///< of each way of denoising, once it is needed
    Prepared prepared;  ///< of each ROI set
  };

  Regions regions_of(const bids::Run& run)
  {
    Regions regions;
    if (!averager_) return {{series_from_file(run, study_.sets.front())}, {{}}};
    auto means = (*averager_)(run.dataset / run.image, below(run.dataset, run.mask));
    for (std::size_t set = 0; set < means.size(); ++set) {
      regions.voxels.push_back(std::move(means[set].voxels));
      regions.means.push_back(series_from_image(std::move(means[set]), study_.sets[set]));
    }
    return regions;
  }

  /// What cannot be denoised with one strategy may be with another: the reason belongs to this combination alone.
  store::CombinationResult combine(const Combination& combination, const RawRegions& raw,
                                   const signal::ConfoundTable& confounds, const bids::Run& run,
                                   SharedWork& shared) const
  {
    const auto& denoising = options_.denoising[combination.denoising];
    const auto& series = raw.means;
    store::CombinationResult result{.roi_set = series.roi_set, .strategy = strategy_label(denoising)};
    try {
      result.denoised = signal::denoise_sharing({series.values, base::Seconds(run.tr_s)}, confounds, denoising,
                                                shared.models[combination.denoising], shared.prepared[combination.set]);
    } catch (InputError& problem) {
      problem.add_context({.file = run.confounds.string()});
      result.denoised.exclusions.emplace_back(problem.what());
    }
    result.denoised.qc.coverage_min = smallest_coverage(series.coverage);
    exclude_few_valid_rois(series, result.denoised);
    if (result.denoised.exclusions.empty()) {
      const auto& rois = study_.sets[combination.set].rois;
      estimate_run(options_.connectivity, denoising, rois, raw, confounds, {run.id, run.tr_s}, result);
    }
    return result;
  }

  const Options& options_;
  const Study& study_;
  std::optional<parcellation::RoiAverager> averager_;
};

ShardComputer::ShardComputer(const Options& options, const Study& study) : impl_(std::make_unique<Impl>(options, study))
{
}

ShardComputer::~ShardComputer() = default;

store::Shard ShardComputer::operator()(const bids::Run& run, const std::string& inputs_text)
{
  return impl_->compute(run, inputs_text);
}

}  // namespace dmn::jobs
