#include "stats/row_labels.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/suggestion.hpp"

namespace dmn::stats {
namespace {

std::vector<std::string> labels_from(const Cohort& cohort, const std::string& column,
                                     const std::vector<Eigen::Index>& rows, const auto& label_of_row)
{
  std::vector<std::string> labels;
  for (const Eigen::Index row : rows) {
    labels.push_back(label_of_row(static_cast<std::size_t>(row)));
    if (labels.back().empty()) {
      throw base::DesignError(fmt::format("no {}: every participant of the model needs one", column),
                              {.participant = cohort.runs[static_cast<std::size_t>(row)].participant, .field = column});
    }
  }
  return labels;
}

}  // namespace

std::vector<std::string> row_labels(const Cohort& cohort, const std::string& column,
                                    const std::vector<Eigen::Index>& rows, const std::string& option)
{
  if (const Column* found = cohort.participants.find(column); found != nullptr) {
    return labels_from(cohort, column, rows, [&](std::size_t row) { return found->word(row); });
  }
  if (column == "site") return labels_from(cohort, column, rows, [&](std::size_t row) { return cohort.site[row]; });
  if (column == "group") return labels_from(cohort, column, rows, [&](std::size_t row) { return cohort.group[row]; });
  std::vector<std::string> known;
  for (const char* role : {"group", "site"}) {
    if (cohort.participants.find(role) == nullptr) known.emplace_back(role);
  }
  for (const auto& each : cohort.participants.columns) known.push_back(each.name);
  throw base::DesignError(fmt::format("there is no column \"{}\"{}", column, did_you_mean(column, known)),
                          {.field = option, .expected = base::join(known, ", "), .found = column});
}

std::vector<std::string> site_labels(const Cohort& cohort, const std::vector<Eigen::Index>& rows)
{
  if (std::ranges::all_of(cohort.site, &std::string::empty)) return {};
  return labels_from(cohort, "site", rows, [&](std::size_t row) { return cohort.site[row]; });
}

}  // namespace dmn::stats
