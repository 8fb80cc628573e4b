#include "store/hdf5_handle.hpp"

namespace dmn::store {
namespace {

/// The first entry of an upward walk is the cause.
herr_t keep_cause(unsigned depth, const H5E_error2_t* error, void* text)
{
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

}  // namespace

void throw_hdf5_error(const char* call)
{
  std::string cause = "no reason given";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_cause, &cause);
  H5Eclear2(H5E_DEFAULT);
  throw base::IoError(std::string("HDF5 ") + call + " failed: " + cause);
}

void Handle::close()
{
  if (id_ < 0) return;
  check_hdf5(close_(std::exchange(id_, H5I_INVALID_HID)), "close");
}

}  // namespace dmn::store
