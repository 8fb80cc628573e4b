#pragma once

#include <numeric>
#include <random>

#include "markers/norm.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::markers::testing {

/// Controls at sites A, B, ... with random age, sex and mean FD, then patients at site A.
inline stats::Cohort people_at(const std::vector<int>& controls_at_sites, int n_patients = 0, unsigned seed = 5)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<std::string> group;
  std::vector<std::string> site;
  for (std::size_t s = 0; s < controls_at_sites.size(); ++s) {
    group.insert(group.end(), static_cast<std::size_t>(controls_at_sites[s]), "control");
    site.insert(site.end(), static_cast<std::size_t>(controls_at_sites[s]), std::string(1, static_cast<char>('A' + s)));
  }
  group.insert(group.end(), static_cast<std::size_t>(n_patients), "patient");
  site.insert(site.end(), static_cast<std::size_t>(n_patients), "A");
  Eigen::VectorXd age(static_cast<Eigen::Index>(group.size()));
  Eigen::VectorXd fd(age.size());
  std::vector<std::string> sex;
  for (Eigen::Index row = 0; row < age.size(); ++row) {
    age[row] = 40 + 10 * normal(random);
    fd[row] = 0.15 + 0.03 * normal(random);
    sex.emplace_back(row % 2 == 0 ? "F" : "M");
  }
  return stats::testing::cohort_of(
      group, site, {{"age", stats::testing::cells_of(age)}, {"sex", sex}, {"mean_fd", stats::testing::cells_of(fd)}});
}

inline std::vector<Eigen::Index> controls_of(const stats::Cohort& people)
{
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < people.group.size(); ++row) {
    if (people.group[row] == "control") rows.push_back(static_cast<Eigen::Index>(row));
  }
  return rows;
}

/// `x`, `y`, ...: of two edges each.
inline std::vector<Measure> measures_named(const std::vector<std::string>& names)
{
  std::vector<Measure> measures;
  for (const auto& name : names) measures.push_back({{name, name, {0, 1}}, MeasureKind::network});
  return measures;
}

constexpr const char* usual = "age, age^2, sex, mean_fd, site";

}  // namespace dmn::markers::testing
