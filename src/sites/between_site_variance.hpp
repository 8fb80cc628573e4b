#pragma once

#include <Eigen/Core>

namespace dmn::sites {

enum class Tau2Method { dersimonian_laird, reml };

struct RemlOptions {
  int max_iterations = 1000;
};

/// Variance of the true effects between sites.
struct Tau2 {
  double value = 0;
  bool converged = true;
};

/// tau2 = max(0, (Q - k + 1) / (sum w - sum w^2 / sum w)), w = 1 / v (DerSimonian & Laird 1986).
/// @param effect, variance  k >= 2
double tau2_dersimonian_laird(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance);

/// The restricted maximum likelihood: Fisher scoring from the DL value, kept at or above 0 and halved where steps swing
/// to and fro, until a step is below 1e-12 of tau2 plus the mean variance (Viechtbauer 2005, J Educ Behav Stat 30:261).
/// @param effect, variance  k >= 2
Tau2 tau2_reml(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, const RemlOptions& options = {});

}  // namespace dmn::sites
