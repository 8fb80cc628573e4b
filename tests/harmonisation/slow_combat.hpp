#pragma once

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <map>

#include "harmonisation/combat_design.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation::testing {

/// ComBat as it is written down: standardised data in full, every sum over the rows of a site (METHODS.md section 5).
class SlowCombat {
 public:
  SlowCombat(const SiteCohort& cohort, const CombatOptions& options) : cohort_(cohort), options_(options)
  {
    for (const auto& label : cohort.site) rows_[label] = rows_of_site(cohort, label);
    standardise();
    for (const auto& [label, rows] : rows_) {
      if (label != options.reference) adjust(rows);
    }
  }

  const Eigen::MatrixXd& data() const noexcept { return harmonised_; }

 private:
  void standardise()
  {
    const auto n_sites = static_cast<Eigen::Index>(rows_.size());
    const Eigen::Index p = cohort_.covariates.values.cols();
    Eigen::MatrixXd design = Eigen::MatrixXd::Zero(cohort_.data.rows(), n_sites + p);
    design.rightCols(p) = cohort_.covariates.values;
    Eigen::VectorXd weight = Eigen::VectorXd::Zero(n_sites + p);
    Eigen::Index column = 0;
    for (const auto& [label, rows] : rows_) {
      for (const Eigen::Index row : rows) design(row, column) = 1;
      if (!options_.reference) weight[column] = double(rows.size()) / double(cohort_.data.rows());
      if (label == options_.reference) weight[column] = 1;
      ++column;
    }
    const Eigen::MatrixXd coefficients = design.householderQr().solve(cohort_.data);
    Eigen::MatrixXd residual = cohort_.data - design * coefficients;
    if (options_.reference) residual = Eigen::MatrixXd(residual(rows_.at(*options_.reference), Eigen::all));
    sigma_ = residual.colwise().squaredNorm().array().sqrt() / std::sqrt(double(residual.rows()));
    preserved_ = (weight.transpose() * coefficients).replicate(cohort_.data.rows(), 1) +
                 cohort_.covariates.values * coefficients.bottomRows(p);
    z_ = (cohort_.data - preserved_) * sigma_.cwiseInverse().asDiagonal();
    harmonised_ = cohort_.data;
  }

  void adjust(const std::vector<Eigen::Index>& rows)
  {
    const Eigen::MatrixXd z = z_(rows, Eigen::all);
    const auto n = double(z.rows());
    const Eigen::ArrayXd gamma_hat = z.colwise().mean().transpose();
    const Eigen::ArrayXd delta2_hat =
        ((z.rowwise() - z.colwise().mean()).colwise().squaredNorm() / (n - 1)).transpose();
    Eigen::ArrayXd gamma = gamma_hat;
    Eigen::ArrayXd delta2 = delta2_hat;
    const auto variance = [](const Eigen::ArrayXd& x) { return (x - x.mean()).square().sum() / double(x.size() - 1); };
    const double tau2 = variance(gamma_hat);
    const double m = delta2_hat.mean();
    const double s2 = variance(delta2_hat);
    const double a = (2 * s2 + m * m) / s2;
    const double b = (m * s2 + m * m * m) / s2;
    if (options_.mean_only) {
      delta2.setOnes();
      if (options_.empirical_bayes) gamma = (tau2 * gamma_hat + gamma_hat.mean()) / (tau2 + 1);
    } else if (options_.empirical_bayes) {
      for (double change = 1; change > 1e-4;) {
        const Eigen::ArrayXd next = (n * tau2 * gamma_hat + delta2 * gamma_hat.mean()) / (n * tau2 + delta2);
        const Eigen::ArrayXd sum =
            (z.rowwise() - next.matrix().transpose()).colwise().squaredNorm().transpose().array();
        const Eigen::ArrayXd next2 = (0.5 * sum + b) / (n / 2 + a - 1);
        change = std::max(((next - gamma).abs() / gamma).maxCoeff(), ((next2 - delta2).abs() / delta2).maxCoeff());
        gamma = next;
        delta2 = next2;
      }
    }
    for (Eigen::Index row = 0; row < z.rows(); ++row) {
      const Eigen::ArrayXd adjusted = (z.row(row).transpose().array() - gamma) / delta2.sqrt();
      const Eigen::Index at = rows[static_cast<std::size_t>(row)];
      harmonised_.row(at) = (adjusted * sigma_.array()).matrix().transpose() + preserved_.row(at);
    }
  }

  const SiteCohort& cohort_;
  CombatOptions options_;
  std::map<std::string, std::vector<Eigen::Index>> rows_;
  Eigen::VectorXd sigma_;
  Eigen::MatrixXd preserved_;
  Eigen::MatrixXd z_;
  Eigen::MatrixXd harmonised_;
};

}  // namespace dmn::harmonisation::testing
