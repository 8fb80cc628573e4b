#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bids/entities.hpp"

namespace dmn::bids {

/// A file of a dataset by its name alone; it has not been opened.
struct FoundFile {
  Entities entities;
  std::filesystem::path path;  ///< relative to the dataset
  std::string refusal;  ///< why it must not be opened (a link that leaves the dataset, a broken link); empty if it may
};

/// The files of one participant and session.
struct FuncFolder {
  std::string participant;       ///< bare label
  std::string session;           ///< bare label, empty without sessions
  std::filesystem::path path;    ///< relative to the dataset
  std::vector<FoundFile> files;  ///< sorted by path
};

/// A participant or session folder that cannot be entered.
struct RefusedFolder {
  std::string participant;
  std::string session;
  std::filesystem::path path;
  std::string refusal;
};

struct DatasetScan {
  std::vector<FuncFolder> folders;  ///< sorted by path
  std::vector<RefusedFolder> refused;
};

enum class Layout {
  func_folders,          ///< `sub-*/[ses-*/]func/` only
  func_folders_or_flat,  ///< also `sub-*` files in the dataset folder itself
};

/// One pass over the folder: each folder is listed once and no file is opened or asked for its size; a link is
/// resolved. Names that are no BIDS names are not there.
/// @throws UsageError when the folder is not there or cannot be listed
DatasetScan scan_dataset(const std::filesystem::path& dataset, Layout layout = Layout::func_folders);

/// True if `path`, with every link followed, lies in `folder` (both as `std::filesystem::canonical` gives them).
bool lies_below(const std::filesystem::path& path, const std::filesystem::path& folder);

}  // namespace dmn::bids
