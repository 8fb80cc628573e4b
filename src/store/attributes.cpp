#include "store/attributes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "store/canonical.hpp"
#include "store/element_type.hpp"

namespace dmn::store {
namespace {

void write(hid_t object, const std::string& name, const ElementType& type, const void* value)
{
  const Handle stored = hdf5_type(type);
  const Handle scalar(H5Screate(H5S_SCALAR), H5Sclose, "H5Screate");
  const Handle attribute(H5Acreate2(object, name.c_str(), stored.id(), scalar.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         "H5Acreate2");
  check_hdf5(H5Awrite(attribute.id(), stored.id(), value), "H5Awrite");
}

Handle open_scalar(hid_t object, const std::string& name)
{
  if (!has_attribute(object, name)) throw base::IoError("an attribute is missing", {.expected = name});
  Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "H5Aopen");
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, "H5Aget_space");
  if (check_hdf5(H5Sget_simple_extent_npoints(space.id()), "H5Sget_simple_extent_npoints") != 1) {
    throw base::IoError("an attribute is not one value", {.field = name});
  }
  return attribute;
}

std::string read_variable_text(hid_t attribute, hid_t type)
{
  char* text = nullptr;
  check_hdf5(H5Aread(attribute, type, static_cast<void*>(&text)), "H5Aread");
  std::string result = text == nullptr ? "" : text;
  H5free_memory(text);
  return result;
}

H5T_class_t class_of(hid_t object, const std::string& name)
{
  const Handle attribute = open_scalar(object, name);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, "H5Aget_type");
  return H5Tget_class(type.id());
}

herr_t keep_name(hid_t, const char* name, const H5A_info_t*, void* names)
{
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

void write_attribute(hid_t object, const std::string& name, std::string_view text)
{
  std::string padded(text);
  if (padded.empty()) padded.push_back('\0');
  write(object, name, ElementType::text(padded.size()), padded.data());
}

void write_attribute(hid_t object, const std::string& name, double number)
{
  write(object, name, ElementType::float64(), &number);
}

bool has_attribute(hid_t object, const std::string& name)
{
  return check_hdf5(H5Aexists(object, name.c_str()), "H5Aexists") > 0;
}

std::string read_text_attribute(hid_t object, const std::string& name)
{
  const Handle attribute = open_scalar(object, name);
  const Handle stored(H5Aget_type(attribute.id()), H5Tclose, "H5Aget_type");
  if (H5Tget_class(stored.id()) != H5T_STRING) throw base::IoError("an attribute is not a text", {.field = name});
  if (check_hdf5(H5Tis_variable_str(stored.id()), "H5Tis_variable_str") > 0) {
    return read_variable_text(attribute.id(), stored.id());
  }
  std::string text(H5Tget_size(stored.id()), '\0');
  check_hdf5(H5Aread(attribute.id(), stored.id(), text.data()), "H5Aread");
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

double read_number_attribute(hid_t object, const std::string& name)
{
  const Handle attribute = open_scalar(object, name);
  double number = std::numeric_limits<double>::quiet_NaN();
  check_hdf5(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, &number), "H5Aread");
  return number;
}

std::vector<std::string> attribute_names(hid_t object)
{
  std::vector<std::string> names;
  check_hdf5(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, keep_name, &names), "H5Aiterate2");
  std::ranges::sort(names);
  return names;
}

void add_attributes(Sha256& hash, hid_t object)
{
  for (const auto& name : attribute_names(object)) {
    if (name == digest_attribute) continue;
    add_text(hash, name);
    if (class_of(object, name) == H5T_STRING) {
      add_text(hash, "text");
      add_text(hash, read_text_attribute(object, name));
    } else {
      const double number = read_number_attribute(object, name);
      add_text(hash, "float64");
      add_doubles(hash, {&number, 1});
    }
  }
}

std::string group_digest(hid_t group)
{
  Sha256 hash;
  add_text(hash, "group");
  add_attributes(hash, group);
  return hash.hex();
}

void seal_group(hid_t group)
{
  if (!attribute_names(group).empty()) write_attribute(group, digest_attribute, group_digest(group));
}

}  // namespace dmn::store
