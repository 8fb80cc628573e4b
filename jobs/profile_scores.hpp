#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "markers/scoring.hpp"
#include "options.hpp"
#include "profile_plan.hpp"
#include "profile_values.hpp"

namespace dmn::jobs {

/// One measure of one row of the profile, with what its reliability says of it.
struct ProfileScore {
  markers::Score score = {};
  double observed = 0;    ///< NaN if missing
  double half_width = 0;  ///< of the 95 % interval of z; NaN where the reliability is unknown
  double icc = 0;         ///< ICC(2,1); NaN where it is unknown

  double z_low() const { return score.deviation.z - half_width; }
  double z_high() const { return score.deviation.z + half_width; }
};

/// 100 Phi(z); NaN for NaN.
double percentile_of(double z);

/// Everyone against the norm: of the data's own controls, or the given one. Scores are made a row at a time, so that
/// memory does not grow with their number.
class ProfileScores {
 public:
  /// Keeps references to plan and values. @throws DesignError for covariates that the data lack
  ProfileScores(const Options& options, const ProfilePlan& plan, const ProfileValues& values);
  ProfileScores(const ProfileScores&) = delete;
  ProfileScores& operator=(const ProfileScores&) = delete;

  /// One a measure.
  std::vector<ProfileScore> of_row(Eigen::Index row) const;

  const markers::Norm& norm() const noexcept { return norm_; }
  /// S; of the repeats of the data, else of the given norm.
  const std::vector<markers::Reliability>& reliability() const noexcept { return reliability_; }
  /// `sessions 1 and 2`; empty where no measure has a usable reliability.
  const std::string& reliability_of() const noexcept { return reliability_of_; }
  /// The row at which a person stands in the norm; nothing for everyone else.
  std::optional<Eigen::Index> own_row(Eigen::Index row) const;
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 private:
  void find_reliability();

  const ProfilePlan& plan_;
  const ProfileValues& values_;
  markers::Norm norm_;
  std::vector<std::string> warnings_;
  std::vector<markers::Reliability> reliability_;
  std::string reliability_of_;
  std::map<std::string, Eigen::Index> row_in_norm_;  ///< by participant
  std::optional<markers::Scorer> scorer_;
};

}  // namespace dmn::jobs
