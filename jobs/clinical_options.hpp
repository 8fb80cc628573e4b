#pragma once

#include <optional>
#include <string>
#include <vector>

#include "given_values.hpp"
#include "option_table.hpp"

namespace dmn::jobs {

/// Options of `symptoms`.
struct SymptomOptions {
  std::vector<std::string> scores;    ///< columns of numbers
  std::vector<std::string> subtypes;  ///< columns of labels
  int bootstrap = 5000;
  int model_permutations = 1000;  ///< of one label against the rest; 1: none
};

/// Options of `treatment`.
struct TreatmentOptions {
  std::string post;       ///< column: the outcome after treatment
  std::string pre;        ///< column: the same before
  std::string arm;        ///< column of two levels; empty: one arm
  std::string reference;  ///< its level that the other is compared with; empty: `control`, else the first
  bool randomised = false;
  std::string covariates;  ///< formula
};

/// Options of `change`.
struct ChangeOptions {
  std::vector<std::string> sessions;  ///< in order of time; empty: all, sorted
  std::vector<double> times;          ///< of each session; empty: 0, 1, 2, ...
  std::string interval;               ///< column: time between first and last session; empty: not in the model
  std::optional<double> icc;          ///< reliability of every marker; absent: estimated in controls
  std::string conversion;             ///< column: outcome of the first session
};

/// Options of the clinical jobs; they take data, model and relabellings from GroupOptions.
struct ClinicalOptions {
  SymptomOptions symptoms;
  TreatmentOptions treatment;
  ChangeOptions change;
};

/// @throws UsageError naming the option, what was expected and what was found
ClinicalOptions resolve_clinical_options(const GivenValues& given);

/// Rows of the option table.
std::vector<OptionRow> clinical_option_rows();

}  // namespace dmn::jobs
