#include "report_cohort.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "report/reasons.hpp"
#include "stats/participant_rows.hpp"
#include "stats/summary_stream.hpp"
#include "store/cohort_file.hpp"

namespace dmn::jobs {
namespace {

constexpr Eigen::Index most_cells = Eigen::Index{1} << 22;  ///< 32 MiB a block

using Flags = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;

/// Sums of the present values of each group's runs.
class GroupMeans {
 public:
  GroupMeans(const report::CohortPicture& picture, Eigen::Index n_edges) : picture_(picture)
  {
    for (std::size_t g = 0; g < picture.groups.size(); ++g) {
      sums_.push_back(Eigen::VectorXd::Zero(n_edges));
      counts_.push_back(Eigen::VectorXd::Zero(n_edges));
    }
  }

  void add(const Eigen::MatrixXd& block, Eigen::Index first)
  {
    for (std::size_t g = 0; g < sums_.size(); ++g) {
      for (Eigen::Index column = 0; column < block.cols(); ++column) {
        for (Eigen::Index row = 0; row < block.rows(); ++row) {
          if (!belongs(row, g) || std::isnan(block(row, column))) continue;
          sums_[g][first + column] += block(row, column);
          counts_[g][first + column] += 1;
        }
      }
    }
  }

  std::vector<Eigen::VectorXd> means() const
  {
    std::vector<Eigen::VectorXd> means;
    for (std::size_t g = 0; g < sums_.size(); ++g) means.emplace_back(sums_[g].cwiseQuotient(counts_[g]));
    return means;
  }

 private:
  bool belongs(Eigen::Index row, std::size_t g) const
  {
    return picture_.groups[g].empty() || picture_.group[static_cast<std::size_t>(row)] == picture_.groups[g];
  }

  const report::CohortPicture& picture_;
  std::vector<Eigen::VectorXd> sums_;
  std::vector<Eigen::VectorXd> counts_;
};

using Rows = std::vector<Eigen::Index>;

/// Runs of the sessions that were compared; all runs where none was chosen.
Rows rows_of_session(const stats::Cohort& cohort, const std::string& session)
{
  Rows rows;
  const auto chosen = session.empty() ? std::vector<std::string>{} : stats::chosen_sessions(cohort, session);
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    if (session.empty() || std::ranges::find(chosen, cohort.runs[row].session) != chosen.end())
      rows.push_back(static_cast<Eigen::Index>(row));
  }
  return rows;
}

template <class Value>
std::vector<Value> taken(const std::vector<Value>& values, const Rows& rows)
{
  std::vector<Value> some;
  for (const auto row : rows) some.push_back(values[static_cast<std::size_t>(row)]);
  return some;
}

/// @param read_edges  of the picture's runs
void add_edges(const stats::Cohort& cohort, const stats::ReadEdges& read_edges, report::CohortPicture& picture)
{
  const auto n = std::ssize(picture.group);
  const Eigen::Index width = std::max<Eigen::Index>(1, most_cells / std::max<Eigen::Index>(1, n));
  GroupMeans means(picture, cohort.edges.size());
  Flags seen = Flags::Constant(n, static_cast<Eigen::Index>(cohort.rois.size()), false);
  stats::SummaryStream summaries(cohort, n);
  const auto pass = [&](stats::SummaryStream& stream, bool first_pass) {
    for (Eigen::Index first = 0; first < cohort.edges.size(); first += width) {
      const Eigen::MatrixXd block = read_edges(first, std::min(width, cohort.edges.size() - first));
      stream.add(block, first);
      if (!first_pass) continue;
      means.add(block, first);
      for (Eigen::Index column = 0; column < block.cols(); ++column) {
        const auto [i, j] = cohort.edges[first + column];
        const Eigen::Array<bool, Eigen::Dynamic, 1> present = !block.col(column).array().isNaN();
        seen.col(i) = seen.col(i) || present;
        seen.col(j) = seen.col(j) || present;
      }
    }
  };
  pass(summaries, true);
  if (const auto dropped = summaries.rois_to_drop(); !dropped.empty()) {
    summaries = stats::SummaryStream(cohort, n, dropped);
    pass(summaries, false);
  }
  picture.means = means.means();
  for (const auto& summary : summaries.summaries()) picture.markers.push_back(summary.name);
  picture.marker_values = summaries.values();
  for (Eigen::Index r = 0; r < seen.cols(); ++r)
    picture.usable_runs_of_roi.push_back(static_cast<int>(seen.col(r).count()));
}

/// The kind as the file describes it. @throws UsageError naming the kinds there are
store::KindInfo kind_of(const store::CohortReader& reader, const std::filesystem::path& file, const std::string& kind)
{
  std::vector<std::string> names;
  for (const auto& info : reader.kinds()) {
    if (info.name == kind) return info;
    names.push_back(info.name);
  }
  throw base::UsageError(
      "the cohort file does not hold this kind",
      {.file = file.string(), .field = "group.kind", .expected = base::join(names, " or "), .found = kind});
}

std::vector<std::string> groups_there(const std::vector<std::string>& group)
{
  std::set<std::string> found(group.begin(), group.end());
  found.erase("");
  if (found.empty() || found.size() > 4) return {""};
  return {found.begin(), found.end()};
}

}  // namespace

report::CohortPicture picture_of(const stats::Cohort& cohort, const stats::ReadEdges& read_edges,
                                 std::vector<std::string> groups, const std::string& session)
{
  const Rows rows = rows_of_session(cohort, session);
  report::CohortPicture picture{.roi_set = cohort.roi_set,
                                .roi_hash = cohort.roi_hash,
                                .pipeline = cohort.pipeline,
                                .rois = cohort.rois,
                                .edges = cohort.edges,
                                .site = taken(cohort.site, rows),
                                .group = taken(cohort.group, rows)};
  if (rows.size() < cohort.runs.size()) {
    for (const auto row : rows) picture.session.push_back(cohort.runs[static_cast<std::size_t>(row)].session);
  }
  if (const auto* fd = cohort.qc.find("mean_fd"); fd != nullptr && fd->numeric)
    picture.mean_fd = taken(fd->numbers, rows);
  picture.groups = groups.empty() ? groups_there(picture.group) : std::move(groups);
  for (const auto& group : picture.groups)
    picture.group_size.push_back(
        static_cast<int>(group.empty() ? std::ssize(picture.group) : std::ranges::count(picture.group, group)));
  std::vector<std::string> reasons;
  for (const auto& exclusion : cohort.excluded) reasons.push_back(exclusion.reason);
  picture.exclusion_reasons = report::counted_reasons(reasons);
  const auto read_rows = [&](Eigen::Index first, Eigen::Index n) -> Eigen::MatrixXd {
    return read_edges(first, n)(rows, Eigen::all);
  };
  add_edges(cohort, read_rows, picture);
  return picture;
}

report::CohortPicture picture_of_cohort(const std::filesystem::path& out, const std::filesystem::path& file,
                                        const std::string& kind, std::vector<std::string> groups,
                                        const std::string& session)
{
  const store::CohortReader reader(out / file);
  const bool fisher_z = kind_of(reader, file, kind).transform == "fisher_z";
  const auto read = [&](Eigen::Index first, Eigen::Index n) { return reader.read_edges(kind, first, n); };
  auto picture = picture_of(reader.cohort(), read, std::move(groups), session);
  picture.path = file.string();
  picture.kind = kind;
  picture.fisher_z = fisher_z;
  return picture;
}

}  // namespace dmn::jobs
