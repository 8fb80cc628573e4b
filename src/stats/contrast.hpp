#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

#include "stats/design.hpp"

namespace dmn::stats {

/// `name: expression` as given.
struct ContrastText {
  std::string name;        ///< also the name of the result folder: letters, digits, `_`, `-`, `.`
  std::string expression;  ///< `patient - control`, `age`, `group:age`, `F(site)`
};

/// @throws UsageError when the name is missing or could not name a folder, or the expression is empty
ContrastText parse_contrast(std::string_view text);

/// A hypothesis about the coefficients of a design: rows * psi = 0.
struct Contrast {
  std::string name = {};
  std::string expression = {};
  Eigen::MatrixXd rows = {};  ///< q x K; one row for a t test
  bool is_f_test = false;     ///< F(FACTOR)
  std::string factor = {};    ///< the factor whose levels are compared; empty for a number
  std::vector<std::string> groups =
      {};  ///< the levels compared: A and B, or every level of an F test; empty for a number
  std::vector<int> group_of_row = {};  ///< N: position in `groups`, -1 for rows of other levels
};

/// Gives an expression its meaning in a design: `A - B` (levels of the group), a column of the model (a number, a
/// two-level factor, a design column such as `site[B]`, or `intercept`), a product of two that the model holds, or `F(FACTOR)`.
/// @throws DesignError naming the nearest known level or column; for a factor with fewer than two levels, a group with one participant; and when the
///         contrast is not estimable, saying what it is aliased with (METHODS.md section 4)
Contrast resolve_contrast(const ContrastText& text, const Design& design);

/// `patient-control: patient - control`, the contrast when none is given.
/// @throws DesignError when the group has no such levels
ContrastText default_contrast(const Design& design);

/// Sites where only one side of the contrast occurs, in words: they contribute nothing to the comparison within sites.
/// Empty unless the model holds the site.
std::vector<std::string> single_group_sites(const Contrast& contrast, const Design& design);

}  // namespace dmn::stats
