#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/digest.hpp"
#include "store/hdf5_handle.hpp"

namespace dmn::store {

/// Attributes of an HDF5 object: a UTF-8 text or one number. All functions throw IoError.
void write_attribute(hid_t object, const std::string& name, std::string_view text);
void write_attribute(hid_t object, const std::string& name, double number);

bool has_attribute(hid_t object, const std::string& name);
std::string read_text_attribute(hid_t object, const std::string& name);
double read_number_attribute(hid_t object, const std::string& name);
/// Sorted bytewise.
std::vector<std::string> attribute_names(hid_t object);

/// Name of the attribute that records an object's digest.
inline constexpr const char* digest_attribute = "digest";

/// Adds every attribute but the digest itself, sorted by name: names, types, values.
void add_attributes(Sha256& hash, hid_t object);

/// Records the digest of a group's own attributes in that group, if it has any.
void seal_group(hid_t group);
/// Digest of a group's own attributes.
std::string group_digest(hid_t group);

}  // namespace dmn::store
