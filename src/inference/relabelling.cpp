#include "inference/relabelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "inference/arrangements.hpp"
#include "inference/random_relabelling.hpp"

namespace dmn::inference {
namespace {

std::vector<int> ascending(int n)
{
  std::vector<int> rows(static_cast<std::size_t>(n));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

/// Position i, of kind k, takes the next row that the arrangement gives to kind k.
void place(const std::vector<int>& rows, const std::vector<int>& kinds, const std::vector<int>& arranged,
           std::vector<int>& source)
{
  std::map<int, std::size_t> next;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::size_t& row = next[kinds[i]];
    while (arranged[row] != kinds[i]) ++row;
    source[static_cast<std::size_t>(rows[i])] = rows[row++];
  }
}

Relabelling signs_of_bits(int n_rows, std::uint64_t bits)
{
  Relabelling result{.source = ascending(n_rows)};
  for (int row = 0; row < n_rows; ++row)
    result.sign.push_back(((bits >> static_cast<unsigned>(row)) & 1U) != 0 ? -1 : 1);
  return result;
}

void require_permutation(const Eigen::RowVectorXi& source, Eigen::Index number)
{
  std::vector<int> sorted(source.begin(), source.end());
  std::ranges::sort(sorted);
  const std::vector<int> all = ascending(static_cast<int>(source.size()));
  if (sorted != all) {
    throw base::InputError(
        fmt::format("permutation {} does not hold each of 0 to {} once", number, static_cast<int>(source.size()) - 1));
  }
  if (number == 0 && !std::ranges::equal(source, all)) {
    throw base::InputError("permutation 0 is not the identity");
  }
}

/// Blocks as the permutations show them: the smallest row that a row can come to.
std::vector<int> orbits(const Eigen::MatrixXi& table)
{
  std::vector<int> parent = ascending(static_cast<int>(table.cols()));
  const auto root = [&](int row) {
    while (parent[static_cast<std::size_t>(row)] != row) row = parent[static_cast<std::size_t>(row)];
    return row;
  };
  for (Eigen::Index i = 0; i < table.cols(); ++i) {
    for (Eigen::Index j = 0; j < table.rows(); ++j) {
      const int a = root(static_cast<int>(i));
      const int b = root(table(j, i));
      parent[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
    }
  }
  std::vector<int> orbit;
  for (int row = 0; row < static_cast<int>(table.cols()); ++row) orbit.push_back(root(row));
  return orbit;
}

Exchangeability exchangeability_of(const Eigen::MatrixXi& table)
{
  Exchangeability result{.block = orbits(table), .kind = ascending(static_cast<int>(table.cols()))};
  std::map<int, int> number;
  for (int& block : result.block) block = number.emplace(block, static_cast<int>(number.size())).first->second;
  for (std::size_t b = 0; b < number.size(); ++b) result.block_names.push_back(std::to_string(b));
  return result;
}

}  // namespace

Relabellings::Relabellings(Exchangeability exchangeability, int asked, std::uint64_t seed)
    : exchangeability_(std::move(exchangeability)),
      rows_of_blocks_(inference::rows_of_blocks(exchangeability_)),
      size_(asked),
      seed_(seed)
{
  if (asked < 1) throw base::UsageError(fmt::format("{} permutations asked for; at least 1 is needed", asked));
  const double distinct = distinct_relabellings(exchangeability_);
  if (distinct > asked) return;
  origin_ = Origin::enumerated;
  size_ = static_cast<int>(distinct);
  identity_ = number_of_identity();
}

Relabellings Relabellings::given(const Eigen::MatrixXi& table)
{
  for (Eigen::Index j = 0; j < table.rows(); ++j) require_permutation(table.row(j), j);
  Relabellings result;
  result.exchangeability_ = exchangeability_of(table);
  result.rows_of_blocks_ = inference::rows_of_blocks(result.exchangeability_);
  result.origin_ = Origin::given;
  result.size_ = static_cast<int>(table.rows());
  result.table_ = table;
  return result;
}

int Relabellings::number_of_identity() const
{
  if (exchangeability_.scheme == Scheme::sign_flip) return 0;
  std::uint64_t number = 0;
  std::uint64_t radix = 1;
  for (const auto& rows : rows_of_blocks_) {
    const auto kinds = kinds_of(exchangeability_, rows);
    number += radix * rank_of(kinds);
    radix *= arrangements(kinds);
  }
  return static_cast<int>(number);
}

Relabelling Relabellings::at(int j) const
{
  if (j < 0 || j >= size_) {
    throw base::ShapeError("there is no such relabelling",
                           {.expected = fmt::format("0 to {}", size_ - 1), .found = std::to_string(j)});
  }
  if (j == 0) return {.source = ascending(exchangeability_.n_rows())};
  if (origin_ == Origin::given) return {.source = {table_.row(j).begin(), table_.row(j).end()}};
  return origin_ == Origin::enumerated ? distinct(j == identity_ ? 0 : j) : random(j);
}

Relabelling Relabellings::random(int j) const
{
  const auto number = static_cast<std::uint32_t>(j);
  const int n_rows = exchangeability_.n_rows();
  return exchangeability_.scheme == Scheme::sign_flip ? random_signs(n_rows, seed_, number)
                                                      : random_permutation(rows_of_blocks_, n_rows, seed_, number);
}

Relabelling Relabellings::distinct(int j) const
{
  auto number = static_cast<std::uint64_t>(j);
  if (exchangeability_.scheme == Scheme::sign_flip) return signs_of_bits(exchangeability_.n_rows(), number);
  Relabelling result{.source = ascending(exchangeability_.n_rows())};
  for (const auto& rows : rows_of_blocks_) {
    const auto kinds = kinds_of(exchangeability_, rows);
    const std::uint64_t radix = arrangements(kinds);
    place(rows, kinds, arrangement(kinds, number % radix), result.source);
    number /= radix;
  }
  return result;
}

bool Relabellings::same_as(const Relabellings& other) const
{
  if (origin_ != other.origin_ || size_ != other.size_) return false;
  if (origin_ == Origin::given) return table_ == other.table_;
  if (origin_ == Origin::enumerated) return exchangeability_ == other.exchangeability_;
  return seed_ == other.seed_ && exchangeability_.scheme == other.exchangeability_.scheme &&
         exchangeability_.block == other.exchangeability_.block;
}

}  // namespace dmn::inference
