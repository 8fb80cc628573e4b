#include "sites/site_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace dmn::sites {
namespace {

const stats::ModelVariable& require_site(const stats::Design& design)
{
  const stats::ModelVariable* site = design.find_role(stats::Role::site);
  if (site == nullptr) {
    throw base::DesignError(
        fmt::format("comparing sites needs the site in the model \"{}\"; add \"site\" to it", design.formula.text));
  }
  if (site->levels.size() < 2) {
    throw base::DesignError(fmt::format("comparing sites needs two of them; all {} participants of the model are at {}",
                                        design.n_rows(), site->levels.front()));
  }
  return *site;
}

stats::Column on_rows(const stats::Column& column, const std::vector<Eigen::Index>& rows)
{
  stats::Column chosen{.name = column.name, .numeric = column.numeric};
  for (const Eigen::Index row : rows) {
    const auto r = static_cast<std::size_t>(row);
    if (column.numeric) {
      chosen.numbers.push_back(column.numbers[r]);
    } else {
      chosen.words.push_back(column.words[r]);
    }
  }
  return chosen;
}

/// Factors that the contrast's columns are coded against.
std::vector<std::string> factors_of(const stats::Contrast& contrast, const stats::Design& design)
{
  std::vector<std::string> names;
  for (Eigen::Index k = 0; k < contrast.rows.cols(); ++k) {
    if (contrast.rows(0, k) == 0) continue;
    for (const auto& powered : design.columns[static_cast<std::size_t>(k)].term) {
      if (design.find_variable(powered.name)->is_factor) names.push_back(powered.name);
    }
  }
  return names;
}

/// A difference of two named levels does not depend on the reference; everything else does.
std::string lost_reference(const stats::Contrast& contrast, const stats::Design& whole, const stats::Contrast& part,
                           const stats::Design& design)
{
  if (contrast.groups.size() == 2 && part.groups == contrast.groups && factors_of(contrast, whole).size() < 2)
    return {};
  for (const auto& name : factors_of(contrast, whole)) {
    const auto& reference = whole.find_variable(name)->levels.front();
    if (design.find_variable(name)->levels.front() == reference) continue;
    return fmt::format("no participant has the reference level \"{}\" of {}", reference, name);
  }
  return {};
}

}  // namespace

std::vector<SiteRows> rows_by_site(const stats::Design& design)
{
  const stats::ModelVariable& site = require_site(design);
  std::vector<SiteRows> sites;
  for (const auto& name : site.levels) sites.push_back({name, {}});
  for (std::size_t row = 0; row < site.level.size(); ++row) {
    sites[static_cast<std::size_t>(site.level[row])].rows.push_back(static_cast<Eigen::Index>(row));
  }
  return sites;
}

void require_t_contrast(const stats::Contrast& contrast)
{
  if (!contrast.is_f_test) return;
  throw base::DesignError(
      fmt::format("contrast \"{}\" ({}): an F test has no single effect that sites could be "
                  "compared in; name a difference or a column",
                  contrast.name, contrast.expression));
}

stats::Formula formula_without(const stats::Formula& formula, const std::string& variable)
{
  stats::Formula reduced{.text = formula.text, .terms = formula.terms};
  std::erase_if(reduced.terms, [&](const stats::Term& term) {
    return std::ranges::any_of(term, [&](const auto& powered) { return powered.name == variable; });
  });
  return reduced;
}

stats::Cohort people_on_rows(const stats::Cohort& cohort, const std::vector<Eigen::Index>& rows)
{
  stats::Cohort people;
  for (const Eigen::Index row : rows) {
    const auto r = static_cast<std::size_t>(row);
    people.runs.push_back(cohort.runs[r]);
    people.site.push_back(cohort.site[r]);
    people.group.push_back(cohort.group[r]);
  }
  for (const auto& column : cohort.participants.columns) people.participants.columns.push_back(on_rows(column, rows));
  for (const auto& column : cohort.qc.columns) people.qc.columns.push_back(on_rows(column, rows));
  return people;
}

PartialModel partial_model(const stats::Formula& formula, const stats::Design& design, const stats::Contrast& contrast,
                           const stats::Cohort& cohort, const std::vector<Eigen::Index>& rows)
{
  PartialModel part{.rows = rows, .design = {}, .contrast = {}, .reason = {}};
  std::vector<Eigen::Index> cohort_rows;
  for (const Eigen::Index row : rows) cohort_rows.push_back(design.rows[static_cast<std::size_t>(row)]);
  try {
    part.design = stats::build_design(formula, people_on_rows(cohort, cohort_rows));
    const auto resolved = stats::resolve_contrast({contrast.name, contrast.expression}, part.design);
    part.reason = lost_reference(contrast, design, resolved, part.design);
    if (part.reason.empty()) part.contrast.push_back(resolved);
  } catch (const base::DesignError& problem) {
    part.reason = problem.problem();
  }
  return part;
}

}  // namespace dmn::sites
