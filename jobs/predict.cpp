// predict: cross-validated models of an outcome, and scores of new participants by saved or published models.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "gather.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"
#include "one_kernel.hpp"
#include "predict_model.hpp"
#include "predict_report.hpp"
#include "predict_run.hpp"

namespace dmn::jobs {
namespace {

constexpr int too_few_relabellings = 20;

/// Everything that is decided before the first model is fitted; the same on every rank.
struct Prediction {
  PredictionData data = {};
  Features features = {};
  prediction::CrossValidation validation = {};
  std::vector<PredictionTarget> targets = {};
};

std::vector<prediction::Fold> folds_of(const Options& options, const PredictionData& data,
                                       const std::vector<std::string>& persons)
{
  try {
    if (options.predict.folds) return prediction::k_folds(persons, data.site, *options.predict.folds, options.seed);
    return prediction::leave_one_group_out(data.site);
  } catch (base::Error& problem) {
    if (!options.predict.folds && data.site.empty())
      throw base::DesignError("the data have no sites to hold out; ask for folds of participants",
                              {.field = "predict.folds", .expected = "predict.folds K"});
    problem.add_context({.field = "predict.folds"});
    throw;
  }
}

/// @throws DesignError naming the fold whose training participants are all of one class
void require_both_classes(const PredictionTarget& target, const std::vector<prediction::Fold>& folds)
{
  if (target.positive.empty()) return;
  for (const auto& fold : folds) {
    const Eigen::VectorXd labels = target.values(fold.training);
    if (labels.minCoeff() < labels.maxCoeff()) continue;
    throw base::DesignError(
        fmt::format("without {} the training participants are all {}", fold.name,
                    labels[0] > 0 ? target.positive : target.reference),
        {.field = "predict.outcome", .expected = fmt::format("{} and {}", target.positive, target.reference)});
  }
}

/// What can be refused is refused here.
void plan(const Options& options, Prediction& planned)
{
  planned.data = load_prediction_data(options, options.predict.outcome);
  require_two_people(planned.data.data);
  targets_of(options.predict, planned.data, planned.validation.method);
  planned.features = load_features(options, planned.data);
  planned.targets = targets_of(options.predict, planned.data, planned.validation.method);
  auto& validation = planned.validation;
  validation.seed = options.seed;
  for (Eigen::Index row = 0; row < planned.data.size(); ++row)
    validation.person.push_back(planned.data.participant(row));
  validation.folds = folds_of(options, planned.data, validation.person);
  for (const auto& target : planned.targets) require_both_classes(target, validation.folds);
  if (options.predict.combat && planned.data.site.empty())
    throw base::DesignError("ComBat needs the site of every participant, and the data have no sites",
                            {.field = "predict.harmonise"});
  validation.source = planned.features.source;
}

void say_plan(const Options& options, const Prediction& planned)
{
  for (const auto& warning : planned.data.warnings) base::log_warning(warning);
  for (const auto& left_out : planned.data.left_out)
    base::warn("{}: left out: {}", base::display(left_out.id), left_out.reason);
  if (planned.features.n_incomplete > 0)
    base::warn("{} features that some participant lacks are left out", planned.features.n_incomplete);
  base::info("{}: {} participants, {} features ({}), {} folds, {} by {}", planned.data.data.source, planned.data.size(),
             planned.features.names.size(), words(options.predict.features), planned.validation.folds.size(),
             options.predict.outcome, prediction::words(planned.validation.method));
  if (planned.targets.size() > 1)
    base::info("{} levels, each against the rest; the label is clinical, it is not read from the scan",
               planned.targets.size());
}

std::filesystem::path unfinished_of(const Options& options, const PredictionTarget& target)
{
  return prediction_folder(options, target.folder) / "unfinished.h5";
}

/// **Collective.** One question from validation to files. @returns false if stopped on request
bool answer_together(const Options& options, const Prediction& planned, const PredictionTarget& target,
                     const parallel::Communicator& world)
{
  std::optional<inference::Relabellings> relabellings;
  if (options.predict.permutations > 1)
    relabellings.emplace(exchange_within_sites(planned.data.site, target.values), options.predict.permutations,
                         options.seed);
  const ValidationCheckpoint checkpoint{.file = unfinished_of(options, target),
                                        .provenance = provenance_of(options),
                                        .fresh = options.fresh,
                                        .keep_finished = planned.targets.size() > 1};
  const auto found =
      validate_together(planned.validation, target.values, relabellings ? &*relabellings : nullptr, world, &checkpoint);
  if (found.stopped) return false;
  parallel::on_master(world, [&] {
    PredictionReport report = report_of(options, planned.data, planned.features, target, planned.validation, found);
    report.enumerated = relabellings && relabellings->enumerated();
    if (relabellings && relabellings->size() < too_few_relabellings)
      base::warn("only {} distinct relabellings within sites: no p below .05 exists", relabellings->size());
    SavedModel model = fit_saved_model(planned.data, planned.features, target, planned.validation);
    model.features = options.predict.features;
    report.weights = weights_of(model);
    report.penalty = model.linear.penalty;
    write_prediction_files(report);
    const auto folder = prediction_folder(options, target.folder);
    write_model(folder / "model.h5", options, model);
    for (const auto& line : base::split(summary_text(report), '\n'))
      if (!line.empty()) base::info("{}", line);
    base::info("{}", (folder / "predictions.tsv").string());
  });
  return true;
}

}  // namespace

ExitStatus predict_job(const Options& options, const parallel::Communicator& world)
{
  if (options.input.series && !options.group.data) {
    const auto status = connectivity_job(options, world);
    if (status != ExitStatus::done && status != ExitStatus::some_excluded) return status;
  }
  if (options.predict.model) return apply_model(options, world);
  if (options.predict.weights) return apply_weights(options, world);

  Prediction planned;
  parallel::agree(world, [&] { plan(options, planned); });
  require_one_kernel(world);
  if (world.is_master()) say_plan(options, planned);
  if (options.dry_run) return ExitStatus::done;
  const auto lock = lock_output_together(options, "predict", processes_together(world), world);
  for (const auto& target : planned.targets) {
    require_lock_together(lock.get(), options, world);
    if (answer_together(options, planned, target, world)) continue;
    if (world.is_master()) base::warn("stopped on request; the same command goes on");
    return ExitStatus::stopped;
  }
  parallel::on_master(world, [&] {
    for (const auto& target : planned.targets) std::filesystem::remove(unfinished_of(options, target));
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
