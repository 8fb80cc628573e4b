#pragma once

#include <Eigen/Core>
#include <random>
#include <string>
#include <vector>

#include "stats/cohort.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::stats::testing {

/// Participants `01`, `02`, ... with these groups, sites and columns; `n_rois` ROIs `R0`, `R1`, ..., every pair.
inline Cohort cohort_of(const std::vector<std::string>& group, const std::vector<std::string>& site,
                        const std::vector<std::pair<std::string, std::vector<std::string>>>& columns = {},
                        int n_rois = 3)
{
  Cohort cohort;
  for (std::size_t row = 0; row < group.size(); ++row) {
    cohort.runs.push_back({.participant = std::string(row < 9 ? "0" : "") + std::to_string(row + 1)});
  }
  cohort.group = group;
  cohort.site = site;
  for (const auto& [name, cells] : columns) cohort.participants.columns.push_back(make_column(name, cells));
  for (int roi = 0; roi < n_rois; ++roi) cohort.rois.push_back({.label = "R" + std::to_string(roi)});
  cohort.edges = connectivity::EdgeList::full(n_rois);
  return cohort;
}

inline std::vector<std::string> repeated(const std::vector<std::pair<std::string, int>>& parts)
{
  std::vector<std::string> words;
  for (const auto& [word, n] : parts) words.insert(words.end(), static_cast<std::size_t>(n), word);
  return words;
}

inline std::vector<std::string> cells_of(const Eigen::VectorXd& values)
{
  std::vector<std::string> cells;
  for (const double value : values) cells.push_back(std::to_string(value));
  return cells;
}

/// Forty participants in two groups and two sites (both groups in both) with random age, sex and mean_fd.
inline Cohort two_site_cohort(int n_rois = 4)
{
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  Eigen::VectorXd age(40);
  Eigen::VectorXd fd(40);
  std::vector<std::string> sex;
  std::vector<std::string> site;
  for (int row = 0; row < 40; ++row) {
    age[row] = 40 + 10 * normal(random);
    fd[row] = 0.2 + 0.05 * normal(random);
    sex.emplace_back(normal(random) > 0 ? "F" : "M");
    site.emplace_back(row % 2 == 0 ? "A" : "B");
  }
  auto cohort =
      cohort_of(repeated({{"patient", 20}, {"control", 20}}), site, {{"age", cells_of(age)}, {"sex", sex}}, n_rois);
  cohort.qc.columns.push_back(make_column("mean_fd", cells_of(fd)));
  return cohort;
}

inline Eigen::MatrixXd random_edges(Eigen::Index n_rows, Eigen::Index n_edges, unsigned seed = 3)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0.3, 0.2);
  return Eigen::MatrixXd::NullaryExpr(n_rows, n_edges, [&] { return normal(random); });
}

inline ReadEdges columns_of(const Eigen::MatrixXd& edges)
{
  return [edges](Eigen::Index first, Eigen::Index n) { return Eigen::MatrixXd(edges.middleCols(first, n)); };
}

/// The words of the error that `call` throws, if it is an `Error`; empty if it throws nothing.
template <class Error, class Call>
std::string message_of(const Call& call)
{
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace dmn::stats::testing
