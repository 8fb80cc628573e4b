#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/contrast.hpp"
#include "stats/design_columns.hpp"

namespace dmn::sites {

/// How the sites of a consortium code one variable: agreed before any data is seen, the same everywhere.
struct AgreedVariable {
  std::string name;
  std::vector<std::string> levels = {};  ///< of a factor, the reference level first; empty for a number
  double centre = 0;                     ///< subtracted from a number

  bool is_factor() const noexcept { return !levels.empty(); }
  bool operator==(const AgreedVariable&) const = default;
};

/// What the columns of group and site are called in the model.
struct RoleNames {
  std::string group = "group";
  std::string site = "site";
  bool operator==(const RoleNames&) const = default;
};

/// What the sites agree on, so that their sums add up: the columns of the design and the question.
struct PoolingPlan {
  std::string model;  ///< as given
  stats::ContrastText contrast;
  RoleNames roles = {};
  bool has_site = false;                  ///< the model holds the site: a column for every site but the first by name
  stats::Formula formula = {};            ///< without the site
  std::vector<AgreedVariable> variables;  ///< of `formula`, in its order
};

/// @param centres  `age=45,mean_fd=0.15`; @param levels  `sex=F,M;group=control,patient`, the reference level first
/// Without a word about them age is centred at 45 years, mean_fd at 0.15 mm, the levels of group are control and
/// patient, those of sex F and M; every other variable is a number that is used as it is.
/// @throws UsageError for text of another form, a variable that the model does not hold, a factor with fewer than two
///         levels or one twice, products of the site, an F contrast
PoolingPlan make_plan(const std::string& model, const stats::ContrastText& contrast, const std::string& centres,
                      const std::string& levels, const RoleNames& roles = {});

/// `age=45,mean_fd=0.15` and `group=control,patient;sex=F,M`: every centre and level of a plan, as make_plan() reads
/// them.
std::string centres_text(const PoolingPlan& plan);
std::string levels_text(const PoolingPlan& plan);

/// The agreed columns of one site: the intercept and those of the terms, in order; no site columns.
std::vector<stats::DesignColumn> plan_columns(const PoolingPlan& plan);

/// The participants of one site in the plan's coding.
struct PlannedRows {
  std::vector<Eigen::Index> rows;                 ///< n rows of the cohort that have every variable
  std::vector<stats::ModelVariable> variables;    ///< on these rows: agreed levels, numbers less their centre
  std::vector<stats::DesignColumn> columns = {};  ///< p
  Eigen::MatrixXd matrix = {};                    ///< n x p
};

/// @throws DesignError naming the participant whose label is no agreed level; for a factor where the plan has a number;
///         for an unknown name; when no row is complete
PlannedRows planned_rows(const PoolingPlan& plan, const stats::Cohort& cohort);

}  // namespace dmn::sites
