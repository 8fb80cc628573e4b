#include <fmt/format.h>
#include <unistd.h>

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/summaries.hpp"
#include "predict_data.hpp"
#include "stats/edge_selection.hpp"
#include "stats/group_plan.hpp"
#include "store/cohort_file.hpp"

namespace dmn::jobs {
namespace {

constexpr double most_missing = 0.1;       ///< share of the features that a participant may lack
constexpr double share_of_machine = 0.75;  ///< of the memory
constexpr double gib = 1024.0 * 1024 * 1024;

double memory_bytes(const PredictOptions& options)
{
  if (options.memory_gib > 0) return options.memory_gib * gib;
  return share_of_machine * static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

/// Features in three copies, directions of the fold, and the squares of the smaller side.
void require_memory(const PredictOptions& options, Eigen::Index n_rows, Eigen::Index n_features)
{
  const auto n = static_cast<double>(n_rows);
  const auto p = static_cast<double>(n_features);
  const double smaller = std::min(n, p);
  const double needed = 8 * (3 * n * p + 3 * n * smaller + 3 * smaller * smaller + 3 * n * options.permutations);
  if (needed <= memory_bytes(options)) return;
  throw base::DesignError(
      fmt::format("{} features of {} participants need more memory than there is; use predict.features networks, "
                  "group.edges, fewer permutations, or a larger machine",
                  n_features, n_rows),
      {.field = "predict.features",
       .expected = fmt::format("at most {:.3g} GiB a process", memory_bytes(options) / gib),
       .found = fmt::format("{:.3g} GiB", needed / gib)});
}

template <class Value>
void keep(std::vector<Value>& values, const std::vector<Eigen::Index>& which)
{
  if (values.empty()) return;
  std::vector<Value> kept;
  for (const auto position : which) kept.push_back(std::move(values[static_cast<std::size_t>(position)]));
  values = std::move(kept);
}

void keep_rows(PredictionData& data, const std::vector<Eigen::Index>& kept)
{
  keep(data.rows, kept);
  keep(data.site, kept);
  data.values = data.values(kept, Eigen::all).eval();
}

std::vector<Eigen::Index> complete_columns(const Eigen::MatrixXd& values)
{
  std::vector<Eigen::Index> kept;
  for (Eigen::Index column = 0; column < values.cols(); ++column)
    if (values.col(column).allFinite()) kept.push_back(column);
  return kept;
}

std::vector<Eigen::Index> every_edge(const stats::Cohort& cohort)
{
  std::vector<Eigen::Index> all;
  for (Eigen::Index edge = 0; edge < cohort.edges.size(); ++edge) all.push_back(edge);
  return all;
}

RawFeatures table_features(const Options& options, const PredictionData& data, bool networks)
{
  const auto& cohort = data.data.cohort;
  const auto edges =
      networks ? every_edge(cohort) : stats::select_edges(options.group.edges, cohort.rois, cohort.edges);
  require_memory(options.predict, data.size(), static_cast<Eigen::Index>(edges.size()));
  RawFeatures features{.names = edge_labels(cohort, edges),
                       .values = read_columns(data.data, data.participants, data.rows, edges),
                       .kind = options.input.matrices && !options.group.data ? "given" : options.group.kind};
  if (!networks) return features;
  const auto dropped = connectivity::rois_to_drop(features.values, cohort.edges);
  const auto summaries = connectivity::network_summaries(cohort.rois, cohort.edges, dropped);
  if (summaries.empty())
    throw base::DesignError("the ROI set names no networks", {.field = "predict.features", .found = "networks"});
  features.names.clear();
  for (const auto& summary : summaries) features.names.push_back(summary.name);
  features.values = connectivity::summary_values(features.values, summaries);
  return features;
}

/// The kind that holds the runs' covariance matrices; precision is the inverse of the one that tangent space is defined
/// by (METHODS.md section 11).
std::string matrix_kind(const store::CohortReader& reader, const std::filesystem::path& file)
{
  for (const std::string wanted : {"precision", "covariance"}) {
    for (const auto& info : reader.kinds()) {
      if (info.name == wanted && info.has_diagonal) return wanted;
    }
  }
  throw base::UsageError(
      "the tangent space of a fold is made from the runs' covariance matrices; run `dmn-cohort connectivity` with "
      "connectivity.kind = precision (or covariance) as well",
      {.file = file.string(), .field = "predict.features", .found = "tangent"});
}

RawFeatures tangent_features(const Options& options, const PredictionData& data)
{
  if (options.input.matrices && !options.group.data)
    throw base::UsageError("tangent features need a cohort file with covariance matrices",
                           {.field = "predict.features", .expected = "edges or networks", .found = "tangent"});
  const auto file = options.group.data.value_or(options.out / "cohort.h5");
  const store::CohortReader reader(file);
  const auto& cohort = reader.cohort();
  RawFeatures features{.names = edge_labels(cohort, every_edge(cohort)), .kind = matrix_kind(reader, file)};
  for (const auto& roi : cohort.rois) features.names.push_back(roi.label);
  const auto r = static_cast<Eigen::Index>(cohort.rois.size());
  require_memory(options.predict, data.size(), 2 * (cohort.edges.size() + r));
  const Eigen::MatrixXd edges = reader.read_edges(features.kind, 0, cohort.edges.size());
  const Eigen::MatrixXd diagonal = reader.read_diagonal(features.kind);
  Eigen::MatrixXd flat(edges.rows(), r * r);
  for (Eigen::Index run = 0; run < edges.rows(); ++run) {
    Eigen::MatrixXd matrix = connectivity::symmetric_matrix(edges.row(run).transpose(), diagonal.row(run).transpose());
    if (features.kind == "precision" && matrix.allFinite()) {
      const Eigen::MatrixXd inverse = matrix.llt().solve(Eigen::MatrixXd::Identity(r, r));
      matrix = (inverse + inverse.transpose()) / 2;
    }
    flat.row(run) = Eigen::Map<const Eigen::RowVectorXd>(matrix.data(), matrix.size());
  }
  const Eigen::MatrixXd means = stats::values_of_rows(flat, data.participants, data.rows);
  for (Eigen::Index row = 0; row < means.rows(); ++row) {
    const Eigen::VectorXd values = means.row(row).transpose();
    features.matrices.emplace_back(values.allFinite()
                                       ? Eigen::MatrixXd(Eigen::Map<const Eigen::MatrixXd>(values.data(), r, r))
                                       : Eigen::MatrixXd());
  }
  return features;
}

/// Rows that lack at most a tenth of the features.
std::vector<Eigen::Index> usable_rows(const RawFeatures& features, Eigen::Index n_rows)
{
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < n_rows; ++row) {
    const bool usable = features.matrices.empty()
                            ? static_cast<double>((!features.values.row(row).array().isFinite()).count()) <=
                                  most_missing * static_cast<double>(features.values.cols())
                            : features.matrices[static_cast<std::size_t>(row)].size() > 0;
    if (usable) rows.push_back(row);
  }
  return rows;
}

void leave_out_others(const std::vector<Eigen::Index>& kept, const std::string& reason, PredictionData& data)
{
  const auto& cohort = data.participants.cohort;
  for (Eigen::Index row = 0; row < data.size(); ++row) {
    if (std::ranges::binary_search(kept, row)) continue;
    const auto at = static_cast<std::size_t>(data.rows[static_cast<std::size_t>(row)]);
    data.left_out.push_back(
        {.id = cohort.runs[at], .reason = reason, .site = cohort.site[at], .group = cohort.group[at]});
  }
  if (kept.empty())
    throw base::DesignError("every participant lacks features", {.file = data.data.source, .found = reason});
}

}  // namespace

std::vector<std::string> edge_labels(const stats::Cohort& cohort, const std::vector<Eigen::Index>& edges)
{
  std::vector<std::string> labels;
  for (const auto position : edges) {
    const auto& edge = cohort.edges[position];
    labels.push_back(cohort.rois[static_cast<std::size_t>(edge.i)].label + "--" +
                     cohort.rois[static_cast<std::size_t>(edge.j)].label);
  }
  return labels;
}

Eigen::MatrixXd read_columns(const GroupData& data, const stats::ParticipantRows& participants,
                             const std::vector<Eigen::Index>& rows, const std::vector<Eigen::Index>& columns)
{
  const Eigen::Index width = stats::edge_block_width(data.cohort.runs.size());
  Eigen::MatrixXd values(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t from = 0; from < columns.size();) {
    std::size_t to = from + 1;
    while (to < columns.size() && columns[to] - columns[from] < width) ++to;
    const Eigen::Index first = columns[from];
    const Eigen::MatrixXd block =
        stats::values_of_rows(data.read_edges(first, columns[to - 1] - first + 1), participants, rows);
    for (; from < to; ++from) values.col(static_cast<Eigen::Index>(from)) = block.col(columns[from] - first);
  }
  return values;
}

RawFeatures read_features(const Options& options, const PredictionData& data, FeatureKind wanted)
{
  if (wanted == FeatureKind::tangent) return tangent_features(options, data);
  return table_features(options, data, wanted == FeatureKind::networks);
}

Features load_features(const Options& options, PredictionData& data)
{
  RawFeatures raw = read_features(options, data, options.predict.features);
  Features features{.names = std::move(raw.names), .kind = std::move(raw.kind)};
  const auto rows = usable_rows(raw, data.size());
  leave_out_others(rows, raw.matrices.empty() ? "more than a tenth of the features are missing" : "an ROI without data",
                   data);
  keep_rows(data, rows);
  if (raw.matrices.empty()) {
    const Eigen::MatrixXd values = raw.values(rows, Eigen::all);
    const auto columns = complete_columns(values);
    features.n_incomplete = values.cols() - static_cast<Eigen::Index>(columns.size());
    if (columns.empty()) throw base::DesignError("no feature is there for everyone", {.file = data.data.source});
    keep(features.names, columns);
    features.source.values = values(Eigen::all, columns);
  } else {
    keep(raw.matrices, rows);
    features.source.matrices = std::move(raw.matrices);
  }
  features.source.covariates = data.values;
  features.source.site = data.site;
  features.source.combat = options.predict.combat;
  return features;
}

}  // namespace dmn::jobs
