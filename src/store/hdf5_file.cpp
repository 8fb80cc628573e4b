#include "store/hdf5_file.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"

namespace dmn::store {
namespace {

/// HDF5 must neither print nor clean up at exit: every file is closed by its handle, and cleaning up after a file that
/// could not be written (full disk) crashes the program on its way out. Before any other HDF5 call; later calls change
/// nothing and say so.
void begin_hdf5()
{
  static_cast<void>(H5dont_atexit());
  check_hdf5(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "H5Eset_auto2");
}

Handle file_access()
{
  begin_hdf5();
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "H5Pcreate");
  check_hdf5(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "H5Pset_libver_bounds");
  check_hdf5(H5Pset_file_locking(access.id(), false, true), "H5Pset_file_locking");
  check_hdf5(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG), "H5Pset_fclose_degree");
  return access;
}

bool is_group(hid_t parent, const std::string& path)
{
  H5O_info_t info;
  return H5Oget_info_by_name2(parent, path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
         info.type == H5O_TYPE_GROUP;
}

bool has_hard_link(hid_t file, const std::string& path)
{
  H5L_info_t info;
  return H5Lget_info(file, path.c_str(), &info, H5P_DEFAULT) >= 0 && info.type == H5L_TYPE_HARD;
}

struct Link {
  std::string name;
  bool is_hard = false;
};

herr_t keep_link(hid_t, const char* name, const H5L_info_t* info, void* links)
{
  static_cast<std::vector<Link>*>(links)->push_back({name, info->type == H5L_TYPE_HARD});
  return 0;
}

bool knows_creation_order(hid_t group)
{
  const Handle creation(H5Gget_create_plist(group), H5Pclose, "H5Gget_create_plist");
  unsigned flags = 0;
  check_hdf5(H5Pget_link_creation_order(creation.id(), &flags), "H5Pget_link_creation_order");
  return (flags & H5P_CRT_ORDER_TRACKED) != 0;
}

std::vector<Link> links_of(hid_t group)
{
  std::vector<Link> links;
  const H5_index_t order = knows_creation_order(group) ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  check_hdf5(H5Literate(group, order, H5_ITER_INC, nullptr, keep_link, &links), "H5Literate");
  return links;
}

bool is_code(std::string_view text)
{
  return text.size() >= 3 && std::isxdigit(static_cast<unsigned char>(text[1])) != 0 &&
         std::isxdigit(static_cast<unsigned char>(text[2])) != 0;
}

}  // namespace

Handle create_file(const std::filesystem::path& path)
{
  const Handle access = file_access();
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "H5Pcreate");
  check_hdf5(H5Pset_obj_track_times(creation.id(), false), "H5Pset_obj_track_times");
  check_hdf5(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
             "H5Pset_link_creation_order");
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose, "H5Fcreate"};
}

Handle open_file(const std::filesystem::path& path)
{
  const Handle access = file_access();
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, "H5Fopen"};
}

Handle create_group(hid_t parent, const std::string& name)
{
  const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "H5Pcreate");
  check_hdf5(H5Pset_obj_track_times(creation.id(), false), "H5Pset_obj_track_times");
  check_hdf5(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
             "H5Pset_link_creation_order");
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), H5Gclose, "H5Gcreate2"};
}

bool has_object(hid_t file, const std::string& path)
{
  std::string so_far;
  for (const auto& part : base::split(path, '/')) {
    if (part.empty()) continue;
    so_far += "/" + part;
    if (!has_hard_link(file, so_far)) return false;
  }
  return so_far.empty() || H5Oexists_by_name(file, so_far.c_str(), H5P_DEFAULT) > 0;
}

bool has_group(hid_t file, const std::string& path)
{
  return has_object(file, path) && is_group(file, path);
}

Handle open_group(hid_t file, const std::string& path)
{
  if (!has_group(file, path)) throw base::IoError("the file has no group of this name", {.expected = path});
  return {H5Gopen2(file, path.c_str(), H5P_DEFAULT), H5Gclose, "H5Gopen2"};
}

std::vector<Member> members(hid_t group)
{
  std::vector<Member> members;
  for (const auto& link : links_of(group)) members.push_back({link.name, link.is_hard && is_group(group, link.name)});
  return members;
}

std::vector<std::string> member_names(hid_t group)
{
  std::vector<std::string> names;
  for (auto& link : links_of(group)) names.push_back(std::move(link.name));
  return names;
}

Handle open_member(hid_t group, const Member& member)
{
  return {H5Gopen2(group, member.name.c_str(), H5P_DEFAULT), H5Gclose, "H5Gopen2"};
}

std::string link_name(std::string_view text)
{
  if (text.empty()) return "%";
  if (text == ".") return "%2E";
  std::string name;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const bool ambiguous = text[k] == '%' && (is_code(text.substr(k)) || text.size() == 1);
    if (text[k] == '/') {
      name += "%2F";
    } else if (text[k] == '\0') {
      name += "%00";
    } else if (ambiguous) {
      name += "%25";
    } else {
      name += text[k];
    }
  }
  return name;
}

}  // namespace dmn::store
