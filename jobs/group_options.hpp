#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "given_values.hpp"

namespace dmn::jobs {

/// Which corrections for many edges are asked for. Benjamini-Hochberg q is always written; the others permute.
struct Corrections {
  bool max_t = false;
  bool nbs = false;
  bool tfnbs = false;

  bool permute() const noexcept { return max_t || nbs || tfnbs; }
};

enum class Harmonisation { none, combat, covbat };

/// `none`, `combat`, `covbat`.
std::string words(Harmonisation method);

struct HarmoniseOptions {
  Harmonisation method = Harmonisation::none;
  std::optional<std::string> reference;  ///< site whose values stay as they are
  bool mean_only = false;
};

struct GroupOptions {
  std::optional<std::filesystem::path> data;
  std::string kind;
  std::string model;
  std::vector<std::string> contrasts;
  std::string edges;
  std::string session;
  Corrections corrections;
  int permutations = 5000;      ///< J, the identity counted
  std::string exchange_within;  ///< column; empty: the site, if there is one
  std::vector<double> nbs_thresholds;
  HarmoniseOptions harmonise;
  std::string variance_groups;  ///< column; empty: the site, if it is in the model
  std::vector<std::filesystem::path> sensitivity;
  bool no_sensitivity = false;
  std::vector<std::string> measures = {};  ///< of the cohort file, and `hub_disruption`; each once
  double equivalence = 0.2;                ///< residual standard deviations
};

/// @throws UsageError naming the option, what was expected and what was found
GroupOptions resolve_group_options(const GivenValues& given);

}  // namespace dmn::jobs
