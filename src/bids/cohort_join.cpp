#include "bids/cohort_join.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"

namespace dmn::bids {
namespace {

using base::InputError;

struct TableRow {
  std::size_t table;
  std::size_t row;
};

class CohortJoin {
 public:
  CohortJoin(const std::vector<Source>& sources, const std::vector<ParticipantsTable>& tables, WarningTally& warnings)
      : sources_(sources), tables_(tables), warnings_(warnings)
  {
    for (std::size_t table = 0; table < tables.size(); ++table) {
      for (std::size_t row = 0; row < tables[table].n_rows(); ++row)
        rows_[base::bare_participant(tables[table].id(row))].push_back({table, row});
    }
  }

  void describe(FoundRun& found) const
  {
    const auto& source = sources_[found.source];
    const std::string bare = found.run.id.participant;
    found.run.id.participant = found.written_participant;
    found.run.site = source.site;
    if (!source.table) return;
    const auto& table = tables_[*source.table];
    const auto rows = table.rows_of(bare);
    if (rows.empty()) {
      found.blame(InputError("a scan without a row in the table: no row for this participant",
                             {.file = name_of(*source.table)}));
      return;
    }
    found.run.id.participant = table.id(rows.front());
    take_row(found, source, {*source.table, rows.front()});
    blame_duplicate(found, bare);
  }

  /// One run without a scan for each participant of a table that `seen` does not hold.
  std::vector<FoundRun> rows_without_scan(const std::vector<std::unordered_set<std::string>>& seen,
                                          const std::string& task) const
  {
    std::vector<FoundRun> missing;
    for (std::size_t table = 0; table < tables_.size(); ++table) {
      for (std::size_t row = 0; row < tables_[table].n_rows(); ++row) {
        const auto bare = base::bare_participant(tables_[table].id(row));
        if (seen[table].contains(bare) || tables_[table].rows_of(bare).front() != row) continue;
        missing.push_back(row_without_scan({table, row}, task));
        blame_duplicate(missing.back(), bare);
      }
    }
    return missing;
  }

 private:
  std::string name_of(std::size_t table) const
  {
    const auto& path = tables_[table].path();
    return tables_.size() == 1 ? path.filename().string() : (path.parent_path().filename() / path.filename()).string();
  }

  void take_row(FoundRun& found, const Source& source, TableRow at) const
  {
    const auto& table = tables_[at.table];
    found.run.group = table.group(at.row);
    const auto site = table.site(at.row);
    if (site.empty()) return;
    if (!source.site.empty() && site != source.site)
      warnings_.add(
          "the site column of the participants table and SITE= of input.derivatives disagree; the table's is used",
          fmt::format("{}:{}: {} is \"{}\" in the table, \"{}\" by SITE=", name_of(at.table), table.line(at.row),
                      table.id(at.row), site, source.site));
    found.run.site = site;
  }

  void blame_duplicate(FoundRun& found, const std::string& bare) const
  {
    const auto at = rows_.find(bare);
    if (at == rows_.end() || at->second.size() < 2) return;
    std::string places;
    for (std::size_t i = 0; i < at->second.size(); ++i) {
      const auto& row = at->second[i];
      const bool same_file = i > 0 && at->second[i - 1].table == row.table;
      places += fmt::format("{}{}:{}", i > 0 ? " and " : "", same_file ? "" : name_of(row.table),
                            tables_[row.table].line(row.row));
    }
    found.blame(InputError("duplicate participant: more than one row", {.file = places}));
  }

  FoundRun row_without_scan(TableRow at, const std::string& task) const
  {
    FoundRun found{.is_scan = false};
    const auto& table = tables_[at.table];
    found.run.id.participant = table.id(at.row);
    const auto serves = [&](const Source& source) { return source.table == at.table; };
    const auto only =
        std::ranges::count_if(sources_, serves) == 1 ? std::ranges::find_if(sources_, serves) : sources_.end();
    if (only != sources_.end()) found.run.site = only->site;
    take_row(found, Source{}, at);
    found.blame(InputError(fmt::format("a row without a scan: no run of task \"{}\" found", task),
                           {.file = fmt::format("{}:{}", name_of(at.table), table.line(at.row))}));
    return found;
  }

  const std::vector<Source>& sources_;
  const std::vector<ParticipantsTable>& tables_;
  WarningTally& warnings_;
  std::unordered_map<std::string, std::vector<TableRow>> rows_;
};

/// Joins entries of the same run: one found in several folders cannot be told apart and is excluded.
void merge_same_runs(std::vector<FoundRun>& found, const std::vector<Source>& sources)
{
  std::vector<FoundRun> merged;
  for (auto& next : found) {
    if (merged.empty() || merged.back().run.id != next.run.id) {
      merged.push_back(std::move(next));
      continue;
    }
    auto& first = merged.back();
    if (first.is_scan && next.is_scan && first.source != next.source)
      first.blame(InputError(fmt::format("the same run in two folders: {} and {}", sources[first.source].shown,
                                         sources[next.source].shown)));
    for (auto& problem : next.problems) {
      if (std::ranges::find(first.problems, problem) == first.problems.end())
        first.problems.push_back(std::move(problem));
    }
  }
  found = std::move(merged);
}

/// Scans of folders that no table serves, in a study where others have one.
std::vector<std::string> participants_in_no_table(const std::vector<FoundRun>& found,
                                                  const std::vector<Source>& sources)
{
  std::set<std::string> ids;
  for (const auto& item : found) {
    if (item.is_scan && !sources[item.source].table) ids.insert(item.run.id.participant);
  }
  return {ids.begin(), ids.end()};
}

}  // namespace

Manifest join_cohort(std::vector<FoundRun> found, const std::vector<Source>& sources,
                     const std::vector<ParticipantsTable>& tables, const std::string& task, WarningTally& warnings)
{
  const CohortJoin join(sources, tables, warnings);
  std::vector<std::unordered_set<std::string>> seen(tables.size());
  for (auto& item : found) {
    if (const auto table = sources[item.source].table) seen[*table].insert(item.run.id.participant);
    join.describe(item);
  }
  for (auto& missing : join.rows_without_scan(seen, task)) found.push_back(std::move(missing));
  std::ranges::stable_sort(found, {}, [](const FoundRun& item) -> const base::RunId& { return item.run.id; });
  merge_same_runs(found, sources);

  Manifest manifest;
  manifest.participants = joined_table(tables, participants_in_no_table(found, sources));
  for (auto& item : found) {
    item.run.reason = base::join(item.problems, "; ");
    manifest.runs.push_back(std::move(item.run));
  }
  return manifest;
}

}  // namespace dmn::bids
