#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "methods_text.hpp"

namespace dmn::jobs {

/// Writes `--out`/methods.md and references.bib from the result files that are there: a paragraph for what was done,
/// none for what was not. Removes both where there is no result.
/// @throws InputError for a result file that cannot be read; IoError
void write_methods(const std::filesystem::path& out);

/// Participants, regions, denoising and connectivity, from cohort.h5. Says nothing without one.
void describe_cohort(const std::filesystem::path& out, MethodsText& text);

/// The exploratory measures that a cohort file holds. @param measures  names of the datasets of /measures
void describe_measures(const std::vector<std::string>& measures, MethodsText& text);

/// Model, inference, sites and controls of each contrast under group/. Says nothing without one.
void describe_group(const std::filesystem::path& out, MethodsText& text);

/// `pool`, from its result file. Says nothing without one.
void describe_pool(const std::filesystem::path& out, MethodsText& text);

/// `pool`, `symptoms`, `treatment`, `change`, `profile`, `predict`: a paragraph for each that has results.
void describe_further_jobs(const std::filesystem::path& out, MethodsText& text);

}  // namespace dmn::jobs
