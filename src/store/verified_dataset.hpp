#pragma once

#include <Eigen/Core>
#include <string>

#include "store/dataset_reader.hpp"

namespace dmn::store {

// Reading files that somebody else may have written: nothing is taken that does not match its recorded digest.

/// @throws IoError
StoredDataset verified(hid_t file, const std::string& path);
/// Counts from 0 to 2147483647. @throws IoError
Eigen::VectorXi verified_counts(hid_t file, const std::string& path);
/// @throws IoError
Eigen::VectorXd verified_numbers(hid_t file, const std::string& path);
/// The attributes of the file itself match the digest recorded with them. @throws IoError
void require_sealed(hid_t file);

}  // namespace dmn::store
