#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulation/effects.hpp"
#include "simulation/options.hpp"

namespace dmn::simulation {

/// One participant of a simulated cohort.
struct Participant {
  std::uint32_t number = 0;  ///< 0-based
  std::string id;            ///< `sub-001`
  int site = 0;              ///< 0-based
  bool patient = false;
  double age = 0;  ///< years, one decimal
  bool female = false;
  double pain = 0;        ///< 0 to 10, one decimal
  double depression = 0;  ///< 0 to 63, whole points
  double mean_fd_mm = 0;  ///< expected framewise displacement between jerks
  bool scanned = true;

  /// The number an effect is multiplied by (see Variable). @param session  0-based
  double value_of(Variable variable, int session) const;
};

/// The participants in order of their numbers. Number n belongs to site n mod sites; within a site patients and
/// controls alternate so that the fraction holds.
std::vector<Participant> draw_participants(const SimulateOptions& options);

/// `site-01`, counting from 1.
std::string site_name(int site);

}  // namespace dmn::simulation
