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

/// Fits columns one after the other; owns what they share. Works on rows grouped by site, in its own memory: the same
/// bits at any address.
class FeatureFitter {
 public:
  FeatureFitter(const CombatDesign& design, FeatureFits& fits)
      : design_(design),
        fits_(fits),
        rows_(rows_by_batch(design.batches)),
        basis_(design.within_sites(rows_, Eigen::all)),
        n_rows_(design.batches.size()),
        site_mean_(design.batches.size()),
        total_ss_(design.batches.size()),
        residual_ss_(design.batches.size())
  {
    for (Eigen::Index site = 0; site < n_rows_.size(); ++site) n_rows_[site] = static_cast<double>(count(site));
  }

  void fit(const Eigen::Ref<const Eigen::VectorXd>& y, Eigen::Index feature)
  {
    values_ = y(rows_);
    FeatureStatus& status = fits_.status[static_cast<std::size_t>(feature)];
    status = status_of_values();
    if (status != FeatureStatus::harmonised) return;
    centre_within_sites();
    sum_squares(total_ss_);
    coordinates_.noalias() = basis_.transpose() * values_;
    values_.noalias() -= basis_ * coordinates_;
    sum_squares(residual_ss_);
    if (nothing_left_in_some_site()) {
      status = FeatureStatus::constant_within_site;
    } else {
      write(feature);
    }
  }

 private:
  FeatureStatus status_of_values()
  {
    if (!values_.allFinite()) return FeatureStatus::missing_values;
    if (values_.minCoeff() == values_.maxCoeff()) return FeatureStatus::zero_variance;
    bool constant = false;
    for_each_site([&](Eigen::Index site, auto values) {
      constant = constant || (count(site) > 1 && values.minCoeff() == values.maxCoeff());
    });
    return constant ? FeatureStatus::constant_within_site : FeatureStatus::harmonised;
  }

  void centre_within_sites()
  {
    for_each_site([&](Eigen::Index site, auto values) {
      site_mean_[site] = values.mean();
      values.array() -= site_mean_[site];
    });
  }

  void sum_squares(Eigen::VectorXd& of_site)
  {
    for_each_site([&](Eigen::Index site, auto values) { of_site[site] = values.squaredNorm(); });
  }

  bool nothing_left_in_some_site() const
  {
    return ((residual_ss_.array() <= nothing_left * total_ss_.array()) && (n_rows_.array() > 1)).any();
  }

  void write(Eigen::Index feature)
  {
    const Eigen::VectorXd slopes = design_.triangle.triangularView<Eigen::Upper>().solve(coordinates_);
    const Eigen::VectorXd intercepts = site_mean_ - design_.site_means * slopes;
    const auto reference = design_.reference;
    const double n = reference ? n_rows_[*reference] : n_rows_.sum();
    const double intercept = reference ? intercepts[*reference] : n_rows_.dot(intercepts) / n;
    const double variance = (reference ? residual_ss_[*reference] : residual_ss_.sum()) / n;
    fits_.intercept[feature] = intercept;
    fits_.slopes.col(feature) = slopes;
    fits_.sigma[feature] = std::sqrt(variance);
    fits_.gamma_hat.col(feature) = (intercepts.array() - intercept) / fits_.sigma[feature];
    fits_.delta2_hat.col(feature) =
        (n_rows_.array() > 1).select(residual_ss_.array() / ((n_rows_.array() - 1) * variance), 1.0);
  }

  template <typename Work>
  void for_each_site(Work work)
  {
    Eigen::Index first = 0;
    for (Eigen::Index site = 0; site < n_rows_.size(); first += count(site), ++site) {
      work(site, values_.segment(first, count(site)));
    }
  }

  Eigen::Index count(Eigen::Index site) const { return design_.batches.n_rows[static_cast<std::size_t>(site)]; }

  const CombatDesign& design_;
  FeatureFits& fits_;
  std::vector<Eigen::Index> rows_;  ///< N, grouped by site
  Eigen::MatrixXd basis_;           ///< N x p, rows grouped by site
  Eigen::VectorXd n_rows_;          ///< S
  Eigen::VectorXd values_;          ///< N, the outcome, then its residuals
  Eigen::VectorXd coordinates_;     ///< p
  Eigen::VectorXd site_mean_;
  Eigen::VectorXd total_ss_;     ///< about the site mean, before covariates
  Eigen::VectorXd residual_ss_;  ///< after covariates
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
