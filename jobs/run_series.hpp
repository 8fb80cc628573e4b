#pragma once

#include <string>
#include <vector>

#include "bids/manifest.hpp"
#include "parcellation/mean_series.hpp"
#include "parcellation/roi_set.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {

std::vector<std::string> labels_of(const parcellation::RoiSet& set);

/// The series of a run that comes already parcellated. A constant region becomes NaN with its reason.
/// @throws InputError naming file, column and row: another number of columns than regions, a sample that is not finite
store::RoiSetSeries series_from_file(const bids::Run& run, const parcellation::RoiSet& set);

/// The region means of an image as a shard holds them.
store::RoiSetSeries series_from_image(parcellation::MeanSeries mean, const parcellation::RoiSet& set);

/// NaN where no coverage is known (series input).
double smallest_coverage(const std::vector<double>& values);

/// One clause an invalid region: `PAG: coverage 0.2 below 0.5`.
std::vector<std::string> clauses_of_invalid_rois(const store::RoiSetSeries& series);

}  // namespace dmn::jobs
