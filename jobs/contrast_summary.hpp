#pragma once

#include <string>

#include "group_data.hpp"
#include "group_inference.hpp"
#include "options.hpp"

namespace dmn::jobs {

/// The smallest effect that one test of the contrast would find with 80 % power; NaN for an F test or without a tested
/// edge.
double minimum_detectable_g(const stats::ContrastResult& contrast);

/// `group/<contrast>/summary.json`: who, which model, what was found, how the relabellings were made, what could not be
/// seen.
std::string contrast_summary(const Options& options, const GroupData& data, const stats::GroupResult& result,
                             const stats::ContrastResult& contrast, const ContrastDetails& details);

}  // namespace dmn::jobs
