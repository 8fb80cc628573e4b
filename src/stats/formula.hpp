#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace dmn::stats {

/// A variable to an integer power: `age` (power 1) or `I(age^2)` (power 2).
struct PoweredVariable {
  std::string name;
  int power = 1;
  auto operator<=>(const PoweredVariable&) const = default;
};

/// A product of variables: one for a main effect, several for an interaction.
using Term = std::vector<PoweredVariable>;

/// The right-hand side of a linear model with intercept: terms in the order they were written, main effects before
/// products (as in R).
struct Formula {
  std::string text;         ///< as given, trimmed
  std::vector<Term> terms;  ///< each once; without the intercept, which is always there
};

constexpr std::size_t max_formula_length = 4096;
constexpr std::size_t max_formula_terms = 128;
constexpr int max_interaction_order = 4;
constexpr int max_power = 5;

/// Parses an R-style right-hand side: `group + age + sex`, products `a:b`, crossings `a*b` (= a + b + a:b), powers
/// `I(age^2)`, an optional `1` and an optional leading `~`. Names hold letters, digits, `_` and `.`; any other column
/// name stands between backquotes: `` `Pain Score` ``.
/// @throws UsageError saying what was expected at which position (from 1)
Formula parse_formula(std::string_view text);

/// `group:I(age^2)`: a term as it is written in a formula.
std::string display(const Term& term);

/// The same product, whatever the order of its variables.
bool same_term(Term a, Term b);

/// Every variable of the formula once, in order of first appearance.
std::vector<std::string> variables_of(const Formula& formula);

}  // namespace dmn::stats
