#pragma once

#include <hdf5.h>

#include "sites/site_summary.hpp"
#include "store/result_file.hpp"

namespace dmn::store {

/// What files for others say of their edges: attributes kind, transform, estimator, pipeline, roi_set, roi_hash of the
/// file; /rois/label; /edges/roi_i, /edges/roi_j. The session is left to the file that has one.
void write_shared_edges(ResultWriter& file, const sites::SharedEdges& shared);

/// Reads them back, digests verified; session empty.
/// @throws IoError, InputError for what is missing, damaged or of unequal length
sites::SharedEdges read_shared_edges(hid_t file);

}  // namespace dmn::store
