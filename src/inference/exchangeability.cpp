#include "inference/exchangeability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "base/error.hpp"
#include "base/text.hpp"
#include "inference/arrangements.hpp"

namespace dmn::inference {
namespace {

void set_blocks(Exchangeability& result, const std::vector<std::string>& labels, std::size_t n_rows)
{
  result.block_names = labels.empty() ? std::vector<std::string>{""} : labels;
  std::ranges::sort(result.block_names);
  result.block_names.erase(std::unique(result.block_names.begin(), result.block_names.end()), result.block_names.end());
  result.block.assign(n_rows, 0);
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto name = std::ranges::lower_bound(result.block_names, labels[row]);
    result.block[row] = static_cast<int>(name - result.block_names.begin());
  }
}

std::vector<Eigen::Index> weighed_columns(const stats::Contrast& contrast)
{
  std::vector<Eigen::Index> columns;
  for (Eigen::Index k = 0; k < contrast.rows.cols(); ++k) {
    if (!contrast.rows.col(k).isZero(0.0)) columns.push_back(k);
  }
  return columns;
}

std::vector<int> kinds_of_rows(const stats::Design& design, const stats::Contrast& contrast)
{
  const auto columns = weighed_columns(contrast);
  const stats::ModelVariable* factor = contrast.factor.empty() ? nullptr : design.find_variable(contrast.factor);
  std::map<std::vector<double>, int> known;
  std::vector<int> kind;
  for (Eigen::Index row = 0; row < design.n_rows(); ++row) {
    std::vector<double> values;
    if (factor != nullptr) values.push_back(factor->level[static_cast<std::size_t>(row)]);
    for (const Eigen::Index k : columns) values.push_back(design.matrix(row, k));
    kind.push_back(known.emplace(values, static_cast<int>(known.size())).first->second);
  }
  return kind;
}

bool weighs_only_the_intercept(const stats::Design& design, const stats::Contrast& contrast)
{
  return std::ranges::all_of(weighed_columns(contrast),
                             [&](Eigen::Index k) { return design.columns[static_cast<std::size_t>(k)].term.empty(); });
}

std::vector<std::string> blocks_without_exchange(const Exchangeability& exchangeability)
{
  std::vector<std::string> named;
  const auto rows = rows_of_blocks(exchangeability);
  for (std::size_t b = 0; b < rows.size(); ++b) {
    if (log_arrangements(kinds_of(exchangeability, rows[b])) < 0.5 * std::numbers::ln2) {
      named.push_back(fmt::format("\"{}\" ({})", exchangeability.block_names[b], rows[b].size()));
    }
  }
  return named;
}

void require_enough(const Exchangeability& exchangeability, const stats::Contrast& contrast)
{
  const double count = distinct_relabellings(exchangeability);
  if (count >= fewest_relabellings) return;
  std::string problem = fmt::format(
      "contrast \"{}\" ({}): {} distinct relabelling{} of {} participants, so that p < .05 cannot be reached; at least "
      "{} are needed",
      contrast.name, contrast.expression, count, count > 1 ? "s" : "", exchangeability.n_rows(), fewest_relabellings);
  const auto idle = blocks_without_exchange(exchangeability);
  if (exchangeability.block_names.size() > 1 && !idle.empty()) {
    problem += fmt::format("; nothing to exchange within {}", base::join(idle, ", "));
  }
  throw base::DesignError(problem);
}

}  // namespace

std::vector<int> kinds_of(const Exchangeability& exchangeability, const std::vector<int>& rows)
{
  std::vector<int> kinds;
  for (const int row : rows) kinds.push_back(exchangeability.kind[static_cast<std::size_t>(row)]);
  return kinds;
}

std::vector<std::vector<int>> rows_of_blocks(const Exchangeability& exchangeability)
{
  std::vector<std::vector<int>> rows(exchangeability.block_names.size());
  for (int row = 0; row < exchangeability.n_rows(); ++row) {
    rows[static_cast<std::size_t>(exchangeability.block[static_cast<std::size_t>(row)])].push_back(row);
  }
  return rows;
}

double log_distinct_relabellings(const Exchangeability& exchangeability)
{
  if (exchangeability.scheme == Scheme::sign_flip) return exchangeability.n_rows() * std::numbers::ln2;
  double log_count = 0;
  for (const auto& rows : rows_of_blocks(exchangeability))
    log_count += log_arrangements(kinds_of(exchangeability, rows));
  return log_count;
}

double distinct_relabellings(const Exchangeability& exchangeability)
{
  const double log_count = log_distinct_relabellings(exchangeability);
  if (log_count > std::log(largest_exact_count)) return std::exp(log_count);
  if (exchangeability.scheme == Scheme::sign_flip) return std::exp2(exchangeability.n_rows());
  double count = 1;
  for (const auto& rows : rows_of_blocks(exchangeability)) {
    count *= static_cast<double>(arrangements(kinds_of(exchangeability, rows)));
  }
  return count;
}

Exchangeability exchangeability(const stats::Design& design, const stats::Contrast& contrast,
                                const std::vector<std::string>& exchange_within)
{
  const auto n_rows = static_cast<std::size_t>(design.n_rows());
  if (!exchange_within.empty() && exchange_within.size() != n_rows) {
    throw base::ShapeError("design and exchangeability labels have different numbers of rows",
                           {.expected = std::to_string(n_rows), .found = std::to_string(exchange_within.size())});
  }
  Exchangeability result;
  if (weighs_only_the_intercept(design, contrast)) result.scheme = Scheme::sign_flip;
  set_blocks(result, exchange_within, n_rows);
  result.kind = kinds_of_rows(design, contrast);
  require_enough(result, contrast);
  return result;
}

}  // namespace dmn::inference
