#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "files/delimited.hpp"
#include "predict_model.hpp"
#include "prediction/weight_table.hpp"
#include "report/tsv_writer.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

using nlohmann::json;

double number_in(const files::DelimitedTable& table, std::size_t row, std::size_t column, const std::string& expected)
{
  const auto value = base::parse_double(table.rows[row][column]);
  if (value && std::isfinite(*value)) return *value;
  throw base::InputError("", {.file = table.line_of(row),
                              .field = table.names[column],
                              .expected = expected,
                              .found = table.rows[row][column]});
}

/// The sidecar of a weight table: `Intercept`, and `Values`: what the weights act on.
void read_sidecar(const std::filesystem::path& table, prediction::WeightTable& weights)
{
  auto file = table;
  file.replace_extension(".json");
  if (!std::filesystem::exists(file))
    throw base::InputError("a table of weights needs a sidecar that says Intercept and Values",
                           {.file = file.string()});
  const json sidecar = json::parse(files::read_text(file), nullptr, false);
  const auto is_number = sidecar.is_object() && sidecar.contains("Intercept") && sidecar["Intercept"].is_number();
  if (!is_number)
    throw base::InputError("", {.file = file.string(), .field = "Intercept", .expected = "a number", .found = "none"});
  weights.intercept = sidecar["Intercept"].get<double>();
  const std::string values =
      sidecar.contains("Values") && sidecar["Values"].is_string() ? sidecar["Values"].get<std::string>() : "";
  if (values != "correlation" && values != "fisher_z")
    throw base::InputError("", {.file = file.string(),
                                .field = "Values",
                                .expected = "correlation or fisher_z: what the weights act on",
                                .found = values});
  weights.of_correlations = values == "correlation";
}

prediction::WeightTable read_weights(const std::filesystem::path& file)
{
  if (!std::filesystem::exists(file))
    throw base::UsageError("there is no such file", {.file = file.string(), .field = "predict.weights"});
  const auto table = files::read_tsv(file);
  const auto edge = table.require("edge");
  const auto weight = table.require("weight");
  const auto centre = table.find("centre");
  const auto scale = table.find("scale");
  const auto n = static_cast<Eigen::Index>(table.rows.size());
  prediction::WeightTable weights{.edges = table.column(edge),
                                  .weight = Eigen::VectorXd(n),
                                  .centre = Eigen::VectorXd::Zero(n),
                                  .scale = Eigen::VectorXd::Ones(n)};
  for (Eigen::Index row = 0; row < n; ++row) {
    const auto r = static_cast<std::size_t>(row);
    weights.weight[row] = number_in(table, r, weight, "a number");
    if (centre) weights.centre[row] = number_in(table, r, *centre, "a number");
    if (scale) weights.scale[row] = number_in(table, r, *scale, "a number above 0");
    if (!(weights.scale[row] > 0))
      throw base::InputError(
          "",
          {.file = table.line_of(r), .field = "scale", .expected = "a number above 0", .found = table.rows[r][*scale]});
  }
  if (n == 0) throw base::InputError("the table holds no weight", {.file = file.string()});
  read_sidecar(file, weights);
  return weights;
}

/// Edges of the data that the table names, either way round.
std::vector<Eigen::Index> edges_of(const std::filesystem::path& file, const prediction::WeightTable& weights,
                                   const stats::Cohort& cohort)
{
  const auto roi = [&](const std::string& label) {
    for (std::size_t r = 0; r < cohort.rois.size(); ++r)
      if (cohort.rois[r].label == label) return static_cast<int>(r);
    return -1;
  };
  std::vector<Eigen::Index> edges;
  for (const auto& name : weights.edges) {
    const auto dashes = name.find("--");
    const int a = dashes == std::string::npos ? -1 : roi(name.substr(0, dashes));
    const int b = dashes == std::string::npos ? -1 : roi(name.substr(dashes + 2));
    const Eigen::Index edge = a < 0 || b < 0 || a == b ? -1 : cohort.edges.find(a, b);
    if (edge < 0)
      throw base::UsageError("the table of weights names an edge that the data do not hold",
                             {.file = file.string(), .field = "edge", .expected = "labelA--labelB", .found = name});
    edges.push_back(edge);
  }
  return edges;
}

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
  if (a.size() < 3) return std::nan("");
  const Eigen::VectorXd x = a.array() - a.mean();
  const Eigen::VectorXd y = b.array() - b.mean();
  return x.dot(y) / (x.norm() * y.norm());
}

/// 95 % interval of a correlation by Fisher's z.
prediction::Interval interval_of(double r, std::size_t n)
{
  constexpr double quantile = 1.959963984540054;
  if (n < 4 || std::isnan(r)) return {std::nan(""), std::nan("")};
  const double half = quantile / std::sqrt(static_cast<double>(n) - 3);
  return {std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)};
}

/// How scores go with an outcome, in all and by site.
std::string correlations_tsv(const std::vector<std::string>& site, const Eigen::VectorXd& score,
                             const Eigen::VectorXd& outcome)
{
  std::vector<std::string> names{"all"};
  std::vector<std::vector<Eigen::Index>> groups{{}};
  for (Eigen::Index row = 0; row < score.size(); ++row) groups[0].push_back(row);
  for (auto& rows : prediction::rows_of_groups(site)) {
    names.push_back(site[static_cast<std::size_t>(rows.front())]);
    groups.push_back(std::move(rows));
  }
  const auto size = static_cast<Eigen::Index>(names.size());
  Eigen::VectorXi n(size);
  Eigen::MatrixXd r(size, 3);
  for (Eigen::Index g = 0; g < size; ++g) {
    std::vector<Eigen::Index> both;
    for (const auto row : groups[static_cast<std::size_t>(g)])
      if (std::isfinite(score[row]) && std::isfinite(outcome[row])) both.push_back(row);
    n[g] = static_cast<int>(both.size());
    r(g, 0) = correlation(score(both), outcome(both));
    const auto interval = interval_of(r(g, 0), both.size());
    r(g, 1) = interval.low;
    r(g, 2) = interval.high;
  }
  return report::TsvWriter()
      .strings("site", names)
      .integers("n", n)
      .numbers("r", r.col(0))
      .numbers("r_low", r.col(1))
      .numbers("r_high", r.col(2))
      .text();
}

void write_scores(const Options& options, const PredictionData& data, const prediction::WeightTable& weights,
                  const Eigen::VectorXd& score)
{
  std::vector<std::string> participants;
  std::vector<std::string> status;
  for (Eigen::Index row = 0; row < data.size(); ++row) {
    participants.push_back(data.participant(row));
    status.emplace_back(std::isnan(score[row]) ? "edges missing" : "scored");
  }
  const auto site = data.site.empty() ? std::vector<std::string>(participants.size()) : data.site;
  const auto folder =
      prediction_folder(options, options.predict.name.empty() ? options.predict.weights->stem().string() + "_scores"
                                                              : options.predict.name);
  store::write_text_atomically(folder / "scores.tsv", report::TsvWriter()
                                                          .strings("participant_id", participants)
                                                          .strings("site", site)
                                                          .numbers("score", score)
                                                          .strings("status", status)
                                                          .text());
  store::ResultWriter file(folder / "result.h5", "dmn-cohort-scores/1", {{"program_version", base::version()}});
  file.attribute("intercept", base::format_number(weights.intercept));
  file.strings("/scores/participant_id", participants, "participants, a row each");
  file.numbers("/scores/score", score, "of the published model", "score");
  file.strings("/scores/status", status, "`scored`, or why not");
  file.strings("/weights/edge", weights.edges, "edges of the table");
  file.numbers("/weights/weight", weights.weight, "of the published model", "weight of (x - centre) / scale");
  file.finish();
  base::info("{}: {} of {} participants scored", (folder / "scores.tsv").string(), std::ranges::count(status, "scored"),
             data.size());
  std::filesystem::remove(folder / "correlations.tsv");
  if (!options.given.contains("predict.outcome")) return;
  const Eigen::MatrixXd outcome = coded(data.participants.cohort, data.rows, {{.variable = options.predict.outcome}});
  if (outcome.array().isNaN().all())
    throw base::UsageError(
        "a score is compared with numbers",
        {.field = "predict.outcome", .expected = "a column of numbers", .found = options.predict.outcome});
  store::write_text_atomically(folder / "correlations.tsv", correlations_tsv(site, score, outcome.col(0)));
}

}  // namespace

ExitStatus apply_weights(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    const auto weights = read_weights(*options.predict.weights);
    const PredictionData data = load_prediction_data(options, "");
    for (const auto& warning : data.warnings) base::log_warning(warning);
    const auto edges = edges_of(*options.predict.weights, weights, data.data.cohort);
    if (options.dry_run) return;
    const Eigen::MatrixXd values = read_columns(data.data, data.participants, data.rows, edges);
    write_scores(options, data, weights, prediction::scores(weights, values));
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
