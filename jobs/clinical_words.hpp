#pragma once

#include <string>

#include "group_data.hpp"
#include "stats/group_plan.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::jobs {

/// The lines that open every text report: the banner of METHODS.md section 8, what it is about, program and regions.
std::string report_head(const std::string& title, const GroupData& data);

/// What was fixed in advance of the numbers of these data: `M1..M8 confirmatory, network means and edges exploratory`.
std::string tags_in_words(const GroupData& data);

/// `120 participants from 4 sites (patient at site-01: 15, ...); 3 left out`.
std::string people_sentence(const stats::GroupPlan& plan);

/// `+0.31 [+0.12, +0.50]`: g with its interval.
std::string effect_words(const stats::TestStatistics& tested, Eigen::Index at);

/// `p = 0.012, p_fwe = 0.04`.
std::string p_words(double p, double p_fwe);

/// What a difference between groups cannot say.
extern const char* const no_course_note;

}  // namespace dmn::jobs
