#pragma once

#include <cstddef>

#include "options.hpp"

namespace dmn::jobs {

/// `export/sub-X/...`: for every run of cohort.h5 a relmat TSV a kind and, where there is a shard, the cleaned series,
/// with JSON sidecars and dataset_description.json (BIDS derivatives, names as XCP-D's). Returns the number of runs.
/// @throws InputError for a cohort file or shard that cannot be read; IoError
std::size_t export_bids(const Options& options);

/// `export/group/<contrast>/`: a map a contrast whose voxels hold the sum of g over the tested edges of their region,
/// on the label image or, for spheres, on the 2 mm MNI152 lattice; with a table and a JSON sidecar. Returns the number
/// of maps.
/// @throws UsageError when the ROI set of the options is not that of the results
std::size_t export_node_maps(const Options& options);

/// A JSON data dictionary beside every result table under group/ and pool/. Returns the number of dictionaries.
std::size_t export_dictionaries(const Options& options);

}  // namespace dmn::jobs
