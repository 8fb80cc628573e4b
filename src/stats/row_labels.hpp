#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/cohort.hpp"

namespace dmn::stats {

/// The label that each of some rows has in a column: of the participants table, or the cohort's group or site.
/// @param rows    of the cohort
/// @param option  that names the column, for messages; may be empty
/// @throws DesignError naming the nearest known column, or the participant without a label
std::vector<std::string> row_labels(const Cohort& cohort, const std::string& column,
                                    const std::vector<Eigen::Index>& rows, const std::string& option = {});

/// The site of each row; nothing where no row of the cohort has one.
/// @throws DesignError naming a participant without a site where others have one
std::vector<std::string> site_labels(const Cohort& cohort, const std::vector<Eigen::Index>& rows);

}  // namespace dmn::stats
