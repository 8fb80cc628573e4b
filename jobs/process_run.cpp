#include "process_run.hpp"

#include <stdexcept>
#include <utility>

#include "base/error.hpp"
#include "base/version.hpp"
#include "compute_shard.hpp"
#include "in_hand.hpp"
#include "output_folder.hpp"
#include "output_lock.hpp"
#include "own_process.hpp"
#include "quarantine.hpp"
#include "run_series.hpp"
#include "shard_reuse.hpp"
#include "store/atomic_file.hpp"
#include "store/digest.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {
namespace {

CombinationAnswer answer_of(const store::CombinationResult& result, std::vector<std::string> invalid)
{
  return {result.denoised.qc, result.denoised.warnings, result.denoised.exclusions, std::move(invalid)};
}

/// Being in hand when a job was killed is only a suspicion: a run is to blame for the deaths of its own processes.
constexpr int deaths_to_quarantine = 2;

/// Every error names the run, and files relative to their dataset folder.
template <class Work>
auto naming_run(const bids::Run& run, Work&& work)
{
  try {
    return work();
  } catch (base::Error& problem) {
    problem.add_context({.participant = base::display(run.id)});
    problem.name_files_below(run.dataset.string());
    throw;
  }
}

/// Notes that a run is in hand while it is.
class Hold {
 public:
  Hold(InHandNote& note, const std::string& run) : note_(note) { note_.begin(run); }
  ~Hold() { note_.end(); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  InHandNote& note_;
};

}  // namespace

class RunProcessor::Impl {
 public:
  Impl(const Options& options, const Study& study, int rank)
      : options_(options),
        study_(study),
        compute_(options, study),
        note_(state_folder(options.out), rank),
        quarantine_(state_folder(options.out))
  {
  }

  RunAnswer process(const Assignment& assignment)
  {
    const auto& run = assignment.run;
    const std::string shard = store::shard_path(run.id).string();
    const Hold hold(note_, shard);
    const std::string inputs = naming_run(run, [&] { return inputs_text_of(run); });
    const std::string fingerprints =
        store::sha256_hex(inputs) + " " + study_.config_fingerprint + " " + base::version();
    if (options_.fresh) quarantine_.release(shard);
    naming_run(run, [&] {
      if (const auto reason = quarantine_.reason(shard, fingerprints)) throw base::InputError(*reason);
    });
    const auto process_here = [&] { return naming_run(run, [&] { return keep_or_compute(run, inputs); }); };
    if (!assignment.in_own_process) return process_here();

    std::string death;
    for (int attempt = 0; attempt < deaths_to_quarantine; ++attempt) {
      const auto result = in_own_process([&] { return text_of(process_here()); });
      if (!result.failure.empty()) throw std::runtime_error(result.failure);
      if (result.death.empty()) return answer_from(result.answer);
      death = result.death;
    }
    const std::string reason = "killed its rank twice, each time in a process of its own: " + death;
    quarantine_.put(shard, fingerprints, reason);
    return naming_run(run, [&]() -> RunAnswer { throw base::InputError(reason); });
  }

 private:
  RunAnswer keep_or_compute(const bids::Run& run, const std::string& inputs)
  {
    const auto path = options_.out / store::shard_path(run.id);
    try {
      require_inside(options_.out, path);
    } catch (const base::IoError& problem) {
      return {.unwritten = problem.what()};
    }
    remove_abandoned(path);
    auto reuse = options_.fresh ? ShardReuse{{"--fresh"}, {}} : judge_shard(path, inputs, study_);
    if (reuse.reasons.empty()) return kept_answer(path);
    const auto shard = compute_(run, inputs);
    auto answer = computed_answer(shard);
    answer.reasons = std::move(reuse.reasons);
    answer.damage = std::move(reuse.damage);
    try {
      store::write_shard(path, shard);
    } catch (const base::IoError& problem) {
      answer.unwritten = problem.what();
    }
    return answer;
  }

  /// Whoever wrote a shard of this run elsewhere has ended or was silent for too long: the run is in this hand now.
  static void remove_abandoned(const std::filesystem::path& shard)
  {
    store::remove_temporary_files(
        shard.parent_path(),
        [name = shard.filename().string()](const store::TemporaryFile& file) { return file.final_name == name; });
  }

  std::string strategy(const Combination& combination) const
  {
    return strategy_label(options_.denoising[combination.denoising]);
  }

  RunAnswer kept_answer(const std::filesystem::path& path) const
  {
    RunAnswer answer;
    for (const auto& combination : study_.combinations)
      answer.combinations.push_back(kept_combination(path, combination));
    return answer;
  }

  CombinationAnswer kept_combination(const std::filesystem::path& path, const Combination& combination) const
  {
    const auto& set = study_.sets[combination.set];
    auto summary = store::read_shard_summary(path, set.name, strategy(combination));
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

  const Options& options_;
  const Study& study_;
  ShardComputer compute_;
  InHandNote note_;
  Quarantine quarantine_;
};

RunProcessor::RunProcessor(const Options& options, const Study& study, int rank)
    : impl_(std::make_unique<Impl>(options, study, rank))
{
}

RunProcessor::~RunProcessor() = default;

RunAnswer RunProcessor::operator()(const Assignment& assignment)
{
  return impl_->process(assignment);
}

}  // namespace dmn::jobs
