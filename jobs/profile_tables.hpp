#pragma once

#include <string>
#include <vector>

#include "profile_fingerprint.hpp"
#include "profile_scores.hpp"

namespace dmn::jobs {

/// A column of profiles.tsv, for its data dictionary.
struct ColumnMeaning {
  std::string name;
  std::string units;
  std::string description;
};

/// Columns of profiles.tsv, in their order.
const std::vector<ColumnMeaning>& profile_columns();

/// Rows of profiles.tsv with their header: one a measure of each of some rows of the profile.
/// @param scores  one a row
std::string profile_rows_tsv(const ProfilePlan& plan, const ProfileValues& values,
                             const std::vector<Eigen::Index>& rows,
                             const std::vector<std::vector<ProfileScore>>& scores);

/// `label_i label_j icc_2_1 icc_3_1 n` of every edge.
std::string reliability_tsv(const ProfilePlan& plan, const Fingerprint& fingerprint);
/// `marker kind description icc_2_1 icc_3_1 n half_width_z` of every measure.
std::string reliability_of_measures_tsv(const ProfileValues& values, const ProfileScores& scores);
/// `participant_id similarity_self similarity_others rank_1_to_2 rank_2_to_1` of everyone with both measurements.
std::string fingerprint_tsv(const ProfilePlan& plan, const Fingerprint& fingerprint);
/// The numbers of identification, or why there are none.
std::string fingerprint_json(const ProfilePlan& plan, const Fingerprint& fingerprint);
/// What each column of profiles.tsv means, and how the profile was made.
std::string dictionary_json(const Options& options, const ProfilePlan& plan, const ProfileValues& values,
                            const ProfileScores& scores);

}  // namespace dmn::jobs
