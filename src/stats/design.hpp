#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "stats/cohort.hpp"
#include "stats/column_basis.hpp"
#include "stats/formula.hpp"
#include "stats/model_variable.hpp"

namespace dmn::stats {

/// One column of a design matrix: `intercept`, `group[patient]`, `age`, `I(age^2)`, `group[patient]:age`.
struct DesignColumn {
  std::string name;
  Term term;               ///< the term it belongs to; empty for the intercept
  std::vector<int> level;  ///< per variable of the term: the factor's level; 0 for a number
};

/// A column that adds nothing to the earlier ones, and why.
struct DroppedColumn {
  std::string name;
  std::string reason;  ///< `constant ("scanner-1")`, `collinear with intercept, age`
};

/// How many rows a missing covariate cost.
struct MissingCount {
  std::string variable;
  int rows = 0;
};

/// The design of a linear model: which rows of the cohort it holds, and its matrix M.
/// Factors are treatment-coded against their reference level; age and mean_fd are centred on the rows of the model;
/// every other number is used as it is; products are products of these columns (METHODS.md sections 4 and 11).
struct Design {
  Formula formula = {};
  std::vector<ModelVariable> variables = {};   ///< each on the N rows of the model
  std::vector<Eigen::Index> rows = {};         ///< N rows of the cohort, ascending
  std::vector<base::Exclusion> left_out = {};  ///< rows that lack a covariate
  std::vector<MissingCount> missing = {};      ///< per variable that some row lacks
  std::vector<DesignColumn> columns = {};      ///< K
  Eigen::MatrixXd matrix = {};                 ///< N x K, dependent columns included: estimability is a question to all
  ColumnBasis basis = {};                      ///< of `matrix`; rank and kept columns
  std::vector<DroppedColumn> dropped = {};
  std::vector<std::string> warnings = {};  ///< dropped columns, left-out rows, one-row levels of site

  Eigen::Index n_rows() const noexcept { return matrix.rows(); }
  Eigen::Index residual_df() const noexcept { return matrix.rows() - basis.rank(); }
  std::vector<std::string> kept_column_names() const;
  /// nullptr if the model has no such variable.
  const ModelVariable* find_variable(const std::string& name) const;
  /// The variable with the role; nullptr if the model has none.
  const ModelVariable* find_role(Role role) const;
  /// Positions of the columns of a term, whatever the order of its variables.
  std::vector<Eigen::Index> columns_of(const Term& term) const;
};

/// @param cohort  one row a participant
/// @throws DesignError for an unknown name, no complete row, a power of a factor, more columns than rows
Design build_design(const Formula& formula, const Cohort& cohort);

}  // namespace dmn::stats
