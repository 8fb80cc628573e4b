#pragma once

#include <hdf5.h>

#include <filesystem>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace dmn::store {

/// Throws IoError with the name of the call and what HDF5's own error stack says of the cause.
[[noreturn]] void throw_hdf5_error(const char* call);

/// Every HDF5 call goes through here: negative results are failures.
template <class Result>
Result check_hdf5(Result result, const char* call)
{
  if (result < 0) throw_hdf5_error(call);
  return result;
}

/// Owns one HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  /// @throws IoError if `id` is negative, naming `call`
  Handle(hid_t id, Close closer, const char* call) : id_(check_hdf5(id, call)), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept
  {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle()
  {
    if (id_ >= 0) close_(id_);
  }

  hid_t id() const noexcept { return id_; }
  /// Closes now. @throws IoError, e.g. when the last bytes of a file cannot be written
  void close();

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// Calls `work` and names the file in every error that leaves it.
template <class Work>
auto naming_file(const std::filesystem::path& path, Work&& work)
{
  try {
    return work();
  } catch (base::Error& error) {
    error.add_context({.file = path.string()});
    throw;
  }
}

/// The same, for files from outside: what could not be read is an InputError.
template <class Work>
auto distrusting_file(const std::filesystem::path& path, Work&& work)
{
  try {
    return naming_file(path, work);
  } catch (const base::IoError& error) {
    throw base::InputError(error.problem(), error.facts());
  } catch (const base::ShapeError& error) {
    throw base::InputError(error.problem(), error.facts());
  }
}

}  // namespace dmn::store
