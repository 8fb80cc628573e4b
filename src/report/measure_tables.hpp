#pragma once

#include <string>
#include <vector>

#include "connectivity/roi.hpp"
#include "stats/contrast.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::report {

/// One contrast of one measure.
struct MeasureResult {
  std::string name;
  std::string description;
  stats::TestStatistics statistics;  ///< R outcomes, or one of the whole participant
};

/// `group/<contrast>/regions.tsv`: measure roi label n beta se t df p q_fdr g g_low g_high, for an F test also F df1,
/// then tag (`exploratory`), description, status. `roi` is a 0-based row of the ROI table; roi and label are `n/a` for
/// a measure of the whole participant. q_fdr is over the regions of one measure.
std::string regions_tsv(const connectivity::RoiTable& rois, const stats::Contrast& contrast,
                        const std::vector<MeasureResult>& measures);

/// A number of a participant.
struct ParticipantValue {
  std::string participant;
  std::string session;
  std::string group;
  std::string site;
  double value = 0;
};

/// `group/hub_disruption.tsv`: participant_id session group site k_d note.
std::string hub_disruption_tsv(const std::vector<ParticipantValue>& rows, const std::string& note);

}  // namespace dmn::report
