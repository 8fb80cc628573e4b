#pragma once

#include <string>
#include <vector>

#include "report/findings.hpp"
#include "report/study_results.hpp"

namespace dmn::report {

/// Orange for the first group of a contrast, purple for the second, else the colour of no group.
Ink ink_of(const std::string& group, const ContrastWords& words);
/// The groups to draw: those of the contrast, or all.
std::vector<std::string> groups_of(const CohortPicture& cohort, const ContrastWords& words);

}  // namespace dmn::report
