#include "bids/dataset_path.hpp"

#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"
#include "bids/dataset_scan.hpp"

namespace dmn::bids {

std::filesystem::path path_in_dataset(const std::filesystem::path& folder, const std::string& cell)
{
  namespace fs = std::filesystem;
  using base::InputError;
  if (base::is_missing(cell)) throw InputError("no file named");
  const fs::path relative = fs::path(base::trim(cell)).lexically_normal();
  if (relative.is_absolute() || *relative.begin() == "..")
    throw InputError("the path leaves the dataset folder",
                     {.expected = "a path inside the folder of the table", .found = cell});
  std::error_code error;
  const auto target = fs::canonical(folder / relative, error);
  if (error) throw InputError("no such file", {.file = relative.string()});
  if (!lies_below(target, fs::canonical(folder)))
    throw InputError("a symbolic link leaves the dataset folder", {.file = relative.string()});
  return relative;
}

}  // namespace dmn::bids
