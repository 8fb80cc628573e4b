#pragma once

#include <functional>
#include <string>
#include <vector>

#include "options.hpp"
#include "stats/cohort.hpp"
#include "stats/group_comparison.hpp"
#include "stats/group_plan.hpp"

namespace dmn::jobs {

/// The data of a statistics job: a cohort and a way to read columns of its edges.
struct GroupData {
  std::string source;     ///< what messages call it
  std::string kind = {};  ///< `correlation`, or `other` for given values that are no correlations
  bool fisher_z = false;  ///< whether the edges are Fisher z
  stats::Cohort cohort;
  stats::ReadEdges read_edges;
  std::vector<std::string> measures = {};                                        ///< which the cohort file holds
  std::function<Eigen::MatrixXd(const std::string& measure)> read_measure = {};  ///< N_runs x R or N_runs x 1
  std::vector<std::string> edge_names = {};  ///< E, as the input names them; empty: `labelA--labelB`
  std::vector<std::string> warnings;         ///< about the input, for whoever tells the user
};

/// What ready-made values are: `correlation` if they are Fisher z, else `other`.
std::string kind_of_given(bool fisher_z);

/// `group.data`, else `input.matrices`, else cohort.h5 under `--out`. Every rank may call it: it only reads.
/// @throws UsageError when there is no data, or not of this kind; InputError for a file that is not a cohort file;
/// DesignError when nobody is in it
GroupData load_group_data(const Options& options);

/// Markers M1 ... M8 and network means of the model's rows, marked by the kind of the data.
stats::MarkerValues markers_of(const GroupData& data, const stats::GroupPlan& plan, const stats::ReadOutcomes& read);

/// @throws DesignError where nobody is in the data, with the first exclusion
void require_somebody(const GroupData& data);
/// @throws DesignError where there are fewer than two participants, so that nobody can be compared with anybody
void require_two_people(const GroupData& data);

/// A cohort file. @throws as above
GroupData load_cohort_file(const std::filesystem::path& file, const std::string& kind);

}  // namespace dmn::jobs
