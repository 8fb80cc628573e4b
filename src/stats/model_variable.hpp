#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "stats/cohort.hpp"

namespace dmn::stats {

/// What a variable stands for. Group and site are factors even where their labels are numbers.
enum class Role { group, site, covariate };

/// A named column of a cohort as a model sees it: a number a row, or a level a row.
struct ModelVariable {
  std::string name;
  Role role = Role::covariate;
  bool is_factor = false;
  Eigen::VectorXd values = {};           ///< N, if a number: NaN where missing; centred once `centre` is set
  std::optional<double> centre = {};     ///< mean over the rows of the model that was subtracted
  std::vector<std::string> levels = {};  ///< if a factor: the levels that occur, the reference level first
  std::vector<int> level = {};           ///< N, if a factor: position in `levels`, -1 where missing

  bool missing(Eigen::Index row) const;
  /// At most one value or level among the rows.
  bool is_constant() const;
  /// Position of a level; -1 if it does not occur.
  int find_level(const std::string& label) const;
};

/// Looks a name up in the participants table, then in /qc; `group` and `site` also stand for the cohort's group and
/// site where no column has that name. A column that holds the cohort's groups or sites takes their role whatever its
/// name. Case matters. Factors: levels in bytewise order, but `control` first if it occurs.
/// @throws DesignError naming the nearest known name; or the participant whose number is not finite
ModelVariable find_variable(const Cohort& cohort, const std::string& name);

/// The same variable on some of its rows: levels that no longer occur are gone.
ModelVariable on_rows(const ModelVariable& variable, const std::vector<Eigen::Index>& rows);

/// Subtracts the mean of age and mean_fd (any case: `Age`), METHODS.md section 11; leaves every other variable alone.
void centre_where_customary(ModelVariable& variable);

}  // namespace dmn::stats
