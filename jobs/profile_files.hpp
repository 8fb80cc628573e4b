#pragma once

#include "profile_fingerprint.hpp"
#include "profile_scores.hpp"

namespace dmn::jobs {

/// How many of a group's measures lie beyond the 95 % band.
struct GroupBeyond {
  std::string group;
  long long n_scored = 0;  ///< measures, over all rows of the group
  long long n_beyond = 0;  ///< |z| > 1.96
};

/// What the profile found, for whoever tells the user.
struct ProfileFound {
  std::vector<GroupBeyond> groups = {};
  long long n_site_unadjusted = 0;  ///< measures
  long long n_withheld = 0;
  std::size_t n_cards = 0;
  bool cards_left_out = false;
  std::string norm_left_out = {};  ///< why no norm file was written; empty if it was, or was given
};

/// Writes everything below `profile/`; result.h5 last. Persons are scored and written one after the other.
ProfileFound write_profile_files(const Options& options, const ProfilePlan& plan, const ProfileValues& values,
                                 const ProfileScores& scores, const Fingerprint& fingerprint);

}  // namespace dmn::jobs
