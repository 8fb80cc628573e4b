#include "stats/group_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/edge_selection.hpp"
#include "stats/glm.hpp"
#include "stats/participant_rows.hpp"
#include "stats/summary_stream.hpp"

namespace dmn::stats {
namespace {

constexpr Eigen::Index cells_per_block = Eigen::Index{1} << 22;  ///< 32 MiB
constexpr Eigen::Index narrowest_block = 16;
constexpr Eigen::Index widest_block = 1024;

using UseBlock = std::function<void(const Eigen::MatrixXd& block, Eigen::Index first)>;

/// Reads every edge once, in blocks of columns, and hands on the rows of the model.
void for_each_block(const Cohort& cohort, const ReadEdges& read_edges, const std::vector<MeanOfRuns>& rows,
                    const UseBlock& use)
{
  const Eigen::Index width = edge_block_width(cohort.runs.size());
  for (Eigen::Index first = 0; first < cohort.edges.size(); first += width) {
    use(mean_over_runs(read_edges(first, std::min(width, cohort.edges.size() - first)), rows), first);
  }
}

std::vector<Contrast> resolve_contrasts(const std::vector<std::string>& texts, const Design& design)
{
  if (texts.empty()) return {resolve_contrast(default_contrast(design), design)};
  std::vector<Contrast> contrasts;
  for (const auto& text : texts) {
    const ContrastText parsed = parse_contrast(text);
    if (std::ranges::find(contrasts, parsed.name, &Contrast::name) != contrasts.end()) {
      throw base::UsageError(fmt::format("two contrasts are named \"{}\"", parsed.name));
    }
    contrasts.push_back(resolve_contrast(parsed, design));
  }
  return contrasts;
}

std::vector<GroupSiteCount> count_rows(const Cohort& participants, const Design& design)
{
  std::map<std::pair<std::string, std::string>, int> count;
  for (const Eigen::Index row : design.rows) {
    const auto r = static_cast<std::size_t>(row);
    ++count[{participants.group[r], participants.site[r]}];
  }
  std::vector<GroupSiteCount> counts;
  for (const auto& [key, n] : count) counts.push_back({key.first, key.second, n});
  return counts;
}

std::vector<MeanOfRuns> rows_of_model(const ParticipantRows& participants, const Design& design)
{
  std::vector<MeanOfRuns> rows;
  for (const Eigen::Index row : design.rows) rows.push_back(participants.runs[static_cast<std::size_t>(row)]);
  return rows;
}

/// Fits the chosen columns of a block; chosen edges are ascending, so their results follow one another.
class ChosenEdges {
 public:
  ChosenEdges(LinearModel& model, const std::vector<Eigen::Index>& chosen, std::vector<TestStatistics>& results)
      : model_(model), chosen_(chosen), results_(results)
  {
  }

  void fit(const Eigen::MatrixXd& block, Eigen::Index first)
  {
    const auto begin = chosen_.begin() + done_;
    const auto end = std::lower_bound(begin, chosen_.end(), first + block.cols());
    const Eigen::Index n = end - begin;
    if (n == block.cols()) {
      model_.fit(block, done_, results_);
    } else if (n > 0) {
      std::vector<Eigen::Index> columns(begin, end);
      for (auto& column : columns) column -= first;
      model_.fit(block(Eigen::all, columns), done_, results_);
    }
    done_ += n;
  }

 private:
  LinearModel& model_;
  const std::vector<Eigen::Index>& chosen_;
  std::vector<TestStatistics>& results_;
  Eigen::Index done_ = 0;
};

SummaryStream summarise_without(const std::vector<int>& dropped, const Cohort& cohort, const ReadEdges& read_edges,
                                const std::vector<MeanOfRuns>& rows)
{
  SummaryStream summaries(cohort, static_cast<Eigen::Index>(rows.size()), dropped);
  for_each_block(cohort, read_edges, rows,
                 [&](const Eigen::MatrixXd& block, Eigen::Index first) { summaries.add(block, first); });
  return summaries;
}

std::vector<TestStatistics> blank(std::size_t n_contrasts, std::size_t n_outcomes)
{
  return {n_contrasts, TestStatistics(static_cast<Eigen::Index>(n_outcomes))};
}

void fit_everything(const Cohort& cohort, const ReadEdges& read_edges, const std::vector<MeanOfRuns>& rows,
                    const std::vector<Contrast>& contrasts, GroupResult& result)
{
  LinearModel model(result.design, contrasts);
  auto edges = blank(contrasts.size(), result.edges.size());
  ChosenEdges chosen(model, result.edges, edges);
  SummaryStream all_rois(cohort, result.design.n_rows());
  for_each_block(cohort, read_edges, rows, [&](const Eigen::MatrixXd& block, Eigen::Index first) {
    chosen.fit(block, first);
    all_rois.add(block, first);
  });

  const auto dropped = all_rois.rois_to_drop();
  for (const int roi : dropped) result.dropped_rois.push_back(cohort.rois[static_cast<std::size_t>(roi)].label);
  const SummaryStream summaries =
      dropped.empty() ? std::move(all_rois) : summarise_without(dropped, cohort, read_edges, rows);
  result.summaries = summaries.summaries();
  auto markers = blank(contrasts.size(), result.summaries.size());
  model.fit(summaries.values(), 0, markers);

  for (std::size_t c = 0; c < contrasts.size(); ++c) {
    complete_statistics(edges[c]);
    complete_statistics(markers[c]);
    result.contrasts.push_back({contrasts[c], std::move(edges[c]), std::move(markers[c]), 0, {}});
  }
}

std::string untested_in_words(const TestStatistics& statistics)
{
  std::map<Status, int> count;
  for (const Status status : statistics.status) {
    if (status != Status::tested && status != Status::tested_incomplete) ++count[status];
  }
  std::vector<std::string> parts;
  for (const auto& [status, n] : count) parts.push_back(fmt::format("{} ({})", words(status), n));
  return base::join(parts, ", ");
}

void conclude(ContrastResult& result, const Design& design, double alpha)
{
  result.n_found = (result.edges.q_fdr.array() <= alpha).count();
  result.warnings = single_group_sites(result.contrast, design);
  const Eigen::Index untested = result.edges.size() - result.edges.n_tested();
  if (untested > 0) {
    result.warnings.push_back(fmt::format("{} of {} edges could not be tested: {}", untested, result.edges.size(),
                                          untested_in_words(result.edges)));
  }
}

}  // namespace

Eigen::Index edge_block_width(std::size_t n_runs)
{
  const auto rows = static_cast<Eigen::Index>(std::max<std::size_t>(n_runs, 1));
  const Eigen::Index width = cells_per_block / rows / narrowest_block * narrowest_block;
  return std::clamp(width, narrowest_block, widest_block);
}

GroupResult compare(const Cohort& cohort, const ReadEdges& read_edges, const GroupOptions& options)
{
  const ParticipantRows participants = select_session(cohort, options.session);
  GroupResult result;
  result.edges = select_edges(options.edges, cohort.rois, cohort.edges);
  result.design = build_design(parse_formula(options.model), participants.cohort);
  const auto contrasts = resolve_contrasts(options.contrasts, result.design);
  result.counts = count_rows(participants.cohort, result.design);
  result.left_out = participants.left_out;
  result.left_out.insert(result.left_out.end(), result.design.left_out.begin(), result.design.left_out.end());
  result.warnings = result.design.warnings;

  fit_everything(cohort, read_edges, rows_of_model(participants, result.design), contrasts, result);
  for (auto& contrast : result.contrasts) conclude(contrast, result.design, options.alpha);
  if (!result.dropped_rois.empty()) {
    result.warnings.push_back(fmt::format("without data in more than 10 % of the participants, hence in no marker: {}",
                                          base::join(result.dropped_rois, ", ")));
  }
  return result;
}

}  // namespace dmn::stats
