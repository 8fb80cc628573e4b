#include "prediction/folds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/error.hpp"
#include "base/philox.hpp"

namespace dmn::prediction {
namespace {

constexpr std::uint32_t purpose = 96U << 24U;
constexpr int n_inner_folds = 5;

template <class Label>
std::vector<Label> of_rows(const std::vector<Label>& labels, const std::vector<Eigen::Index>& rows)
{
  std::vector<Label> chosen;
  if (labels.empty()) return chosen;
  for (const auto row : rows) chosen.push_back(labels[static_cast<std::size_t>(row)]);
  return chosen;
}

Fold hold_out(std::string name, const std::vector<bool>& held)
{
  Fold fold{.name = std::move(name)};
  for (std::size_t row = 0; row < held.size(); ++row)
    (held[row] ? fold.test : fold.training).push_back(static_cast<Eigen::Index>(row));
  return fold;
}

std::uint64_t random_key(std::uint64_t seed, std::uint32_t person)
{
  const auto words = base::philox(seed, {person, 0, 0, purpose});
  return (std::uint64_t{words[0]} << 32U) | words[1];
}

/// The fold of each person: sites one after the other, shuffled within, dealt out like cards.
std::map<std::string, int> deal(const std::map<std::string, std::string>& site_of_person, int k, std::uint64_t seed)
{
  std::vector<std::tuple<std::string, std::uint64_t, std::string>> order;
  std::uint32_t position = 0;
  for (const auto& [person, site] : site_of_person) order.emplace_back(site, random_key(seed, position++), person);
  std::ranges::sort(order);
  std::map<std::string, int> fold_of_person;
  int next = 0;
  for (const auto& [site, key, person] : order) fold_of_person[person] = next++ % k;
  return fold_of_person;
}

}  // namespace

std::vector<std::vector<Eigen::Index>> rows_of_groups(const std::vector<std::string>& group_of_row)
{
  std::map<std::string, std::vector<Eigen::Index>> rows;
  for (std::size_t row = 0; row < group_of_row.size(); ++row)
    rows[group_of_row[row]].push_back(static_cast<Eigen::Index>(row));
  std::vector<std::vector<Eigen::Index>> groups;
  for (auto& [label, members] : rows) groups.push_back(std::move(members));
  return groups;
}

std::vector<Fold> leave_one_group_out(const std::vector<std::string>& group_of_row)
{
  std::vector<std::string> groups = group_of_row;
  std::ranges::sort(groups);
  groups.erase(std::ranges::unique(groups).begin(), groups.end());
  if (groups.size() < 2)
    throw base::DesignError("one site cannot be held out while another one trains",
                            {.expected = "two sites or more", .found = std::to_string(groups.size())});
  std::vector<Fold> folds;
  for (const auto& group : groups) {
    std::vector<bool> held;
    for (const auto& label : group_of_row) held.push_back(label == group);
    folds.push_back(hold_out(group, held));
  }
  return folds;
}

std::vector<Fold> k_folds(const std::vector<std::string>& person_of_row, const std::vector<std::string>& site_of_row,
                          int k, std::uint64_t seed)
{
  if (k < 2) throw base::UsageError("", {.expected = "two folds or more", .found = std::to_string(k)});
  if (!site_of_row.empty() && site_of_row.size() != person_of_row.size())
    throw base::ShapeError("sites and persons of different numbers of rows");
  std::map<std::string, std::string> site_of_person;
  for (std::size_t row = 0; row < person_of_row.size(); ++row)
    site_of_person.try_emplace(person_of_row[row], site_of_row.empty() ? std::string() : site_of_row[row]);
  if (site_of_person.size() < static_cast<std::size_t>(k))
    throw base::DesignError("", {.expected = fmt::format("at least {} participants for {} folds", k, k),
                                 .found = std::to_string(site_of_person.size())});
  const auto fold_of_person = deal(site_of_person, k, seed);
  std::vector<Fold> folds;
  for (int number = 0; number < k; ++number) {
    std::vector<bool> held;
    for (const auto& person : person_of_row) held.push_back(fold_of_person.at(person) == number);
    folds.push_back(hold_out(fmt::format("fold {}", number + 1), held));
  }
  return folds;
}

std::vector<std::vector<Eigen::Index>> inner_groups(const Fold& fold, const std::vector<std::string>& person_of_row,
                                                    const std::vector<std::string>& site_of_row, std::uint64_t seed)
{
  const auto sites = of_rows(site_of_row, fold.training);
  auto by_site = rows_of_groups(sites);
  if (by_site.size() > 1) return by_site;
  const auto persons = of_rows(person_of_row, fold.training);
  std::vector<std::vector<Eigen::Index>> groups;
  for (auto& inner : k_folds(persons, {}, n_inner_folds, seed)) groups.push_back(std::move(inner.test));
  return groups;
}

}  // namespace dmn::prediction
