#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "store/hdf5_handle.hpp"

namespace dmn::store {

/// A new HDF5 file without any time stamp in it: equal content gives equal bytes. Replaces an existing one.
/// @throws IoError
Handle create_file(const std::filesystem::path& path);
/// Read-only; without file locks, which not every cluster file system has: finished files never change. @throws IoError
Handle open_file(const std::filesystem::path& path);

/// A group that remembers the order in which its members were created. @throws IoError
Handle create_group(hid_t parent, const std::string& name);
/// Opens a group; every part of the path must be a plain link in this file. @throws IoError
Handle open_group(hid_t file, const std::string& path);
/// True if the whole path leads through plain (hard) links to an object of this file:
/// no link to another file is followed.
bool has_object(hid_t file, const std::string& path);
bool has_group(hid_t file, const std::string& path);

struct Member {
  std::string name;
  bool is_group = false;  ///< a plain (hard) link to a group
};
/// A group's members, as created (by name where the file does not know). @throws IoError
std::vector<Member> members(hid_t group);
std::vector<std::string> member_names(hid_t group);
/// Opens a member that is a group. @throws IoError
Handle open_member(hid_t group, const Member& member);

/// A link name that stands for any text: `/` becomes `%2F`, and what could be mistaken for such a code is written as
/// one. Different texts have different names.
std::string link_name(std::string_view text);

}  // namespace dmn::store
