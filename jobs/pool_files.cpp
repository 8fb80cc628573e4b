#include "pool_files.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "foreign_file.hpp"
#include "gather.hpp"
#include "report/site_tables.hpp"
#include "statistic_fields.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"
#include "store/site_summary_file.hpp"

namespace dmn::jobs {
namespace {

using sites::MetaAnalysis;
using sites::SiteSummary;

report::TableEdges edges_of(const SiteSummary& summary)
{
  return {summary.shared.roi_labels, summary.shared.edges};
}

void write_edges(store::ResultWriter& file, const SiteSummary& first)
{
  std::vector<std::int64_t> i;
  std::vector<std::int64_t> j;
  for (const auto& edge : first.shared.edges) {
    i.push_back(edge.i);
    j.push_back(edge.j);
  }
  file.strings("/rois/label", first.shared.roi_labels, "regions of interest");
  file.integers("/edges/roi_i", i, "row of /rois, from 0", "first ROI");
  file.integers("/edges/roi_j", j, "row of /rois, from 0", "second ROI");
}

void write_pooled(store::ResultWriter& file, const sites::PooledStatistics& pooled)
{
  const auto& n = pooled.statistics.n;
  file.integers("/edges/n", {n.begin(), n.end()}, "participants", "participants of all sites that have the edge");
  for (const auto& field : statistic_fields())
    file.numbers(std::string("/edges/") + field.name, pooled.statistics.*field.values, field.units, field.description);
  file.strings("/edges/status", pooled.status, "`tested`, or why not");
  file.strings("/design/columns", pooled.columns, "columns of the pooled design");
  file.strings("/design/dropped", pooled.dropped, "constant or collinear columns");
}

void write_meta(store::ResultWriter& file, const std::vector<MetaAnalysis>& meta)
{
  std::vector<std::int64_t> k;
  std::vector<std::string> models;
  for (const auto& result : meta) {
    k.push_back(result.k);
    models.push_back(sites::words(result));
  }
  file.integers("/meta/k", k, "sites", "sites with an effect on the edge");
  for (const auto& [name, number] : sites::meta_numbers()) {
    Eigen::VectorXd values(static_cast<Eigen::Index>(meta.size()));
    std::ranges::transform(meta, values.begin(), [&](const MetaAnalysis& m) { return m.*number; });
    file.numbers(std::string("/meta/") + name, values, "units of g", "column of meta.tsv");
  }
  file.strings("/meta/model", models, "model and interval");
}

void write_sites(store::ResultWriter& file, const std::vector<SiteSummary>& summaries)
{
  std::vector<std::string> names;
  std::vector<std::string> left_out;
  std::vector<std::int64_t> n;
  const auto rows = static_cast<Eigen::Index>(summaries.size());
  Eigen::MatrixXd g(rows, summaries.front().effect.g.size());
  Eigen::MatrixXd variance(rows, g.cols());
  for (Eigen::Index s = 0; s < rows; ++s) {
    const SiteSummary& summary = summaries[static_cast<std::size_t>(s)];
    names.push_back(summary.sums.site);
    left_out.push_back(summary.effect_left_out);
    n.push_back(summary.sums.n);
    g.row(s) = summary.effect.g.transpose();
    variance.row(s) = summary.effect.variance.transpose();
  }
  file.strings("/sites/site", names, "sites of the pool");
  file.integers("/sites/n", n, "participants", "participants in the model");
  file.strings("/sites/left_out", left_out, "why the site is not in the meta-analysis; empty if it is");
  file.matrix("/sites/g", g, standardised, "Hedges' g of each site by itself, a row a site");
  file.matrix("/sites/variance", variance, "squared residual standard deviations", "its sampling variance");
}

void require_agreement(const SiteSummary& first, const SiteSummary& other, const std::filesystem::path& first_file,
                       const std::filesystem::path& file)
{
  const auto mismatch = sites::first_mismatch(first, other);
  if (!mismatch) return;
  throw base::UsageError(
      "cannot be pooled with " + first_file.string(),
      {.file = file.string(), .field = mismatch->field, .expected = mismatch->expected, .found = mismatch->found});
}

}  // namespace

std::vector<SiteSummary> read_summaries(const Options& options)
{
  const auto& files = options.pool.inputs;
  if (files.empty())
    throw base::UsageError("", {.field = "pool.input", .expected = "a file of `share` for each site", .found = "none"});
  std::vector<SiteSummary> summaries;
  for (const auto& file : files) {
    if (!std::filesystem::exists(file))
      throw base::UsageError("there is no such file", {.file = file.string(), .field = "pool.input"});
    require_readable(file, [&] { store::read_site_summary(file); });
    auto summary = store::read_site_summary(file);
    if (!summaries.empty()) require_agreement(summaries.front(), summary, files.front(), file);
    for (const auto& known : summaries) {
      if (known.sums.site == summary.sums.site)
        throw base::UsageError("this site is already in the pool: its participants would count twice",
                               {.file = file.string(), .field = "site", .found = summary.sums.site});
      if (known.sums.n == summary.sums.n && known.sums.shift == summary.sums.shift)
        throw base::UsageError(
            "these are the data of another site of the pool under a second name",
            {.file = file.string(), .field = "site", .expected = known.sums.site, .found = summary.sums.site});
    }
    summaries.push_back(std::move(summary));
  }
  std::ranges::sort(summaries, {}, [](const SiteSummary& summary) { return summary.sums.site; });
  return summaries;
}

void write_pool_files(const Options& options, const std::vector<SiteSummary>& summaries,
                      const sites::PooledStatistics& pooled, const std::vector<MetaAnalysis>& meta)
{
  const auto folder = options.out / "pool";
  const auto edges = edges_of(summaries.front());
  store::write_text_atomically(folder / "edges.tsv", report::pooled_edges_tsv(edges, pooled));
  store::write_text_atomically(folder / "meta.tsv", report::meta_tsv(edges, meta));
  store::ResultWriter file(folder / "result.h5", "dmn-cohort-pool/1", provenance_of(options));
  file.attribute("model", summaries.front().plan.model);
  file.attribute("contrast", summaries.front().plan.contrast.expression);
  file.attribute("centres", sites::centres_text(summaries.front().plan));
  file.attribute("levels", sites::levels_text(summaries.front().plan));
  file.attribute("roi_hash", summaries.front().shared.roi_hash);
  write_edges(file, summaries.front());
  write_pooled(file, pooled);
  write_meta(file, meta);
  write_sites(file, summaries);
  file.finish();
}

}  // namespace dmn::jobs
