#pragma once

#include "store/cohort_file.hpp"
#include "store/hdf5_handle.hpp"

namespace dmn::store {

/// The group /provenance, one text attribute an entry. @throws IoError
void write_provenance(hid_t file, const Provenance& provenance);
/// Sorted by name; empty where there is no such group. @throws IoError
Provenance read_provenance(hid_t file);

/// @throws IoError unless the attribute `schema` of the file is this one
void require_schema(hid_t file, const std::string& schema);

}  // namespace dmn::store
