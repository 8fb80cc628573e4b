#pragma once

#include <Eigen/Core>
#include <vector>

#include "connectivity/roi.hpp"
#include "simulation/effects.hpp"
#include "simulation/options.hpp"
#include "simulation/participants.hpp"

namespace dmn::simulation {

/// What is different at one site.
struct Site {
  std::string name;
  double tr_s = 2;
  int volumes = 200;
  Eigen::MatrixXd fisher_z_offset;  ///< R x R, symmetric: the same for all pairs of two networks
  double scale = 1;                 ///< multiplies participant_sd
  double gain = 1;                  ///< multiplies image intensity
  double noise = 1;                 ///< multiplies measurement noise
};

std::vector<Site> draw_sites(const SimulateOptions& options, const connectivity::RoiTable& rois);

/// Expected connectivity of a healthy participant, Fisher z, R x R with zero diagonal. Blocks: 0.65 within a subsystem,
/// 0.40 within a network, 0.10 between networks, -0.05 between DMN and Salience or Pain, 0.20 between DMN and Limbic or
/// Control, 0.25 more for left and right partners. Orders of magnitude only, no literature values.
Eigen::MatrixXd resting_fisher_z(const connectivity::RoiTable& rois);

/// The correlation matrix with these Fisher z: tanh with unit diagonal. If an eigenvalue is below 0.02 it is raised to
/// 0.02 and the matrix scaled back to unit diagonal, so that the result is always positive definite.
Eigen::MatrixXd correlation_of(const Eigen::MatrixXd& fisher_z);

/// True connectivity of everybody in a simulated cohort.
class ConnectivityModel {
 public:
  /// @throws UsageError for an effect that cannot be read
  ConnectivityModel(const SimulateOptions& options, connectivity::RoiTable rois);

  const connectivity::RoiTable& rois() const noexcept { return rois_; }
  const std::vector<Effect>& effects() const noexcept { return effects_; }
  const std::vector<Site>& sites() const noexcept { return sites_; }

  /// Expected correlation matrix of people like this one: resting connectivity, effects, site.
  Eigen::MatrixXd expected_correlation(const Participant& person, int session) const;

  /// Sum of the effects of one variable, Fisher z, R x R.
  Eigen::MatrixXd effect_of(Variable variable) const;
  /// Expected correlation of patients or of controls, 45 years old, of mean symptoms, average over sexes, no site,
  /// first session.
  Eigen::MatrixXd group_correlation(bool patients) const;

  /// R x Q matrix A with unit rows: signals A w of independent unit signals w have this participant's own correlations.
  /// The participant's matrix is Wishart distributed around the expected one, with so many degrees of freedom that
  /// Fisher z has SD participant_sd x site scale; the share `reliability` of the deviation is the same in all sessions.
  Eigen::MatrixXd mixing(const Participant& person, int session) const;

 private:
  SimulateOptions options_;
  connectivity::RoiTable rois_;
  std::vector<Effect> effects_;
  std::vector<Site> sites_;
  Eigen::MatrixXd resting_;
};

}  // namespace dmn::simulation
