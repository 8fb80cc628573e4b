#include "clinical/whole_persons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/error.hpp"
#include "inference/random_relabelling.hpp"

namespace dmn::clinical {
namespace {

using inference::Exchangeability;

template <class Key>
std::vector<int> numbered(const std::vector<Key>& keys)
{
  std::vector<Key> sorted = keys;
  std::ranges::sort(sorted);
  sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
  std::vector<int> numbers;
  for (const auto& key : keys)
    numbers.push_back(static_cast<int>(std::ranges::lower_bound(sorted, key) - sorted.begin()));
  return numbers;
}

void require_enough(const Exchangeability& persons)
{
  const double count = inference::distinct_relabellings(persons);
  if (count >= inference::fewest_relabellings) return;
  throw base::DesignError(
      fmt::format("{} distinct relabellings of {} whole participants within site and pattern of sessions, so that p < "
                  ".05 cannot be "
                  "reached; at least {} are needed",
                  count, persons.n_rows(), inference::fewest_relabellings));
}

}  // namespace

WholePersons::WholePersons(const std::vector<int>& person, const std::vector<int>& session,
                           const std::vector<std::string>& block, const std::vector<int>& group, std::uint64_t seed)
    : seed_(seed)
{
  std::map<int, std::vector<int>> rows_of;
  for (std::size_t row = 0; row < person.size(); ++row) rows_of[person[row]].push_back(static_cast<int>(row));
  std::vector<std::pair<std::string, std::vector<int>>> kind_of_person;
  Exchangeability persons;
  for (auto& [number, rows] : rows_of) {
    std::ranges::sort(rows, {}, [&](int row) { return session[static_cast<std::size_t>(row)]; });
    std::vector<int> pattern;
    for (const int row : rows) pattern.push_back(session[static_cast<std::size_t>(row)]);
    const auto first = static_cast<std::size_t>(rows.front());
    kind_of_person.emplace_back(block.empty() ? "" : block[first], pattern);
    persons.kind.push_back(group[first]);
    rows_of_person_.push_back(std::move(rows));
  }
  persons.block = numbered(kind_of_person);
  const int n_blocks = *std::ranges::max_element(persons.block) + 1;
  for (int b = 0; b < n_blocks; ++b) persons.block_names.push_back(std::to_string(b));
  require_enough(persons);
  persons_of_block_ = inference::rows_of_blocks(persons);

  std::vector<std::pair<int, int>> place(person.size());
  for (std::size_t p = 0; p < rows_of_person_.size(); ++p) {
    for (const int row : rows_of_person_[p])
      place[static_cast<std::size_t>(row)] = {persons.block[p], session[static_cast<std::size_t>(row)]};
  }
  rows_.block = numbered(place);
  rows_.kind.resize(person.size());
  std::iota(rows_.kind.begin(), rows_.kind.end(), 0);
  const int n_places = *std::ranges::max_element(rows_.block) + 1;
  for (int b = 0; b < n_places; ++b) rows_.block_names.push_back(std::to_string(b));
}

std::vector<int> WholePersons::source(int number) const
{
  const auto n_persons = static_cast<int>(rows_of_person_.size());
  const auto persons =
      inference::random_permutation(persons_of_block_, n_persons, seed_, static_cast<std::uint32_t>(number)).source;
  std::vector<int> rows(static_cast<std::size_t>(rows_.n_rows()));
  for (std::size_t p = 0; p < rows_of_person_.size(); ++p) {
    const auto& from = rows_of_person_[number == 0 ? p : static_cast<std::size_t>(persons[p])];
    for (std::size_t s = 0; s < from.size(); ++s) rows[static_cast<std::size_t>(rows_of_person_[p][s])] = from[s];
  }
  return rows;
}

inference::PermutedBasis WholePersons::basis(const inference::PermutationModel& model, int first, int n) const
{
  Eigen::MatrixXi table(n + 1, rows_.n_rows());
  for (int row = 0; row < rows_.n_rows(); ++row) table(0, row) = row;
  for (int j = 0; j < n; ++j) {
    const auto rows = source(first + j);
    for (int row = 0; row < rows_.n_rows(); ++row) table(j + 1, row) = rows[static_cast<std::size_t>(row)];
  }
  auto basis = model.permuted_basis(inference::Relabellings::given(table), 1, n);
  basis.first = first;
  return basis;
}

}  // namespace dmn::clinical
