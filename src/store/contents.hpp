#pragma once

#include <string>
#include <vector>

#include "store/hdf5_file.hpp"

namespace dmn::store {

/// Paths of all datasets of a file but those of /provenance, sorted. @throws IoError when groups contain one another
std::vector<std::string> dataset_paths(hid_t file);

/// Records which datasets a finished file holds in its attribute `contents`, and seals the root: a dataset that goes
/// missing later is noticed.
void seal_file(hid_t file);

/// What `contents` lists; empty for a file without it.
std::vector<std::string> listed_contents(hid_t file);

}  // namespace dmn::store
