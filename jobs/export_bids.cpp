#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/version.hpp"
#include "bids/derivatives_writer.hpp"
#include "export_parts.hpp"
#include "report/tsv_writer.hpp"
#include "store/atomic_file.hpp"
#include "store/cohort_file.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// What XCP-D calls a matrix of this kind.
std::string statistic_of(const store::KindInfo& kind)
{
  return kind.name == "correlation" ? "pearsoncorrelation" : kind.name == "partial" ? "partialcorrelation" : kind.name;
}

/// A BIDS label: letters and digits only.
std::string bids_label(const std::string& text)
{
  std::string label;
  std::ranges::copy_if(text, std::back_inserter(label), [](unsigned char c) { return std::isalnum(c) != 0; });
  return label;
}

/// `sub-X/func/sub-X_task-rest_seg-set`: what the names of a run's files begin with.
std::string stem_of(const base::RunId& run, const std::string& roi_set)
{
  const std::string shard = store::shard_path(run).string();
  return shard.substr(0, shard.rfind("connectivity.h5")) + "seg-" + bids_label(roi_set);
}

/// The square matrix with region names as XCP-D writes it; Fisher z becomes r, the diagonal of correlations is 1.
std::string relmat_text(const stats::Cohort& cohort, const store::KindInfo& kind, const Eigen::VectorXd& edges,
                        const Eigen::VectorXd& diagonal)
{
  const auto n = static_cast<Eigen::Index>(cohort.rois.size());
  const bool correlation = kind.transform == "fisher_z";
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Constant(n, n, std::nan(""));
  for (Eigen::Index e = 0; e < cohort.edges.size(); ++e) {
    const auto& [i, j] = cohort.edges[e];
    matrix(i, j) = matrix(j, i) = correlation ? std::tanh(edges[e]) : edges[e];
  }
  if (diagonal.size() == n) matrix.diagonal() = diagonal;
  for (Eigen::Index roi = 0; correlation && roi < n; ++roi) {
    const bool valid = !matrix.row(roi).array().isNaN().all();
    if (valid) matrix(roi, roi) = 1;
  }
  report::TsvWriter table;
  std::vector<std::string> labels;
  for (const auto& roi : cohort.rois) labels.push_back(roi.label);
  table.strings("Node", labels);
  for (Eigen::Index roi = 0; roi < n; ++roi) table.numbers(labels[static_cast<std::size_t>(roi)], matrix.col(roi));
  return table.text();
}

void write_relmats(const fs::path& folder, const store::CohortReader& reader, const store::KindInfo& kind)
{
  const auto& cohort = reader.cohort();
  const Eigen::MatrixXd edges = reader.read_edges(kind.name, 0, cohort.edges.size());
  const Eigen::MatrixXd diagonal = kind.has_diagonal ? reader.read_diagonal(kind.name) : Eigen::MatrixXd();
  const Json sidecar{{"Description", kind.transform == "fisher_z" ? "Correlations between regions; not Fisher z"
                                                                  : "Values as given or estimated"},
                     {"Estimator", kind.estimator},
                     {"Kind", kind.name},
                     {"SegmentationName", cohort.roi_set},
                     {"SegmentationSHA256", cohort.roi_hash},
                     {"Denoising", base::split(cohort.pipeline, '\n')},
                     {"GeneratedBy", "dmn-cohort " + base::version()}};
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    const auto at = static_cast<Eigen::Index>(row);
    const std::string stem = stem_of(cohort.runs[row], cohort.roi_set) + "_stat-" + statistic_of(kind) + "_relmat";
    const Eigen::VectorXd own =
        diagonal.size() == 0 ? Eigen::VectorXd() : Eigen::VectorXd(diagonal.row(at).transpose());
    store::write_text_atomically(folder / (stem + ".tsv"), relmat_text(cohort, kind, edges.row(at).transpose(), own));
    store::write_text_atomically(folder / (stem + ".json"), sidecar.dump(2) + "\n");
  }
}

void write_series(const fs::path& out, const stats::Cohort& cohort, const base::RunId& run)
{
  const auto path = out / store::shard_path(run);
  if (!fs::exists(path)) return;
  const auto shard = store::read_shard(path);
  const auto& primary = shard.combinations.front();
  report::TsvWriter table;
  for (std::size_t roi = 0; roi < cohort.rois.size(); ++roi)
    table.numbers(cohort.rois[roi].label, primary.denoised.series.col(static_cast<Eigen::Index>(roi)));
  const std::string stem = stem_of(run, cohort.roi_set) + "_stat-mean_timeseries";
  const Json sidecar{{"Description", "Mean series of regions after denoising, kept volumes only"},
                     {"RepetitionTime", shard.tr_s},
                     {"KeptVolumes", primary.denoised.kept},
                     {"Confounds", primary.denoised.confounds},
                     {"SegmentationName", cohort.roi_set},
                     {"Strategy", primary.strategy},
                     {"GeneratedBy", "dmn-cohort " + base::version()}};
  store::write_text_atomically(out / "export" / (stem + ".tsv"), table.text());
  store::write_text_atomically(out / "export" / (stem + ".json"), sidecar.dump(2) + "\n");
}

}  // namespace

std::size_t export_bids(const Options& options)
{
  const store::CohortReader reader(options.out / "cohort.h5");
  const auto& cohort = reader.cohort();
  for (const auto& kind : reader.kinds()) write_relmats(options.out / "export", reader, kind);
  for (const auto& run : cohort.runs) write_series(options.out, cohort, run);
  store::write_text_atomically(options.out / "export" / "dataset_description.json",
                               bids::dataset_description_text("dmn-cohort connectivity", base::version()));
  return cohort.runs.size();
}

}  // namespace dmn::jobs
