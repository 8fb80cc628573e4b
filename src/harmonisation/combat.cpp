#include "harmonisation/combat.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"

namespace dmn::harmonisation {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void require_features(const FeatureFits& features, const std::vector<Eigen::Index>& harmonised)
{
  if (!harmonised.empty()) return;
  throw base::DesignError(fmt::format(
      "no feature can be harmonised: of {}, {} have missing values, {} are constant within a site, {} have zero "
      "variance",
      features.size(), features.with(FeatureStatus::missing_values).size(),
      features.with(FeatureStatus::constant_within_site).size(), features.with(FeatureStatus::zero_variance).size()));
}

/// Empirical Bayes site by site.
class Estimator {
 public:
  Estimator(const CombatDesign& design, CombatParameters& parameters)
      : design_(design), parameters_(parameters), harmonised_(parameters.features.with(FeatureStatus::harmonised))
  {
    require_features(parameters.features, harmonised_);
  }

  void estimate(Eigen::Index site)
  {
    const SiteEstimates raw{.gamma = parameters_.features.gamma_hat.row(site)(harmonised_).transpose(),
                            .delta2 = parameters_.features.delta2_hat.row(site)(harmonised_).transpose()};
    parameters_.priors.push_back(site_prior(raw));
    write(site, final_estimates(site, raw, parameters_.priors.back()));
  }

 private:
  SiteEstimates final_estimates(Eigen::Index site, const SiteEstimates& raw, const SitePrior& prior)
  {
    const CombatOptions& options = design_.options;
    const auto n_features = static_cast<Eigen::Index>(harmonised_.size());
    if (design_.reference == site) return {Eigen::VectorXd::Zero(n_features), Eigen::VectorXd::Ones(n_features)};
    const auto& label = design_.batches.labels[static_cast<std::size_t>(site)];
    const bool usable = prior.shifts_vary && (options.mean_only || prior.variances_vary);
    if (options.empirical_bayes && usable) {
      if (options.mean_only) return shrink_means(raw, prior);
      return shrink(raw, prior, n_rows_of(site), options.max_iterations, label);
    }
    if (options.empirical_bayes) {
      parameters_.warnings.push_back(
          fmt::format("site {}: {} do not vary over features, so its own estimates are used without empirical Bayes",
                      label, prior.shifts_vary ? "variances" : "means"));
    }
    if (!options.mean_only) return raw;
    return {raw.gamma, Eigen::VectorXd::Ones(n_features)};
  }

  void write(Eigen::Index site, const SiteEstimates& estimates)
  {
    for (std::size_t g = 0; g < harmonised_.size(); ++g) {
      parameters_.gamma_star(site, harmonised_[g]) = estimates.gamma[static_cast<Eigen::Index>(g)];
      parameters_.delta2_star(site, harmonised_[g]) = estimates.delta2[static_cast<Eigen::Index>(g)];
    }
  }

  double n_rows_of(Eigen::Index site) const
  {
    return static_cast<double>(design_.batches.n_rows[static_cast<std::size_t>(site)]);
  }

  const CombatDesign& design_;
  CombatParameters& parameters_;
  std::vector<Eigen::Index> harmonised_;
};

void require_block(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index first,
                   const Eigen::Ref<Eigen::MatrixXd>& block)
{
  const bool inside = first >= 0 && first + block.cols() <= parameters.features.size();
  if (inside && block.rows() == rows.batches.total_rows()) return;
  throw base::ShapeError(
      "a block of features does not fit the ComBat parameters",
      {.expected = fmt::format("{} rows, features 0 to {}", rows.batches.total_rows(), parameters.features.size()),
       .found = fmt::format("{} rows, features {} to {}", block.rows(), first, first + block.cols())});
}

void harmonise_column(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index feature,
                      const Eigen::VectorXd& preserved, Eigen::Ref<Eigen::VectorXd> y)
{
  const Eigen::VectorXd shift = parameters.features.sigma[feature] * parameters.gamma_star.col(feature);
  const Eigen::VectorXd scale = parameters.delta2_star.col(feature).cwiseSqrt().cwiseInverse();
  for (Eigen::Index row = 0; row < y.size(); ++row) {
    const Eigen::Index site = rows.batches.of_row[static_cast<std::size_t>(row)];
    if (parameters.reference == site) continue;
    y[row] = (y[row] - preserved[row] - shift[site]) * scale[site] + preserved[row];
  }
}

}  // namespace

CombatParameters estimate(const CombatDesign& design, FeatureFits features)
{
  const Eigen::Index n_sites = design.batches.size();
  CombatParameters parameters{.sites = design.batches.labels,
                              .n_rows = design.batches.n_rows,
                              .reference = design.reference,
                              .covariates = design.covariates.names,
                              .features = std::move(features),
                              .warnings = design.warnings};
  parameters.gamma_star = Eigen::MatrixXd::Constant(n_sites, parameters.features.size(), nan);
  parameters.delta2_star = parameters.gamma_star;
  Estimator estimator(design, parameters);
  for (Eigen::Index site = 0; site < n_sites; ++site) estimator.estimate(site);
  return parameters;
}

CombatRows rows_for(const CombatParameters& parameters, const std::vector<std::string>& site_of_row,
                    const Covariates& covariates)
{
  CombatRows rows{.batches = batches_among(parameters.sites, site_of_row),
                  .covariates = columns_named(covariates, parameters.covariates)};
  if (rows.covariates.rows() != rows.batches.total_rows()) {
    throw base::ShapeError("covariates do not fit the rows", {.expected = std::to_string(rows.batches.total_rows()),
                                                              .found = std::to_string(rows.covariates.rows())});
  }
  return rows;
}

CombatRows rows_of(const CombatDesign& design)
{
  return {.batches = design.batches, .covariates = design.covariates.values};
}

Eigen::VectorXd preserved_part(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index feature)
{
  Eigen::VectorXd part = Eigen::VectorXd::Constant(rows.batches.total_rows(), parameters.features.intercept[feature]);
  part.noalias() += rows.covariates * parameters.features.slopes.col(feature);
  return part;
}

void apply(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index first,
           Eigen::Ref<Eigen::MatrixXd> block)
{
  require_block(parameters, rows, first, block);
  for (Eigen::Index column = 0; column < block.cols(); ++column) {
    const Eigen::Index feature = first + column;
    if (parameters.features.status[static_cast<std::size_t>(feature)] != FeatureStatus::harmonised) continue;
    harmonise_column(parameters, rows, feature, preserved_part(parameters, rows, feature), block.col(column));
  }
}

}  // namespace dmn::harmonisation
