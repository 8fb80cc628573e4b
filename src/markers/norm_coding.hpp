#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/cohort.hpp"
#include "stats/design_columns.hpp"
#include "stats/formula.hpp"

namespace dmn::markers {

/// Covariates of a normative model: main effects and powers. `age, age^2, sex, mean_fd, site`.
/// @throws UsageError for text of another form, a covariate twice, a power outside 1 to 5
stats::Formula parse_covariates(const std::string& text);

/// The covariates of METHODS.md section 6 that a cohort knows: age and its square, sex, mean_fd and site, whatever the
/// case of their names (`Age`). A column that is missing in everyone is not known.
struct UsualCovariates {
  stats::Formula formula = {};
  std::vector<std::string> unknown = {};  ///< those there are none of
};
UsualCovariates usual_covariates(const stats::Cohort& people);

/// How the controls' model codes one covariate: `levels` with the reference first for labels, else `centre`.
struct CodedVariable {
  std::string name;
  stats::Role role = stats::Role::covariate;
  bool is_factor = false;
  double centre = 0;
  std::vector<std::string> levels = {};
};

/// The coding of a normative model: everything that turns a participant into a row of its design.
struct NormCoding {
  stats::Formula formula = {};                       ///< without the covariates that are constant among the controls
  std::vector<CodedVariable> variables = {};         ///< of `formula`, in its order
  std::vector<stats::DesignColumn> columns() const;  ///< K, the intercept first
};

/// A coding, who of the controls it is from, and what it had to leave out.
struct ControlCoding {
  NormCoding coding = {};
  std::vector<Eigen::Index> rows = {};    ///< controls with every covariate, rows of the people, ascending
  std::vector<std::string> dropped = {};  ///< `sex (all "F")`: constant among these controls
};

/// @param controls  rows of `people`, ascending
/// @throws DesignError for an unknown name, or the power of a covariate that holds labels
ControlCoding code_controls(const stats::Formula& covariates, const stats::Cohort& people,
                            const std::vector<Eigen::Index>& controls);

/// People in a coding.
struct CodedPeople {
  Eigen::MatrixXd x = {};                 ///< N x K; only rows without a problem mean something
  std::vector<std::string> problem = {};  ///< N; `no age`, `sex "D" is not among the controls`; empty if coded
};

/// @throws DesignError when the people lack a column of the coding, or have labels where it has numbers
CodedPeople code_people(const NormCoding& coding, const stats::Cohort& people);

}  // namespace dmn::markers
