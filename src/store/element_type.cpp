#include "store/element_type.hpp"

#include <bit>

namespace dmn::store {

static_assert(std::endian::native == std::endian::little, "files are little-endian and values are copied as they are");

Handle hdf5_type(const ElementType& type)
{
  switch (type.kind) {
    case ElementType::Class::float64:
      return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose, "H5Tcopy"};
    case ElementType::Class::int32:
      return {H5Tcopy(H5T_STD_I32LE), H5Tclose, "H5Tcopy"};
    case ElementType::Class::int64:
      return {H5Tcopy(H5T_STD_I64LE), H5Tclose, "H5Tcopy"};
    case ElementType::Class::text:
      break;
  }
  Handle text(H5Tcopy(H5T_C_S1), H5Tclose, "H5Tcopy");
  check_hdf5(H5Tset_size(text.id(), type.size), "H5Tset_size");
  check_hdf5(H5Tset_cset(text.id(), H5T_CSET_UTF8), "H5Tset_cset");
  check_hdf5(H5Tset_strpad(text.id(), H5T_STR_NULLPAD), "H5Tset_strpad");
  return text;
}

std::string name_of(const ElementType& type)
{
  switch (type.kind) {
    case ElementType::Class::float64:
      return "float64";
    case ElementType::Class::int32:
      return "int32";
    case ElementType::Class::int64:
      return "int64";
    case ElementType::Class::text:
      break;
  }
  return "text " + std::to_string(type.size);
}

}  // namespace dmn::store
