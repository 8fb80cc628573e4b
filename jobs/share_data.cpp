#include "share_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "given_matrices.hpp"
#include "sites/disclosure.hpp"
#include "sites/site_rows.hpp"
#include "stats/edge_selection.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* default_contrast = "patient-control: patient - control";

ShareData from_matrices(const Options& options)
{
  const auto given = std::make_shared<bids::MatrixCohort>(read_given_matrices(options));
  ShareData shared;
  shared.kind = {.name = "given", .transform = given->transform, .estimator = "given"};
  shared.data.source = options.input.matrices->string();
  shared.data.fisher_z = given->transform == "fisher_z";
  shared.data.kind = kind_of_given(shared.data.fisher_z);
  shared.data.cohort = std::move(given->cohort);
  shared.data.read_edges = [given](Eigen::Index first, Eigen::Index n) {
    return Eigen::MatrixXd(given->edges.middleCols(first, n));
  };
  shared.data.warnings = given->warnings;
  return shared;
}

sites::PoolingPlan plan_of(const Options& options)
{
  if (options.group.contrasts.size() > 1) {
    throw base::UsageError(
        "a site's file answers one contrast",
        {.field = "group.contrast", .expected = "one", .found = base::join(options.group.contrasts, "; ")});
  }
  const std::string contrast = options.group.contrasts.empty() ? default_contrast : options.group.contrasts.front();
  return sites::make_plan(options.group.model, stats::parse_contrast(contrast), options.share.centres,
                          options.share.levels,
                          {.group = options.input.group_column, .site = options.input.site_column});
}

std::string site_of(const Options& options, const stats::Cohort& participants)
{
  std::set<std::string> known(participants.site.begin(), participants.site.end());
  known.erase("");
  if (options.share.site.empty() && known.size() == 1) return *known.begin();
  if (known.contains(options.share.site)) return options.share.site;
  throw base::UsageError("", {.field = "share.site",
                              .expected = "a site of the data: " + base::join({known.begin(), known.end()}, ", "),
                              .found = options.share.site.empty() ? "nothing" : options.share.site});
}

std::vector<Eigen::Index> rows_at(const stats::Cohort& participants, const std::string& site)
{
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < participants.site.size(); ++row) {
    if (participants.site[row] == site) rows.push_back(static_cast<Eigen::Index>(row));
  }
  return rows;
}

sites::SharedEdges shared_edges(const ShareData& shared, const std::vector<Eigen::Index>& positions)
{
  const auto& cohort = shared.data.cohort;
  sites::SharedEdges edges{.kind = shared.kind.name,
                           .transform = shared.kind.transform,
                           .estimator = shared.kind.estimator,
                           .pipeline = cohort.pipeline,
                           .session = {},
                           .roi_set = cohort.roi_set,
                           .roi_hash = cohort.roi_hash,
                           .roi_labels = {},
                           .edges = {}};
  for (const auto& roi : cohort.rois) edges.roi_labels.push_back(roi.label);
  for (const auto position : positions) edges.edges.push_back(cohort.edges[position]);
  return edges;
}

/// Reads every chosen edge of the site once.
void sum_edges(const ShareData& shared, const stats::GroupPlan& reading, sites::SiteSummary& summary,
               sites::OwnEffect& effect)
{
  const auto read = stats::outcomes_of(reading, shared.data.read_edges);
  const stats::EdgeTiles tiles = stats::tiles_of(reading);
  for (Eigen::Index tile = 0; tile < tiles.count(); ++tile) {
    const Eigen::MatrixXd outcomes = stats::read_tile(reading, read, tile);
    sites::add_block(summary.sums, reading.design.matrix, outcomes, tiles.first(tile));
    effect.add_block(outcomes, tiles.first(tile));
  }
}

}  // namespace

ShareData load_share_data(const Options& options)
{
  if (options.input.matrices && !options.group.data) return from_matrices(options);
  const auto file = options.group.data.value_or(options.out / "cohort.h5");
  ShareData shared{.data = load_cohort_file(file, options.group.kind), .kind = {}};
  const store::CohortReader reader(file);
  shared.kind = *std::ranges::find(reader.kinds(), options.group.kind, &store::KindInfo::name);
  return shared;
}

sites::SharedEdges all_shared_edges(const ShareData& shared)
{
  std::vector<Eigen::Index> all(static_cast<std::size_t>(shared.data.cohort.edges.size()));
  std::iota(all.begin(), all.end(), 0);
  return shared_edges(shared, all);
}

sites::SiteSummary summarise_site(const Options& options, const ShareData& shared)
{
  const auto session = options.group.session.empty() ? std::nullopt : std::optional<std::string>(options.group.session);
  stats::GroupPlan reading;
  reading.participants = stats::select_session(shared.data.cohort, session);
  reading.edges = stats::select_edges(options.group.edges, shared.data.cohort.rois, shared.data.cohort.edges);
  const auto& people = reading.participants.cohort;
  const std::string site = site_of(options, people);
  const auto at_site = rows_at(people, site);

  sites::SiteSummary summary{.program_version = base::version(), .plan = plan_of(options)};
  const auto planned = sites::planned_rows(summary.plan, sites::people_on_rows(people, at_site));
  sites::require_large_cells(site, planned);
  if (planned.rows.size() < at_site.size())
    base::warn("{} of {} participants of site {} lack a column of the model and stay out",
               at_site.size() - planned.rows.size(), at_site.size(), site);
  for (const auto row : planned.rows) reading.design.rows.push_back(at_site[static_cast<std::size_t>(row)]);
  reading.design.matrix = planned.matrix;

  std::vector<std::string> columns;
  for (const auto& column : planned.columns) columns.push_back(column.name);
  const auto n_edges = static_cast<Eigen::Index>(reading.edges.size());
  summary.shared = shared_edges(shared, reading.edges);
  summary.shared.session = options.group.session;
  summary.sums = sites::empty_sums(site, columns, planned.matrix, n_edges);
  sites::OwnEffect effect(summary.plan, site, planned, n_edges);
  sum_edges(shared, reading, summary, effect);
  summary.effect = effect.effect();
  summary.effect_left_out = effect.left_out();
  summary.statement = sites::disclosure_statement(summary.plan, summary.sums);
  return summary;
}

}  // namespace dmn::jobs
