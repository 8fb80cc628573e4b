#pragma once

#include <cmath>
#include <random>
#include <string>

#include "markers/controls_example.hpp"
#include "markers/scoring.hpp"

namespace dmn::markers::testing {

/// Cohorts of controls at two sites, whose measure depends on age, age squared, sex, motion and site, and further
/// people of the same population.
struct NormStudy {
  int n_cohorts = 100;
  int n_controls = 40;  ///< 60 % of them at site A
  int n_others = 10;
  unsigned seed = 1;
  bool leave_one_out = true;  ///< controls are compared with the others, not with all
  bool heavy_tails = false;   ///< noise of Student's t with 5 degrees of freedom instead of a normal one
};

struct Beyond {
  long n_controls = 0;
  long n_others = 0;
  long controls = 0;  ///< |z| > 1.96
  long others = 0;

  double share_of_controls() const { return static_cast<double>(controls) / static_cast<double>(n_controls); }
  double share_of_others() const { return static_cast<double>(others) / static_cast<double>(n_others); }
};

inline Eigen::MatrixXd simulated_values(const stats::Cohort& people, const NormStudy& study, std::mt19937& random)
{
  std::normal_distribution<double> normal;
  std::student_t_distribution<double> heavy(5);
  const auto& age = people.participants.find("age")->numbers;
  const auto& fd = people.participants.find("mean_fd")->numbers;
  const auto& sex = people.participants.find("sex")->words;
  Eigen::MatrixXd values(static_cast<Eigen::Index>(age.size()), 1);
  for (std::size_t row = 0; row < age.size(); ++row) {
    const double years = (age[row] - 40) / 10;
    const double expected = 0.3 - 0.05 * years + 0.01 * years * years + (sex[row] == "F" ? 0.04 : 0) - 0.8 * fd[row] +
                            (people.site[row] == "B" ? 0.1 : 0);
    values(static_cast<Eigen::Index>(row), 0) = expected + 0.1 * (study.heavy_tails ? heavy(random) : normal(random));
  }
  return values;
}

inline Beyond beyond_band(const NormStudy& study)
{
  std::mt19937 random(study.seed);
  Beyond beyond;
  const int at_a = (study.n_controls * 3 + 2) / 5;
  for (int cohort = 0; cohort < study.n_cohorts; ++cohort) {
    const auto people = people_at({at_a, study.n_controls - at_a}, study.n_others,
                                  study.seed * 100003U + static_cast<unsigned>(cohort));
    const auto values = simulated_values(people, study, random);
    const auto norm =
        fit_norm(parse_covariates(usual), people, controls_of(people), values, measures_named({"x"})).norm;
    const Scorer scorer(norm, people);
    for (Eigen::Index row = 0; row < values.rows(); ++row) {
      const bool is_control = people.group[static_cast<std::size_t>(row)] == "control";
      std::optional<OwnRow> own;
      if (is_control && study.leave_one_out) own = OwnRow{row, values(row, 0)};
      const bool is_beyond = std::abs(scorer.score(row, 0, values(row, 0), own).deviation.z) > 1.96;
      (is_control ? beyond.n_controls : beyond.n_others) += 1;
      (is_control ? beyond.controls : beyond.others) += is_beyond ? 1 : 0;
    }
  }
  return beyond;
}

}  // namespace dmn::markers::testing
