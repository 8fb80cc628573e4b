#include "process_run.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "bids/confounds_file.hpp"
#include "connectivity/estimate.hpp"
#include "run_series.hpp"
#include "store/digest.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {
namespace {

using base::InputError;

/// METHODS: a run needs this share of valid ROIs.
constexpr double min_valid_rois = 0.8;

std::vector<std::filesystem::path> inputs_of(const bids::Run& run)
{
  std::vector<std::filesystem::path> inputs;
  for (const auto& path : {run.image, run.mask, run.confounds, run.confounds_json, run.series}) {
    if (!path.empty()) inputs.push_back(path);
  }
  return inputs;
}

/// Names, sizes and modification times of the input files, and the repetition time used.
std::string input_fingerprint(const bids::Run& run)
{
  std::string text = fmt::format("tr_s {}\nroi_by_time {}\n", run.tr_s, run.roi_by_time);
  for (const auto& path : inputs_of(run)) {
    struct stat status = {};
    if (stat((run.dataset / path).c_str(), &status) != 0) throw InputError("the file is gone", {.file = path.string()});
    text +=
        fmt::format("{} {} {}.{:09}\n", path.string(), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  }
  return store::sha256_hex(text);
}

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

CombinationAnswer answer_of(const store::CombinationResult& result, std::vector<std::string> invalid)
{
  return {result.denoised.qc, result.denoised.warnings, result.denoised.exclusions, std::move(invalid)};
}

}  // namespace

class RunProcessor::Impl {
 public:
  Impl(const Options& options, const Study& study) : options_(options), study_(study)
  {
    if (!options.input.series) averager_.emplace(study.sets);
  }

  RunAnswer process(const bids::Run& run)
  {
    const auto path = options_.out / store::shard_path(run.id);
    const std::string inputs = input_fingerprint(run);
    if (!options_.fresh && still_good(path, inputs)) {
      if (auto kept = kept_answer(path)) return *std::move(kept);
    }
    const auto shard = compute(run, inputs);
    store::write_shard(path, shard);
    return computed_answer(shard);
  }

 private:
  bool still_good(const std::filesystem::path& path, const std::string& inputs) const
  {
    const auto found = store::read_shard_fingerprints(path);
    return found && found->input == inputs && found->config == study_.config_fingerprint;
  }

  std::string strategy(const Combination& combination) const
  {
    return strategy_label(options_.denoising[combination.denoising]);
  }

  /// The answer of a finished shard, every digest of it checked; nothing if it is damaged: it is computed again then.
  std::optional<RunAnswer> kept_answer(const std::filesystem::path& path) const
  {
    RunAnswer answer{.kept = true, .combinations = {}};
    try {
      for (const auto& combination : study_.combinations)
        answer.combinations.push_back(kept_combination(path, combination));
    } catch (const base::IoError&) {
      return std::nullopt;
    }
    return answer;
  }

  CombinationAnswer kept_combination(const std::filesystem::path& path, const Combination& combination) const
  {
    const auto& set = study_.sets[combination.set];
    auto summary = store::read_shard_summary(path, set.name, strategy(combination));
    if (summary.exclusions.empty()) {
      for (const auto kind : options_.connectivity.kinds)
        store::read_shard_kind(path, set.name, strategy(combination), kind);
    }
    const store::RoiSetSeries names{
        .roi_set = set.name, .labels = labels_of(set), .invalid = std::move(summary.invalid)};
    return {summary.qc, summary.warnings, summary.exclusions, clauses_of_invalid_rois(names)};
  }

  RunAnswer computed_answer(const store::Shard& shard) const
  {
    RunAnswer answer;
    for (std::size_t i = 0; i < shard.combinations.size(); ++i) {
      const auto& series = shard.sets[study_.combinations[i].set];
      answer.combinations.push_back(answer_of(shard.combinations[i], clauses_of_invalid_rois(series)));
    }
    return answer;
  }

  std::vector<store::RoiSetSeries> mean_series(const bids::Run& run)
  {
    if (!averager_) return {series_from_file(run, study_.sets.front())};
    auto means = (*averager_)(run.dataset / run.image, below(run.dataset, run.mask));
    std::vector<store::RoiSetSeries> series;
    for (std::size_t set = 0; set < means.size(); ++set)
      series.push_back(series_from_image(std::move(means[set]), study_.sets[set]));
    return series;
  }

  /// What cannot be denoised with one strategy may be with another: the reason belongs to this combination alone.
  store::CombinationResult combine(const Combination& combination, const store::RoiSetSeries& series,
                                   const signal::ConfoundTable& confounds, const bids::Run& run) const
  {
    const auto& denoising = options_.denoising[combination.denoising];
    store::CombinationResult result{.roi_set = series.roi_set, .strategy = strategy_label(denoising)};
    try {
      result.denoised = signal::denoise({series.values, base::Seconds(run.tr_s)}, confounds, denoising);
    } catch (InputError& problem) {
      problem.add_context({.file = run.confounds.string()});
      result.denoised.exclusions.emplace_back(problem.what());
    }
    result.denoised.qc.coverage_min = smallest_coverage(series.coverage);
    exclude_few_valid_rois(series, result.denoised);
    if (result.denoised.exclusions.empty()) estimate_kinds(series.labels, result);
    return result;
  }

  void estimate_kinds(const std::vector<std::string>& labels, store::CombinationResult& result) const
  {
    for (const auto kind : options_.connectivity.kinds) {
      try {
        const auto estimator = options_.connectivity.estimator;
        result.kinds.push_back(
            {kind, estimator, connectivity::estimate(result.denoised.series, kind, estimator, labels)});
      } catch (const InputError& problem) {
        result.denoised.exclusions.push_back(connectivity::name_of(kind) + ": " + problem.what());
      }
    }
    for (const auto& kind : result.kinds) {
      for (const auto& warning : kind.estimate.warnings) result.denoised.warnings.push_back(warning);
    }
    if (!result.denoised.exclusions.empty()) result.kinds.clear();
  }

  store::Shard compute(const bids::Run& run, const std::string& inputs)
  {
    store::Shard shard{.id = run.id,
                       .input_fingerprint = inputs,
                       .config_fingerprint = study_.config_fingerprint,
                       .options_text = study_.options_text,
                       .tr_s = run.tr_s};
    signal::ConfoundTable confounds;
    if (!run.confounds.empty()) {
      confounds = bids::read_confounds(run.dataset / run.confounds, below(run.dataset, run.confounds_json));
    }
    shard.sets = mean_series(run);
    for (const auto& combination : study_.combinations) {
      shard.combinations.push_back(combine(combination, shard.sets[combination.set], confounds, run));
    }
    return shard;
  }

  const Options& options_;
  const Study& study_;
  std::optional<parcellation::RoiAverager> averager_;
};

RunProcessor::RunProcessor(const Options& options, const Study& study) : impl_(std::make_unique<Impl>(options, study))
{
}

RunProcessor::~RunProcessor() = default;

RunAnswer RunProcessor::operator()(const bids::Run& run)
{
  try {
    return impl_->process(run);
  } catch (base::Error& problem) {
    problem.add_context({.participant = base::display(run.id)});
    problem.name_files_below(run.dataset.string());
    throw;
  }
}

}  // namespace dmn::jobs
