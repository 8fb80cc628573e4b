#pragma once

#include <filesystem>

#include "report/result_values.hpp"
#include "report/study_results.hpp"

namespace dmn::jobs {

/// A TSV below the results folder; without rows and path where there is no such file. @throws InputError
report::ResultTable read_result_table(const std::filesystem::path& out, const std::filesystem::path& relative);
/// A JSON file below the results folder, flat; empty where there is none. @throws InputError for what is not JSON
report::ResultRecord read_result_record(const std::filesystem::path& out, const std::filesystem::path& relative);

/// Every result file of the folder but the cohort file: contrasts (comparisons of groups first, then by name), quality,
/// harmonisation, provenance. @throws InputError
void read_results(const std::filesystem::path& out, report::StudyResults& study);

}  // namespace dmn::jobs
