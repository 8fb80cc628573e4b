#include "given_matrices.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"
#include "bids/matrices.hpp"
#include "gather.hpp"
#include "given_graphs.hpp"
#include "named_regions.hpp"
#include "run_estimates.hpp"
#include "store/cohort_file.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

/// Correlations are stored where every job looks for them; values of another meaning under a name of their own.
std::string kind_of(const bids::MatrixCohort& given)
{
  return given.transform == "fisher_z" ? "correlation" : "other";
}

void write_cohort(const Options& options, const bids::MatrixCohort& given, const std::vector<Eigen::MatrixXd>& measures)
{
  const std::string kind = kind_of(given);
  store::CohortWriter writer(options.out / "cohort.h5", given.cohort,
                             {{.name = kind, .transform = given.transform, .estimator = "given"}},
                             provenance_of(options), measure_infos(options.connectivity));
  for (Eigen::Index first = 0; first < given.edges.rows(); first += writer.rows_per_block()) {
    const auto n = std::min<Eigen::Index>(writer.rows_per_block(), given.edges.rows() - first);
    writer.append(kind, given.edges.middleRows(first, n), {});
  }
  const auto infos = measure_infos(options.connectivity);
  for (std::size_t m = 0; m < measures.size(); ++m) writer.append_measure(infos[m].name, measures[m]);
  writer.finish();
}

}  // namespace

bids::MatrixCohort read_given_matrices(const Options& options)
{
  bids::MatricesOptions matrices{.matrices = *options.input.matrices,
                                 .participants = options.input.participants,
                                 .labels = options.rois.labels,
                                 .group_column = options.input.group_column,
                                 .site_column = options.input.site_column};
  if (options.rois.labels) matrices.rois = parcellation::read_roi_table(*options.rois.labels).rois;
  auto given = bids::read_matrices(matrices);
  given.cohort.roi_hash = store::sha256_hex(named_regions(given.cohort.roi_set, given.cohort.rois).content);
  return given;
}

ExitStatus gather_given_matrices(const Options& options, const parallel::Communicator& world)
{
  bids::MatrixCohort given;
  parallel::on_master(world, [&] {
    given = read_given_matrices(options);
    for (const auto& warning : given.warnings) base::log_warning(warning);
    for (const auto& excluded : given.cohort.excluded)
      base::warn("{}: {}", base::display(excluded.id), excluded.reason);
    if (given.cohort.runs.empty())
      throw base::NothingToDo("no usable row was found", {.file = options.input.matrices->string()});
    require_measurable(options, given);
  });
  std::vector<Eigen::MatrixXd> measures;
  if (!options.dry_run) measures = graph_measures_together(options, given, world);
  std::string status;
  parallel::on_master(world, [&] {
    if (!options.dry_run) write_cohort(options, given, measures);
    base::info("{}: {} rows, {} ROIs, {} edges, {} excluded", (options.out / "cohort.h5").string(),
               given.cohort.runs.size(), given.cohort.rois.size(), given.cohort.edges.size(),
               given.cohort.excluded.size());
    status = given.cohort.excluded.empty() ? "done" : "excluded";
  });
  return world.broadcast_together(status) == "done" ? ExitStatus::done : ExitStatus::some_excluded;
}

}  // namespace dmn::jobs
