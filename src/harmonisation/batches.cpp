#include "harmonisation/batches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::harmonisation {
namespace {

void require_known(const std::vector<std::string>& labels, const std::set<std::string>& found)
{
  std::vector<std::string> unknown;
  std::ranges::set_difference(found, labels, std::back_inserter(unknown));
  if (unknown.empty()) return;
  throw base::DesignError(fmt::format("harmonisation was not estimated for site {}: only for {}",
                                      base::join(unknown, ", "), base::join(labels, ", ")));
}

}  // namespace

Batches make_batches(const std::vector<std::string>& label_of_row)
{
  const std::set<std::string> distinct(label_of_row.begin(), label_of_row.end());
  return batches_among({distinct.begin(), distinct.end()}, label_of_row);
}

std::vector<Eigen::Index> rows_by_batch(const Batches& batches)
{
  std::vector<Eigen::Index> rows(batches.of_row.size());
  std::iota(rows.begin(), rows.end(), Eigen::Index{0});
  std::ranges::stable_sort(rows, {}, [&](Eigen::Index row) { return batches.of_row[static_cast<std::size_t>(row)]; });
  return rows;
}

Batches batches_among(const std::vector<std::string>& labels, const std::vector<std::string>& label_of_row)
{
  require_known(labels, {label_of_row.begin(), label_of_row.end()});
  Batches batches{.labels = labels, .n_rows = std::vector<Eigen::Index>(labels.size(), 0)};
  for (const auto& label : label_of_row) {
    const auto position = std::ranges::lower_bound(labels, label) - labels.begin();
    batches.of_row.push_back(position);
    ++batches.n_rows[static_cast<std::size_t>(position)];
  }
  return batches;
}

}  // namespace dmn::harmonisation
