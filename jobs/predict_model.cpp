#include "predict_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "foreign_file.hpp"
#include "prediction/cpm.hpp"
#include "report/tsv_writer.hpp"
#include "stats/pipeline_settings.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* schema = "dmn-cohort-model/1";

template <class Value>
Value from_word(const std::vector<Value>& all, const std::string& word, const std::filesystem::path& file)
{
  for (const Value value : all) {
    if (words(value) == word) return value;
  }
  throw base::InputError("the model is of a kind that this version does not know",
                         {.file = file.string(), .found = word});
}

ModelOrigin origin_of(const stats::Cohort& cohort, const std::string& kind)
{
  return {.roi_set = cohort.roi_set, .roi_hash = cohort.roi_hash, .pipeline = cohort.pipeline, .kind = kind};
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& field, const std::string& expected,
                         const std::string& found)
{
  throw base::UsageError("the model cannot be applied to these data",
                         {.file = file.string(), .field = field, .expected = expected, .found = found});
}

void require_same_origin(const std::filesystem::path& file, const ModelOrigin& model, const ModelOrigin& data)
{
  if (model.roi_hash != data.roi_hash)
    refuse(file, "ROI set", fmt::format("{} ({:.12})", model.roi_set, model.roi_hash),
           fmt::format("{} ({:.12})", data.roi_set, data.roi_hash));
  if (model.kind != data.kind) refuse(file, "kind", model.kind, data.kind);
  if (model.pipeline != data.pipeline)
    refuse(file, "pipeline", stats::settings_beyond(model.pipeline, data.pipeline),
           stats::settings_beyond(data.pipeline, model.pipeline));
}

/// Columns of the data for the model's features.
std::vector<Eigen::Index> positions_of(const std::filesystem::path& file, const std::vector<std::string>& wanted,
                                       const std::vector<std::string>& there)
{
  std::vector<std::pair<std::string, Eigen::Index>> sorted;
  for (std::size_t k = 0; k < there.size(); ++k) sorted.emplace_back(there[k], static_cast<Eigen::Index>(k));
  std::ranges::sort(sorted);
  std::vector<Eigen::Index> positions;
  for (const auto& name : wanted) {
    const auto found = std::ranges::lower_bound(sorted, name, {}, &std::pair<std::string, Eigen::Index>::first);
    if (found == sorted.end() || found->first != name) refuse(file, "features", name, "no such feature in the data");
    positions.push_back(found->second);
  }
  return positions;
}

prediction::ModelPredictions predict_rows(const SavedModel& model, const prediction::RowData& rows)
{
  if (model.method != prediction::Method::cpm) return prediction::predict(model.linear, rows);
  const Eigen::VectorXd positive = rows.features * model.signs.cwiseMax(0);
  const Eigen::VectorXd negative = rows.features * (-model.signs).cwiseMax(0);
  return {.predicted = (model.line[0] + model.line[1] * positive.array() + model.line[2] * negative.array()).matrix(),
          .covariates_only = Eigen::VectorXd::Constant(rows.features.rows(), std::nan(""))};
}

/// The features that the model asks for; rows that lack one are NaN.
Eigen::MatrixXd features_for(const Options& options, const SavedModel& model, const PredictionData& data)
{
  const auto& file = *options.predict.model;
  const RawFeatures raw = read_features(options, data, model.features);
  require_same_origin(file, model.origin, origin_of(data.data.cohort, raw.kind));
  const auto positions = positions_of(file, model.names, raw.names);
  if (raw.matrices.empty()) return raw.values(Eigen::all, positions);
  Eigen::MatrixXd values =
      Eigen::MatrixXd::Constant(data.size(), static_cast<Eigen::Index>(model.names.size()), std::nan(""));
  for (Eigen::Index row = 0; row < data.size(); ++row) {
    const auto& matrix = raw.matrices[static_cast<std::size_t>(row)];
    if (matrix.size() == 0) continue;
    const Eigen::MatrixXd all = prediction::tangent_rows(model.whitening, {matrix});
    values.row(row) = all(0, positions);
  }
  return values;
}

struct Scored {
  prediction::ModelPredictions predictions;
  std::vector<std::string> status;
};

Scored score(const SavedModel& model, const Eigen::MatrixXd& features, const Eigen::MatrixXd& covariates)
{
  const double none = std::nan("");
  Scored scored{.predictions = {Eigen::VectorXd::Constant(features.rows(), none),
                                Eigen::VectorXd::Constant(features.rows(), none)}};
  std::vector<Eigen::Index> complete;
  for (Eigen::Index row = 0; row < features.rows(); ++row) {
    const bool has_features = features.row(row).allFinite();
    const bool has_covariates = covariates.row(row).allFinite();
    if (has_features && has_covariates) complete.push_back(row);
    scored.status.emplace_back(!has_features ? "features missing" : !has_covariates ? "covariates missing" : "scored");
  }
  const auto found = predict_rows(model, {features(complete, Eigen::all), covariates(complete, Eigen::all)});
  scored.predictions.predicted(complete) = found.predicted;
  scored.predictions.covariates_only(complete) = found.covariates_only;
  return scored;
}

void write_scores(const Options& options, const SavedModel& model, const PredictionData& data, const Scored& scored)
{
  std::vector<std::string> participants;
  std::vector<std::string> sites;
  for (Eigen::Index row = 0; row < data.size(); ++row) {
    participants.push_back(data.participant(row));
    sites.push_back(data.site.empty() ? "" : data.site[static_cast<std::size_t>(row)]);
  }
  const auto folder =
      prediction_folder(options, options.predict.name.empty() ? model.outcome + "_scores" : options.predict.name);
  store::write_text_atomically(folder / "scores.tsv",
                               report::TsvWriter()
                                   .strings("participant_id", participants)
                                   .strings("site", sites)
                                   .numbers("predicted", scored.predictions.predicted)
                                   .numbers("predicted_covariates_only", scored.predictions.covariates_only)
                                   .strings("status", scored.status)
                                   .text());
  store::ResultWriter file(folder / "result.h5", "dmn-cohort-scores/1", {{"program_version", base::version()}});
  file.attribute("outcome", model.outcome);
  file.attribute("positive", model.positive);
  file.strings("/scores/participant_id", participants, "participants, a row each");
  file.numbers("/scores/predicted", scored.predictions.predicted, "outcome", "number, or probability of the class");
  file.numbers("/scores/covariates_only", scored.predictions.covariates_only, "outcome", "without features");
  file.strings("/scores/status", scored.status, "`scored`, or why not");
  file.finish();
  base::info("{}: {} of {} participants scored", (folder / "scores.tsv").string(),
             std::ranges::count(scored.status, "scored"), data.size());
}

}  // namespace

SavedModel fit_saved_model(const PredictionData& data, const Features& features, const PredictionTarget& target,
                           const prediction::CrossValidation& validation)
{
  prediction::Fold everyone;
  for (Eigen::Index row = 0; row < data.size(); ++row) everyone.training.push_back(row);
  const auto rows = prediction::rows_of_fold(validation.source, everyone);
  SavedModel model{.origin = origin_of(data.data.cohort, features.kind),
                   .method = validation.method,
                   .outcome = target.outcome,
                   .positive = target.positive,
                   .reference = target.reference,
                   .harmonise = validation.source.combat ? "combat" : "none",
                   .names = features.names,
                   .columns = data.columns,
                   .whitening = rows.whitening};
  const auto inner = prediction::inner_groups(everyone, validation.person, data.site, validation.seed);
  if (validation.method == prediction::Method::cpm) {
    const prediction::CpmFold cpm(rows.training, rows.test);
    model.signs = cpm.selected(target.values).col(0);
    model.line = cpm.coefficients(target.values);
    model.linear.penalty = std::nan("");
  } else {
    model.linear = validation.method == prediction::Method::ridge
                       ? prediction::fit_ridge(rows.training, target.values, inner)
                       : prediction::fit_logistic(rows.training, target.values, inner);
  }
  return model;
}

const Eigen::VectorXd& weights_of(const SavedModel& model)
{
  return model.method == prediction::Method::cpm ? model.signs : model.linear.feature_weights;
}

void write_model(const std::filesystem::path& path, const Options& options, const SavedModel& model)
{
  store::ResultWriter file(path, schema, {{"program_version", base::version()}});
  file.attribute("roi_set", model.origin.roi_set);
  file.attribute("roi_hash", model.origin.roi_hash);
  file.attribute("pipeline", model.origin.pipeline);
  file.attribute("kind", model.origin.kind);
  file.attribute("features", words(model.features));
  file.attribute("method", prediction::words(model.method));
  file.attribute("outcome", model.outcome);
  file.attribute("positive", model.positive);
  file.attribute("reference", model.reference);
  file.attribute("harmonise", model.harmonise);
  file.attribute("edges", options.group.edges);
  file.strings("/features/name", model.names, "features");
  std::vector<std::string> variables;
  std::vector<std::string> levels;
  for (const auto& column : model.columns) {
    variables.push_back(column.variable);
    levels.push_back(column.level);
  }
  file.strings("/covariates/variable", variables, "variable of each coded column");
  file.strings("/covariates/level", levels, "level that is 1; empty for a number");
  if (model.method == prediction::Method::cpm) {
    file.numbers("/features/sign", model.signs, "1", "1: in the positive sum; -1: in the negative one");
    file.numbers("/line", model.line, "outcome", "intercept, slope of the positive sum, slope of the negative sum");
  } else {
    const auto& linear = model.linear;
    file.numbers("/features/weight", linear.feature_weights, "outcome a scale", "weights of prepared features");
    file.numbers("/features/scale", linear.preparation.scale, "of the feature", "SD beyond the covariates; 0: no part");
    file.matrix("/features/on_basis", linear.preparation.on_basis, "of the feature", "coefficients on the basis");
    file.numbers("/covariates/centre", linear.covariates.centre, "of the covariate", "means");
    file.matrix("/covariates/to_basis", linear.covariates.to_basis, "1", "basis = [1 | covariates - centre] to_basis");
    file.numbers("/covariates/weight", linear.basis_weights, "outcome", "weights of the basis");
    file.numbers("/covariates/weight_alone", linear.baseline_weights, "outcome", "the same without features");
    file.numbers("/penalty", Eigen::VectorXd::Constant(1, linear.penalty), "1", "alpha (ridge) or C (logistic)");
  }
  if (model.whitening.size() > 0)
    file.matrix("/tangent/whitening", model.whitening, "1", "G^-1/2 of the tangent space");
  file.finish();
}

SavedModel read_model(const std::filesystem::path& path)
{
  if (!std::filesystem::exists(path))
    throw base::UsageError("there is no such file", {.file = path.string(), .field = "predict.model"});
  const store::ResultReader file(path, schema);
  using prediction::Method;
  const auto method = from_word<Method>({Method::logistic, Method::ridge, Method::cpm}, file.attribute("method"), path);
  SavedModel model{.origin = {file.attribute("roi_set"), file.attribute("roi_hash"), file.attribute("pipeline"),
                              file.attribute("kind")},
                   .features = from_word<FeatureKind>({FeatureKind::edges, FeatureKind::networks, FeatureKind::tangent},
                                                      file.attribute("features"), path),
                   .method = method,
                   .outcome = file.attribute("outcome"),
                   .positive = file.attribute("positive"),
                   .reference = file.attribute("reference"),
                   .harmonise = file.attribute("harmonise"),
                   .names = file.strings("/features/name")};
  const auto variables = file.strings("/covariates/variable");
  const auto levels = file.strings("/covariates/level");
  for (std::size_t c = 0; c < std::min(variables.size(), levels.size()); ++c)
    model.columns.push_back({.variable = variables[c], .level = levels[c]});
  if (model.features == FeatureKind::tangent) model.whitening = file.matrix("/tangent/whitening");
  const auto p = static_cast<Eigen::Index>(model.names.size());
  if (method == Method::cpm) {
    model.signs = file.numbers("/features/sign");
    const Eigen::VectorXd line = file.numbers("/line");
    if (model.signs.size() != p || line.size() != 3)
      throw base::InputError("the parts of the model do not belong together", {.file = path.string()});
    model.line = line;
    return model;
  }
  auto& linear = model.linear;
  linear = {.covariates = {file.numbers("/covariates/centre"), file.matrix("/covariates/to_basis")},
            .preparation = {file.matrix("/features/on_basis"), file.numbers("/features/scale")},
            .feature_weights = file.numbers("/features/weight"),
            .basis_weights = file.numbers("/covariates/weight"),
            .baseline_weights = file.numbers("/covariates/weight_alone"),
            .probability = method == Method::logistic};
  const Eigen::Index k = linear.covariates.rank();
  const auto q = static_cast<Eigen::Index>(model.columns.size());
  if (linear.feature_weights.size() != p || linear.preparation.scale.size() != p ||
      linear.preparation.on_basis.rows() != k || linear.preparation.on_basis.cols() != p ||
      linear.covariates.centre.size() != q || linear.covariates.to_basis.rows() != q + 1 ||
      linear.basis_weights.size() != k || linear.baseline_weights.size() != k)
    throw base::InputError("the parts of the model do not belong together", {.file = path.string()});
  return model;
}

ExitStatus apply_model(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    const auto& file = *options.predict.model;
    require_readable(file, [&] { read_model(file); });
    const SavedModel model = read_model(file);
    const PredictionData data = load_prediction_data(options, "");
    for (const auto& warning : data.warnings) base::log_warning(warning);
    const Eigen::MatrixXd features = features_for(options, model, data);
    const Eigen::MatrixXd covariates = coded(data.participants.cohort, data.rows, model.columns);
    if (options.dry_run) return;
    if (model.harmonise != "none")
      base::warn(
          "the model was trained on harmonised features; new participants are scored as they are, like the held-out "
          "sites of its cross-validation");
    write_scores(options, model, data, score(model, features, covariates));
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
