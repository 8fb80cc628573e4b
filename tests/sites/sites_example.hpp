#pragma once

#include <Eigen/Core>
#include <random>
#include <string>
#include <vector>

#include "sites/pooling_plan.hpp"
#include "sites/site_rows.hpp"
#include "sites/site_sums.hpp"
#include "stats/contrast.hpp"
#include "stats/design.hpp"

namespace dmn::sites::testing {

inline const stats::ContrastText patients{"patient-control", "patient - control"};

/// Participants of these sites, patients and controls by turns, with age and mean_fd; `n` a site.
inline stats::Cohort cohort_of(const std::vector<std::pair<std::string, int>>& sites, unsigned seed = 5)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  stats::Cohort cohort;
  stats::Column age{.name = "age", .numeric = true};
  stats::Column fd{.name = "mean_fd", .numeric = true};
  for (const auto& [site, n] : sites) {
    for (int i = 0; i < n; ++i) {
      cohort.runs.push_back({.participant = site + std::to_string(i)});
      cohort.site.push_back(site);
      cohort.group.emplace_back(i % 2 == 0 ? "patient" : "control");
      age.numbers.push_back(45 + 10 * normal(random));
      fd.numbers.push_back(0.15 + 0.05 * normal(random));
    }
  }
  cohort.participants.columns = {age, fd};
  return cohort;
}

/// Edges with a shift a site, so that sites differ.
inline Eigen::MatrixXd edges_of(const stats::Cohort& cohort, Eigen::Index n_edges, unsigned seed = 9)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0.3, 0.2);
  const auto n_rows = static_cast<Eigen::Index>(cohort.runs.size());
  Eigen::MatrixXd edges = Eigen::MatrixXd::NullaryExpr(n_rows, n_edges, [&] { return normal(random); });
  for (Eigen::Index row = 0; row < n_rows; ++row) {
    edges.row(row).array() += 0.15 * (cohort.site[static_cast<std::size_t>(row)].front() - 'A');
  }
  return edges;
}

inline stats::Design design_of(const stats::Cohort& cohort, const std::string& model = "group + age + mean_fd + site")
{
  return stats::build_design(stats::parse_formula(model), cohort);
}

inline std::vector<Eigen::Index> rows_at(const stats::Cohort& cohort, const std::string& site)
{
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < cohort.site.size(); ++row) {
    if (cohort.site[row] == site) rows.push_back(static_cast<Eigen::Index>(row));
  }
  return rows;
}

inline SiteSums sums_at(const PoolingPlan& plan, const stats::Cohort& cohort, const Eigen::MatrixXd& edges,
                        const std::string& site)
{
  const auto rows = rows_at(cohort, site);
  const PlannedRows planned = planned_rows(plan, people_on_rows(cohort, rows));
  std::vector<std::string> columns;
  for (const auto& column : planned.columns) columns.push_back(column.name);
  SiteSums sums = empty_sums(site, columns, planned.matrix, edges.cols());
  add_block(sums, planned.matrix, edges(rows, Eigen::all), 0);
  return sums;
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

}  // namespace dmn::sites::testing
