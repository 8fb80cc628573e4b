#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clinical/benefit.hpp"
#include "clinical/treatment_plan.hpp"
#include "group_data.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// What the markers say of the response; a test a clinical::TreatmentContrast (the first alone with one arm), each as
/// long as there are markers.
struct TreatmentResult {
  stats::MarkerValues markers;
  std::vector<std::optional<clinical::MarkerModel>> models;  ///< nothing where the marker cannot be tested
  std::vector<std::string> status;                           ///< a marker: `tested`, or why not
  std::vector<stats::TestStatistics> tests;
  std::optional<clinical::Benefit> benefit;
  std::vector<std::string> benefit_markers;
  std::string no_benefit;  ///< why there is none
  int n_relabellings = 0;

  const stats::TestStatistics& test(clinical::TreatmentContrast contrast) const { return tests[contrast]; }
};

/// **Collective.** Whole on the master.
TreatmentResult response_together(const Options& options, const GroupData& data, const clinical::TreatmentPlan& plan,
                                  const parallel::Communicator& world);

/// `treatment/{markers.tsv, subgroups.tsv, participants.tsv, benefit.tsv, dropout.tsv, summary.json, report.txt,
/// plots/<marker>.svg, result.h5}`.
void write_response(const Options& options, const GroupData& data, const clinical::TreatmentPlan& plan,
                    const TreatmentResult& result);

}  // namespace dmn::jobs
