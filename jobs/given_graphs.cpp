#include "given_graphs.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "number_bytes.hpp"
#include "parallel/dispatch.hpp"
#include "run_estimates.hpp"

namespace dmn::jobs {
namespace {

using connectivity::MeasureFamily;

constexpr const char* option = "connectivity.measures";

/// What graphs need of the regions, on every rank.
connectivity::RoiTable networks_together(const connectivity::RoiTable& rois, const parallel::Communicator& world)
{
  std::string text;
  for (const auto& roi : rois) text += "\n" + roi.network;
  text = world.broadcast_together(text);
  connectivity::RoiTable shared;
  for (auto& network : base::split(text, '\n')) shared.push_back({.label = {}, .network = std::move(network)});
  shared.erase(shared.begin());
  return shared;
}

/// A task: the seed's digits, a line break, the bytes of a row.
std::string described(std::uint64_t seed, const Eigen::VectorXd& z)
{
  return std::to_string(seed) + "\n" + bytes_of(z);
}

std::string measured(const std::string& task, const connectivity::RoiTable& rois)
{
  const auto line = task.find('\n');
  std::string bytes;
  for (const auto& measure :
       connectivity::graph_measures(values_from(task.substr(line + 1)), rois, std::stoull(task.substr(0, line))))
    bytes += bytes_of(measure.values);
  return bytes;
}

}  // namespace

void require_measurable(const Options& options, const bids::MatrixCohort& given)
{
  if (options.connectivity.measures.empty()) return;
  if (options.connectivity.wants(MeasureFamily::amplitude))
    throw base::UsageError("amplitude needs series or images, not matrices", {.field = option});
  if (given.transform != "fisher_z" || !given.cohort.edges.is_full())
    throw base::UsageError("graph measures need a correlation of every pair of regions, in row-major order",
                           {.file = options.input.matrices->string(), .field = option});
}

std::vector<Eigen::MatrixXd> graph_measures_together(const Options& options, const bids::MatrixCohort& given,
                                                     const parallel::Communicator& world)
{
  if (options.connectivity.measures.empty()) return {};
  const auto rois = networks_together(given.cohort.rois, world);
  const auto n_runs =
      static_cast<std::size_t>(std::stoull(world.broadcast_together(std::to_string(given.edges.rows()))));
  const auto describe = [&](std::size_t row) {
    return described(seed_of_run(options.seed, given.cohort.runs[row]),
                     given.edges.row(static_cast<Eigen::Index>(row)).transpose());
  };
  const auto result = parallel::dispatch(world, n_runs, describe,
                                         [&](std::size_t, const std::string& task) { return measured(task, rois); });

  std::vector<Eigen::MatrixXd> measures;
  parallel::on_master(world, [&] {
    const auto infos = measure_infos(options.connectivity);
    for (const auto& info : infos) measures.emplace_back(given.edges.rows(), info.per_roi ? std::ssize(rois) : 1);
    for (const auto& outcome : result.outcomes) {
      if (outcome.failed()) throw base::IoError(outcome.failure);
      const Eigen::VectorXd values = values_from(outcome.answer);
      Eigen::Index first = 0;
      for (auto& measure : measures) {
        measure.row(static_cast<Eigen::Index>(outcome.task)) = values.segment(first, measure.cols()).transpose();
        first += measure.cols();
      }
    }
  });
  return measures;
}

}  // namespace dmn::jobs
