#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "group_data.hpp"
#include "options.hpp"
#include "report/study_results.hpp"
#include "stats/contrast.hpp"

namespace dmn::jobs {

/// Where `group` keeps what a report draws of data that are not the folder's own cohort file, relative to `--out`.
inline const std::filesystem::path compared_data_file = "group/data.h5";

/// Writes regions, mean edges of the groups, markers of every run and motion of the data of a comparison to
/// group/data.h5 (schema `dmn-cohort-data/1`); nobody's name is in it. Where the data are cohort.h5 under `--out`,
/// which holds all of it, a file of an earlier comparison is removed.
/// @param contrasts  the groups they compare get means; without any, every group of the data
void write_compared_data(const Options& options, const GroupData& data, const std::vector<stats::Contrast>& contrasts);

/// What write_compared_data() wrote.
/// @param groups  those wanted, in order; empty, or none of them there: all
/// @throws InputError for a file that is not of this schema, or changed
report::CohortPicture read_compared_data(const std::filesystem::path& out, const std::vector<std::string>& groups);

}  // namespace dmn::jobs
