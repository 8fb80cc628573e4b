#include "group_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/kind.hpp"
#include "foreign_file.hpp"
#include "given_matrices.hpp"
#include "store/cohort_file.hpp"

namespace dmn::jobs {
namespace {

GroupData from_matrices(const Options& options)
{
  auto given = std::make_shared<bids::MatrixCohort>(read_given_matrices(options));
  auto cohort = std::move(given->cohort);
  auto warnings = given->warnings;
  for (const auto& excluded : cohort.excluded)
    warnings.push_back(fmt::format("{}: {}", base::display(excluded.id), excluded.reason));
  const bool fisher_z = given->transform == "fisher_z";
  return {.source = options.input.matrices->string(),
          .kind = kind_of_given(fisher_z),
          .fisher_z = fisher_z,
          .cohort = std::move(cohort),
          .read_edges = [given](Eigen::Index first,
                                Eigen::Index n) { return Eigen::MatrixXd(given->edges.middleCols(first, n)); },
          .edge_names = given->edge_names,
          .warnings = std::move(warnings)};
}

bool is_within_run(const std::string& kind)
{
  using connectivity::Kind;
  return kind == connectivity::name_of(Kind::xdf) || kind == connectivity::name_of(Kind::dynamic_p);
}

void require_kind(const store::CohortReader& reader, const std::string& kind, const std::filesystem::path& file)
{
  std::vector<std::string> kinds;
  for (const auto& info : reader.kinds()) {
    if (!is_within_run(info.name)) kinds.push_back(info.name);
    if (info.name == kind && is_within_run(kind))
      throw base::UsageError(kind +
                                 " is evidence within one run and not to be compared between people; "
                                 "correlation and dynamic are",
                             {.file = file.string(), .field = "group.kind", .found = kind});
  }
  if (std::ranges::find(kinds, kind) != kinds.end()) return;
  throw base::UsageError(
      "", {.file = file.string(), .field = "group.kind", .expected = base::join(kinds, ", "), .found = kind});
}

/// All tables and measures, and of every kind the first and the last edge.
void read_all_tables(const std::filesystem::path& file)
{
  const store::CohortReader reader(file);
  for (const auto& kind : reader.kinds()) {
    const Eigen::Index n_edges = reader.cohort().edges.size();
    if (n_edges == 0) continue;
    reader.read_edges(kind.name, 0, 1);
    reader.read_edges(kind.name, n_edges - 1, 1);
  }
  for (const auto& measure : reader.measures()) reader.read_measure(measure);
}

}  // namespace

GroupData load_cohort_file(const std::filesystem::path& file, const std::string& kind)
{
  if (!std::filesystem::exists(file)) {
    throw base::UsageError(
        "there is no cohort file; run `dmn-cohort connectivity` first, or give group.data or input.matrices",
        {.file = file.string()});
  }
  require_readable(file, [&] { read_all_tables(file); });
  auto reader = std::make_shared<store::CohortReader>(file);
  require_kind(*reader, kind, file);
  const auto& info = *std::ranges::find(reader->kinds(), kind, &store::KindInfo::name);
  return {
      .source = file.string(),
      .kind = kind,
      .fisher_z = info.transform == "fisher_z",
      .cohort = reader->cohort(),
      .read_edges = [reader, kind](Eigen::Index first, Eigen::Index n) { return reader->read_edges(kind, first, n); },
      .measures = reader->measures(),
      .read_measure = [reader](const std::string& measure) { return reader->read_measure(measure); },
      .warnings = {}};
}

std::string kind_of_given(bool fisher_z)
{
  return fisher_z ? "correlation" : "other";
}

stats::MarkerValues markers_of(const GroupData& data, const stats::GroupPlan& plan, const stats::ReadOutcomes& read)
{
  auto markers = stats::summarise(data.cohort, plan, read);
  connectivity::mark(markers.summaries, data.kind);
  return markers;
}

void require_somebody(const GroupData& data)
{
  if (!data.cohort.runs.empty()) return;
  const auto& excluded = data.cohort.excluded;
  throw base::DesignError(
      excluded.empty() ? std::string("nobody is in these data")
                       : fmt::format("nobody is left in these data: {} runs are excluded, the first ({}): {}",
                                     excluded.size(), base::display(excluded.front().id), excluded.front().reason),
      {.file = data.source, .expected = "participants with usable runs"});
}

void require_two_people(const GroupData& data)
{
  const auto& runs = data.cohort.runs;
  const auto other = [&](const auto& run) { return run.participant != runs.front().participant; };
  if (std::ranges::any_of(runs, other)) return;
  throw base::DesignError("one participant cannot be compared with others",
                          {.file = data.source, .expected = "a cohort", .found = base::display(runs.front())});
}

GroupData load_group_data(const Options& options)
{
  auto data = options.group.data       ? load_cohort_file(*options.group.data, options.group.kind)
              : options.input.matrices ? from_matrices(options)
                                       : load_cohort_file(options.out / "cohort.h5", options.group.kind);
  require_somebody(data);
  return data;
}

}  // namespace dmn::jobs
