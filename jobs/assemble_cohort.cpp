#include "assemble_cohort.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "bids/participants.hpp"
#include "store/digest.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {
namespace {

struct IncludedRun {
  const bids::Run* run;
  const CombinationAnswer* answer;
};

using RowOfParticipant = std::unordered_map<std::string, std::size_t>;

RowOfParticipant rows_by_participant(const stats::Table& participants)
{
  RowOfParticipant rows;
  const auto* ids = participants.find("participant_id");
  for (std::size_t row = 0; ids != nullptr && row < ids->size(); ++row) {
    rows.emplace(base::bare_participant(ids->word(row)), row);
  }
  return rows;
}

/// The participants table with one row a run. Runs without a row only exist where there is no table at all.
stats::Table aligned_participants(const stats::Table& participants, const std::vector<IncludedRun>& included)
{
  const auto rows = rows_by_participant(participants);
  std::vector<std::size_t> taken;
  for (const auto& item : included) {
    const auto found = rows.find(base::bare_participant(item.run->id.participant));
    if (found == rows.end()) return {};
    taken.push_back(found->second);
  }
  return bids::taken_rows(participants, taken);
}

stats::Table qc_table(const std::vector<IncludedRun>& included)
{
  stats::Table table;
  for (const auto& field : signal::qc_fields()) {
    stats::Column column{.name = field.name, .numeric = true};
    for (const auto& item : included) column.numbers.push_back(item.answer->qc.*field.value);
    table.columns.push_back(std::move(column));
  }
  return table;
}

void exclude_unusable(const bids::Manifest& manifest, stats::Cohort& cohort)
{
  for (const auto& run : manifest.runs) {
    if (!run.usable()) cohort.excluded.push_back({run.id, run.reason, run.site, run.group});
  }
}

}  // namespace

AssembledCohort assemble_cohort(const bids::Manifest& manifest, const std::vector<RunResult>& results,
                                std::size_t combination, const parcellation::RoiSet& set)
{
  AssembledCohort assembled;
  auto& cohort = assembled.cohort;
  exclude_unusable(manifest, cohort);
  std::vector<IncludedRun> included;
  for (const auto& result : results) {
    const auto& run = manifest.runs[result.row];
    if (!result.failure.empty()) {
      cohort.excluded.push_back({run.id, result.failure, run.site, run.group});
      continue;
    }
    const auto& answer = result.answer.combinations.at(combination);
    if (answer.exclusions.empty()) {
      included.push_back({&run, &answer});
    } else {
      cohort.excluded.push_back({run.id, base::join(answer.exclusions, "; "), run.site, run.group});
    }
  }
  std::ranges::sort(included, {}, [](const IncludedRun& item) { return item.run->id; });
  std::ranges::sort(cohort.excluded, {}, &base::Exclusion::id);

  for (const auto& item : included) {
    cohort.runs.push_back(item.run->id);
    cohort.site.push_back(item.run->site);
    cohort.group.push_back(item.run->group);
    assembled.shards.push_back(store::shard_path(item.run->id));
  }
  cohort.participants = aligned_participants(manifest.participants, included);
  cohort.qc = qc_table(included);
  cohort.rois = set.rois;
  cohort.roi_set = set.name;
  cohort.roi_hash = store::sha256_hex(set.content);
  cohort.edges = connectivity::EdgeList::full(static_cast<int>(set.rois.size()));
  return assembled;
}

}  // namespace dmn::jobs
