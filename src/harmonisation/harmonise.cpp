#include "harmonisation/harmonise.hpp"

#include <algorithm>
#include <utility>

namespace dmn::harmonisation {
namespace {

template <typename Work>
void for_each_tile(Eigen::Index n_columns, Eigen::Index width, Work work)
{
  for (Eigen::Index first = 0; first < n_columns; first += width) work(first, std::min(width, n_columns - first));
}

CombatParameters fit(const CombatDesign& design, const Eigen::Ref<const Eigen::MatrixXd>& data, Eigen::Index tile_width)
{
  FeatureFits features(design.batches.size(), design.n_covariates(), data.cols());
  for_each_tile(data.cols(), tile_width, [&](Eigen::Index first, Eigen::Index n) {
    place(fit_features(design, data.middleCols(first, n)), first, features);
  });
  return estimate(design, std::move(features));
}

Eigen::MatrixXd total_gram(const CombatParameters& parameters, const CombatRows& rows,
                           const Eigen::Ref<const Eigen::MatrixXd>& data, Eigen::Index tile_width)
{
  Eigen::MatrixXd total = Eigen::MatrixXd::Zero(data.rows(), data.rows());
  for_each_tile(data.cols(), tile_width, [&](Eigen::Index first, Eigen::Index n) {
    total += gram(scaled_residuals(parameters, rows, first, data.middleCols(first, n)));
  });
  return total;
}

}  // namespace

CombatParameters harmonise(Eigen::Ref<Eigen::MatrixXd> data, const std::vector<std::string>& site_of_row,
                           const Covariates& covariates, const CombatOptions& options, Eigen::Index tile_width)
{
  const CombatDesign design = combat_design(site_of_row, covariates, options);
  CombatParameters parameters = fit(design, data, tile_width);
  apply(parameters, rows_of(design), 0, data);
  return parameters;
}

CovbatResult harmonise_covbat(Eigen::Ref<Eigen::MatrixXd> data, const std::vector<std::string>& site_of_row,
                              const Covariates& covariates, const CombatOptions& options, Eigen::Index tile_width)
{
  const CombatDesign design = combat_design(site_of_row, covariates, options);
  const CombatRows rows = rows_of(design);
  CovbatResult result{.combat = fit(design, data, tile_width)};
  const Eigen::MatrixXd products = total_gram(result.combat, rows, data, tile_width);
  result.covbat = estimate_covbat(design, products);
  const Eigen::MatrixXd mixing = covbat_mixing(result.covbat, rows, products);
  for_each_tile(data.cols(), tile_width, [&](Eigen::Index first, Eigen::Index n) {
    const ScaledResiduals residuals = scaled_residuals(result.combat, rows, first, data.middleCols(first, n));
    apply_covbat(result.combat, rows, mixing, residuals, first, data.middleCols(first, n));
  });
  return result;
}

}  // namespace dmn::harmonisation
