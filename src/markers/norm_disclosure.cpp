#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "markers/norm.hpp"
#include "markers/scoring.hpp"
#include "sites/disclosure.hpp"
#include "stats/model_variable.hpp"

namespace dmn::markers {
namespace {

/// Those at sites with enough controls, where the site is a covariate.
std::vector<Eigen::Index> at_large_sites(const stats::Cohort& people, const std::vector<Eigen::Index>& controls)
{
  std::map<std::string, int> count;
  for (const Eigen::Index row : controls) ++count[people.site[static_cast<std::size_t>(row)]];
  std::vector<Eigen::Index> rows;
  for (const Eigen::Index row : controls) {
    if (count[people.site[static_cast<std::size_t>(row)]] >= fewest_controls_at_site) rows.push_back(row);
  }
  return rows;
}

sites::PlannedRows planned(const ControlCoding& coded, const stats::Cohort& people)
{
  sites::PlannedRows planned{.rows = coded.rows, .variables = {}, .columns = coded.coding.columns()};
  planned.matrix = code_people(coded.coding, people).x(coded.rows, Eigen::all);
  for (const auto& variable : coded.coding.variables) {
    auto on_rows = stats::on_rows(stats::find_variable(people, variable.name), coded.rows);
    if (!variable.is_factor) {
      on_rows.centre = variable.centre;
      on_rows.values.array() -= variable.centre;
    }
    planned.variables.push_back(std::move(on_rows));
  }
  return planned;
}

}  // namespace

ShareableControls shareable_controls(const stats::Formula& covariates, const stats::Cohort& people,
                                     const std::vector<Eigen::Index>& controls, const Eigen::MatrixXd& values,
                                     const std::vector<Measure>& measures)
{
  ShareableControls shareable{.controls = code_controls(covariates, people, controls).rows};
  if (covariates_without_site(covariates, people).terms.size() < covariates.terms.size())
    shareable.controls = at_large_sites(people, shareable.controls);
  const auto n = static_cast<int>(shareable.controls.size());
  if (n < fewest_controls)
    throw base::DesignError(
        fmt::format("{} controls are left at sites with at least {} of them, at least {} are needed", n,
                    fewest_controls_at_site, fewest_controls));
  const auto coded = code_controls(covariates, people, shareable.controls);
  sites::require_large_cells_of("the norm", planned(coded, people));
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const auto column = static_cast<Eigen::Index>(m);
    const bool complete =
        std::ranges::none_of(shareable.controls, [&](Eigen::Index row) { return std::isnan(values(row, column)); });
    if (!complete) {
      shareable.left_out.push_back(measures[m].summary.name);
      continue;
    }
    shareable.measures.push_back(measures[m]);
    shareable.columns.push_back(column);
  }
  if (shareable.measures.empty()) throw base::DesignError("no measure is there in every control of the norm");
  return shareable;
}

}  // namespace dmn::markers
