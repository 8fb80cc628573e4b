#include "harmonisation/feature_fits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::harmonisation {
namespace {

constexpr double nothing_left = 1e-24;  ///< of the sum of squares: what rounding leaves of a perfect fit
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Fits columns one after the other; owns what they share.
class FeatureFitter {
 public:
  FeatureFitter(const CombatDesign& design, FeatureFits& fits)
      : design_(design),
        fits_(fits),
        n_rows_(design.batches.size()),
        site_mean_(design.batches.size()),
        site_ss_(design.batches.size()),
        total_ss_(design.batches.size()),
        lowest_(design.batches.size()),
        highest_(design.batches.size())
  {
    for (Eigen::Index site = 0; site < n_rows_.size(); ++site) {
      n_rows_[site] = static_cast<double>(design.batches.n_rows[static_cast<std::size_t>(site)]);
    }
  }

  void fit(const Eigen::Ref<const Eigen::VectorXd>& y, Eigen::Index feature)
  {
    values_ = y;
    FeatureStatus& status = fits_.status[static_cast<std::size_t>(feature)];
    status = status_of_values();
    if (status != FeatureStatus::harmonised) return;
    centre_within_sites();
    coordinates_.noalias() = design_.within_sites.transpose() * values_;
    values_.noalias() -= design_.within_sites * coordinates_;
    sum_squares(site_ss_);
    if (nothing_left_in_some_site()) {
      status = FeatureStatus::constant_within_site;
    } else {
      write(feature);
    }
  }

 private:
  FeatureStatus status_of_values()
  {
    site_mean_.setZero();
    lowest_.setConstant(std::numeric_limits<double>::infinity());
    highest_.setConstant(-std::numeric_limits<double>::infinity());
    bool finite = true;
    for (Eigen::Index row = 0; row < values_.size(); ++row) {
      const double value = values_[row];
      const Eigen::Index site = site_of(row);
      finite = finite && std::isfinite(value);
      site_mean_[site] += value;
      lowest_[site] = std::min(lowest_[site], value);
      highest_[site] = std::max(highest_[site], value);
    }
    if (!finite) return FeatureStatus::missing_values;
    if (lowest_.minCoeff() == highest_.maxCoeff()) return FeatureStatus::zero_variance;
    const bool constant = ((lowest_.array() == highest_.array()) && (n_rows_.array() > 1)).any();
    return constant ? FeatureStatus::constant_within_site : FeatureStatus::harmonised;
  }

  void centre_within_sites()
  {
    site_mean_.array() /= n_rows_.array();
    for (Eigen::Index row = 0; row < values_.size(); ++row) values_[row] -= site_mean_[site_of(row)];
    sum_squares(total_ss_);
  }

  void sum_squares(Eigen::VectorXd& of_site) const
  {
    of_site.setZero();
    for (Eigen::Index row = 0; row < values_.size(); ++row) of_site[site_of(row)] += values_[row] * values_[row];
  }

  bool nothing_left_in_some_site() const
  {
    return ((site_ss_.array() <= nothing_left * total_ss_.array()) && (n_rows_.array() > 1)).any();
  }

  void write(Eigen::Index feature)
  {
    const Eigen::VectorXd slopes = design_.triangle.triangularView<Eigen::Upper>().solve(coordinates_);
    const Eigen::VectorXd intercepts = site_mean_ - design_.site_means * slopes;
    const auto reference = design_.reference;
    const double n = reference ? n_rows_[*reference] : n_rows_.sum();
    const double intercept = reference ? intercepts[*reference] : n_rows_.dot(intercepts) / n;
    const double variance = (reference ? site_ss_[*reference] : site_ss_.sum()) / n;
    fits_.intercept[feature] = intercept;
    fits_.slopes.col(feature) = slopes;
    fits_.sigma[feature] = std::sqrt(variance);
    fits_.gamma_hat.col(feature) = (intercepts.array() - intercept) / fits_.sigma[feature];
    fits_.delta2_hat.col(feature) =
        (n_rows_.array() > 1).select(site_ss_.array() / ((n_rows_.array() - 1) * variance), 1.0);
  }

  Eigen::Index site_of(Eigen::Index row) const { return design_.batches.of_row[static_cast<std::size_t>(row)]; }

  const CombatDesign& design_;
  FeatureFits& fits_;
  Eigen::VectorXd n_rows_;       ///< S
  Eigen::VectorXd values_;       ///< N, the outcome, then its residuals; own memory: the same bits at any address
  Eigen::VectorXd coordinates_;  ///< p
  Eigen::VectorXd site_mean_;
  Eigen::VectorXd site_ss_;   ///< of the residuals
  Eigen::VectorXd total_ss_;  ///< about the site mean, before covariates
  Eigen::VectorXd lowest_;
  Eigen::VectorXd highest_;
};

}  // namespace

std::string_view words(FeatureStatus status)
{
  switch (status) {
    case FeatureStatus::harmonised:
      return "harmonised";
    case FeatureStatus::missing_values:
      return "missing values";
    case FeatureStatus::constant_within_site:
      return "constant within a site";
    case FeatureStatus::zero_variance:
      return "zero variance";
  }
  return "unknown";
}

FeatureFits::FeatureFits(Eigen::Index n_sites, Eigen::Index n_covariates, Eigen::Index n_features)
    : status(static_cast<std::size_t>(n_features), FeatureStatus::missing_values),
      intercept(Eigen::VectorXd::Constant(n_features, nan)),
      slopes(Eigen::MatrixXd::Constant(n_covariates, n_features, nan)),
      sigma(Eigen::VectorXd::Constant(n_features, nan)),
      gamma_hat(Eigen::MatrixXd::Constant(n_sites, n_features, nan)),
      delta2_hat(Eigen::MatrixXd::Constant(n_sites, n_features, nan))
{
}

std::vector<Eigen::Index> FeatureFits::with(FeatureStatus wanted) const
{
  std::vector<Eigen::Index> positions;
  for (std::size_t feature = 0; feature < status.size(); ++feature) {
    if (status[feature] == wanted) positions.push_back(static_cast<Eigen::Index>(feature));
  }
  return positions;
}

FeatureFits fit_features(const CombatDesign& design, const Eigen::Ref<const Eigen::MatrixXd>& block)
{
  if (block.rows() != design.n_rows()) {
    throw base::ShapeError("features and ComBat design have different numbers of rows",
                           {.expected = std::to_string(design.n_rows()), .found = std::to_string(block.rows())});
  }
  FeatureFits fits(design.batches.size(), design.n_covariates(), block.cols());
  FeatureFitter fitter(design, fits);
  for (Eigen::Index feature = 0; feature < block.cols(); ++feature) fitter.fit(block.col(feature), feature);
  return fits;
}

void place(const FeatureFits& block, Eigen::Index first, FeatureFits& all)
{
  const bool same_tables = block.gamma_hat.rows() == all.gamma_hat.rows() && block.slopes.rows() == all.slopes.rows();
  if (!same_tables || first < 0 || first + block.size() > all.size()) {
    throw base::ShapeError("a block of fitted features does not fit the table",
                           {.expected = fmt::format("within 0 to {}", all.size()),
                            .found = fmt::format("{} to {}", first, first + block.size())});
  }
  std::ranges::copy(block.status, all.status.begin() + first);
  all.intercept.segment(first, block.size()) = block.intercept;
  all.slopes.middleCols(first, block.size()) = block.slopes;
  all.sigma.segment(first, block.size()) = block.sigma;
  all.gamma_hat.middleCols(first, block.size()) = block.gamma_hat;
  all.delta2_hat.middleCols(first, block.size()) = block.delta2_hat;
}

}  // namespace dmn::harmonisation
