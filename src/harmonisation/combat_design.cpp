#include "harmonisation/combat_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/column_basis.hpp"
#include "stats/suggestion.hpp"

namespace dmn::harmonisation {
namespace {

void require_same_rows(const Batches& batches, const Covariates& covariates)
{
  const bool named = static_cast<Eigen::Index>(covariates.names.size()) == covariates.values.cols();
  if (named && covariates.values.rows() == batches.total_rows()) return;
  throw base::ShapeError("covariates do not fit the rows",
                         {.expected = fmt::format("{} x {}", batches.total_rows(), covariates.names.size()),
                          .found = fmt::format("{} x {}", covariates.values.rows(), covariates.values.cols())});
}

void require_sites(const Batches& batches)
{
  if (batches.size() >= 2) return;
  throw base::DesignError(batches.labels.empty()
                              ? "ComBat needs two sites; there is no participant"
                              : fmt::format("ComBat needs two sites; all {} participants come from site {}",
                                            batches.total_rows(), batches.labels.front()));
}

void require_two_rows_a_site(const Batches& batches)
{
  std::vector<std::string> lonely;
  for (std::size_t site = 0; site < batches.labels.size(); ++site) {
    if (batches.n_rows[site] < 2) lonely.push_back(batches.labels[site]);
  }
  if (lonely.empty()) return;
  throw base::DesignError(
      fmt::format("ComBat needs two participants a site; only one comes from {}", base::join(lonely, ", ")));
}

void require_two_rows_of_reference(const CombatDesign& design)
{
  if (!design.reference || design.batches.n_rows[static_cast<std::size_t>(*design.reference)] >= 2) return;
  throw base::DesignError(
      fmt::format("reference site {} has one participant: it has no variance", *design.options.reference));
}

std::optional<Eigen::Index> position_of_reference(const CombatOptions& options, const Batches& batches)
{
  if (!options.reference) return std::nullopt;
  const auto found = std::ranges::find(batches.labels, *options.reference);
  if (found != batches.labels.end()) return found - batches.labels.begin();
  throw base::UsageError(fmt::format("reference \"{}\" is no site (there are {}){}", *options.reference,
                                     base::join(batches.labels, ", "),
                                     stats::did_you_mean(*options.reference, batches.labels)));
}

void require_complete(const Covariates& covariates)
{
  for (std::size_t k = 0; k < covariates.names.size(); ++k) {
    const auto column = covariates.values.col(static_cast<Eigen::Index>(k));
    const auto n_missing = column.size() - column.array().isFinite().count();
    if (n_missing == 0) continue;
    throw base::DesignError(
        fmt::format("ComBat needs complete covariates; \"{}\" is missing in {} rows", covariates.names[k], n_missing));
  }
}

Covariates without_dependent(const Covariates& covariates, std::vector<std::string>& warnings)
{
  const Eigen::Index n_rows = covariates.values.rows();
  Eigen::MatrixXd matrix(n_rows, covariates.values.cols() + 1);
  matrix << Eigen::VectorXd::Ones(n_rows), covariates.values;
  const auto basis = stats::column_basis(matrix);
  Covariates kept{.names = {}, .values = matrix(Eigen::all, basis.kept).rightCols(basis.rank() - 1)};
  for (const Eigen::Index column : basis.kept) {
    if (column > 0) kept.names.push_back(covariates.names[static_cast<std::size_t>(column - 1)]);
  }
  for (const Eigen::Index column : basis.dependent) {
    warnings.push_back(fmt::format("covariate \"{}\" is constant or collinear with earlier ones: not used by ComBat",
                                   covariates.names[static_cast<std::size_t>(column - 1)]));
  }
  return kept;
}

Eigen::MatrixXd indicators(const Batches& batches)
{
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(batches.total_rows(), batches.size());
  for (Eigen::Index row = 0; row < matrix.rows(); ++row) matrix(row, batches.of_row[static_cast<std::size_t>(row)]) = 1;
  return matrix;
}

void require_separable(const stats::ColumnBasis& basis, const CombatDesign& design)
{
  if (basis.dependent.empty()) return;
  std::vector<std::string> names;
  for (const Eigen::Index column : basis.dependent) {
    names.push_back(
        fmt::format("\"{}\"", design.covariates.names[static_cast<std::size_t>(column - design.batches.size())]));
  }
  throw base::DesignError(
      fmt::format("site effect cannot be separated: covariate {} is a combination of the sites {}{}; no harmonisation",
                  base::join(names, ", "), base::join(design.batches.labels, ", "),
                  design.covariates.names.size() > names.size() ? " and other covariates" : ""));
}

void require_residual_rows(const CombatDesign& design)
{
  const Eigen::Index n_columns = design.batches.size() + static_cast<Eigen::Index>(design.covariates.names.size());
  if (design.n_rows() > n_columns) return;
  throw base::DesignError(
      fmt::format("ComBat needs more participants ({}) than sites and covariates ({})", design.n_rows(), n_columns));
}

void decompose(CombatDesign& design)
{
  const Eigen::MatrixXd sites = indicators(design.batches);
  Eigen::MatrixXd matrix(design.n_rows(), sites.cols() + design.covariates.values.cols());
  matrix << sites, design.covariates.values;
  const auto basis = stats::column_basis(matrix);
  require_separable(basis, design);
  const Eigen::Index n_covariates = design.covariates.values.cols();
  design.within_sites = basis.q.rightCols(n_covariates);
  design.triangle = basis.r.bottomRightCorner(n_covariates, n_covariates);
  design.site_means =
      sites.colwise().sum().cwiseInverse().asDiagonal() * (sites.transpose() * design.covariates.values);
}

}  // namespace

CombatDesign combat_design(const std::vector<std::string>& site_of_row, const Covariates& covariates,
                           const CombatOptions& options)
{
  CombatDesign design{.options = options, .batches = make_batches(site_of_row)};
  require_same_rows(design.batches, covariates);
  require_sites(design.batches);
  if (!options.mean_only) require_two_rows_a_site(design.batches);
  design.reference = position_of_reference(options, design.batches);
  require_two_rows_of_reference(design);
  require_complete(covariates);
  design.covariates = without_dependent(covariates, design.warnings);
  require_residual_rows(design);
  decompose(design);
  return design;
}

}  // namespace dmn::harmonisation
