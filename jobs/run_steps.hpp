#pragma once

#include <optional>
#include <vector>

#include "job_table.hpp"

namespace dmn::jobs {

/// The jobs a configuration asks for, in order: `connectivity` where there is an input, then every job that makes
/// results and whose section holds an option or that `run.also` names, `report` last; of these only those of
/// `run.only`, where it names any.
/// @throws UsageError for a job of `run.also` that there is not, one of `run.only` that is no step, or a configuration
///         that asks for nothing
std::vector<const Job*> planned_steps(const Options& options);

/// The options a step gets: of images and series the statistics read the cohort file that `connectivity` made, and
/// `pool` reads the summaries of `share` beside those it was given.
Options step_options(const Job& step, const Options& options);

}  // namespace dmn::jobs
