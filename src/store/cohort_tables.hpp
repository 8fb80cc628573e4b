#pragma once

#include "stats/cohort.hpp"
#include "store/hdf5_handle.hpp"

namespace dmn::store {

/// Everything of a cohort file but /connectivity and /provenance.
/// @throws ShapeError when the cohort's parts do not fit one another; IoError
void write_cohort_tables(hid_t file, const stats::Cohort& cohort);

/// The same, read back and checked: equal lengths, 0 <= i < j < R. @throws IoError, ShapeError
stats::Cohort read_cohort_tables(hid_t file);

}  // namespace dmn::store
