#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clinical/symptom_plan.hpp"
#include "parallel/communicator.hpp"
#include "prediction/bootstrap.hpp"
#include "prediction/metrics.hpp"
#include "result_table.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// How well the markers tell one label from the others in sites that the model has not seen.
struct OneAgainstRest {
  std::string level;
  int n_level = 0;
  int n_rest = 0;
  prediction::Measures markers;          ///< of the markers alone
  prediction::Measures covariates_only;  ///< of the covariates alone
  double gain = 0;                       ///< AUC of both together less that of the covariates
  double auc_p = 0;                      ///< of the AUC under relabellings within sites; NaN without them
  double gain_p = 0;                     ///< of the gain
  prediction::BootstrapIntervals intervals;
  std::string reason;  ///< why there is nothing; empty if there is
};

/// **Collective.** L2 logistic regression of each level against all others on the markers that everybody has (M1 ...
/// M8, else the network means), leave-one-site-out, the penalty chosen inside; see prediction::CrossValidation. Folds
/// and relabellings (labels exchanged within sites, the whole cross-validation done anew for each; p counts the
/// identity, Phipson & Smyth 2010) are spread over ranks: the same bits on any number of them. Whole on the master.
/// Nothing if stopped on request.
/// @param markers       values on every rank
/// @param permutations  relabellings, the identity counted; 1: no p
std::optional<std::vector<OneAgainstRest>> one_against_rest_together(const clinical::SubtypePlan& plan,
                                                                     const stats::MarkerValues& markers,
                                                                     int permutations, std::uint64_t seed,
                                                                     const parallel::Communicator& world);

/// `one_against_rest.tsv`.
ResultTable one_against_rest_table(const std::vector<OneAgainstRest>& levels);

/// Lines of a report.
std::string one_against_rest_words(const std::vector<OneAgainstRest>& levels);

}  // namespace dmn::jobs
