#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "simulation/effects.hpp"
#include "simulation/options.hpp"

namespace dmn::simulation {

/// Clinical labels of patients, equally frequent.
inline constexpr std::array subtypes{"mechanical", "neuropathic", "central"};

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
  bool active = false;      ///< treatment arm, by a fair coin
  int subtype = 0;          ///< of the pain: position in `subtypes`
  bool persistent = false;  ///< later outcome, by a fair coin
  double months = 6;        ///< from the first to the last session, 5 to 7, one decimal

  /// The number an effect is multiplied by (see Variable). @param session  0-based
  double value_of(Variable variable, int session) const;
};

/// The participants in order of their numbers. Number n belongs to site n mod sites; within a site patients and
/// controls alternate so that the fraction holds.
std::vector<Participant> draw_participants(const SimulateOptions& options);

/// `site-01`, counting from 1.
std::string site_name(int site);

}  // namespace dmn::simulation
