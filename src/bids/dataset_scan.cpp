#include "bids/dataset_scan.hpp"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace dmn::bids {
namespace {

namespace fs = std::filesystem;

constexpr const char* leaving = "a symbolic link leaves the dataset folder";
constexpr const char* broken = "a symbolic link leads to nothing";

std::vector<fs::directory_entry> listing(const fs::path& folder, std::error_code& error)
{
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator next(folder, error), end; !error && next != end; next.increment(error))
    entries.push_back(*next);
  std::ranges::sort(entries, {},
                    [](const fs::directory_entry& entry) -> const std::string& { return entry.path().native(); });
  return entries;
}

/// `01` of `sub-01` for the key `sub-`; empty if the name is another one.
std::string label_of(const fs::directory_entry& entry, const std::string& key)
{
  const std::string name = entry.path().filename().string();
  return name.starts_with(key) ? name.substr(key.size()) : std::string();
}

bool is_folder(const fs::directory_entry& entry)
{
  std::error_code ignored;
  return entry.is_directory(ignored);
}

class Scanner {
 public:
  explicit Scanner(const fs::path& dataset) : dataset_(dataset), root_(fs::canonical(dataset)) {}

  DatasetScan scan(Layout layout)
  {
    std::error_code error;
    const auto entries = listing(dataset_, error);
    if (error)
      throw base::UsageError("the folder cannot be listed", {.file = dataset_.string(), .found = error.message()});
    for (const auto& entry : entries) {
      const auto participant = label_of(entry, "sub-");
      if (!participant.empty() && is_folder(entry)) enter_participant(entry, participant);
    }
    if (layout == Layout::func_folders_or_flat) add_flat_files(entries);
    return std::move(found_);
  }

 private:
  fs::path relative(const fs::path& path) const { return path.lexically_relative(dataset_); }

  std::string refusal_of(const fs::directory_entry& entry) const
  {
    std::error_code error;
    if (!entry.is_symlink(error)) return {};
    const auto target = fs::canonical(entry.path(), error);
    if (error) return broken;
    return lies_below(target, root_) ? std::string() : leaving;
  }

  /// The entries of a folder, unless it must not or cannot be entered.
  std::vector<fs::directory_entry> entered(const fs::directory_entry& folder, const std::string& participant,
                                           const std::string& session)
  {
    std::string refusal = refusal_of(folder);
    std::vector<fs::directory_entry> entries;
    if (refusal.empty()) {
      std::error_code error;
      entries = listing(folder.path(), error);
      if (error) refusal = "the folder cannot be listed: " + error.message();
    }
    if (!refusal.empty()) found_.refused.push_back({participant, session, relative(folder.path()), refusal});
    return entries;
  }

  void enter_participant(const fs::directory_entry& folder, const std::string& participant)
  {
    for (const auto& entry : entered(folder, participant, "")) {
      const auto session = label_of(entry, "ses-");
      if (entry.path().filename() == "func") {
        if (is_folder(entry)) enter_func(entry, participant, "");
      } else if (!session.empty() && is_folder(entry)) {
        enter_session(entry, participant, session);
      }
    }
  }

  void enter_session(const fs::directory_entry& folder, const std::string& participant, const std::string& session)
  {
    for (const auto& entry : entered(folder, participant, session)) {
      if (entry.path().filename() == "func" && is_folder(entry)) enter_func(entry, participant, session);
    }
  }

  void enter_func(const fs::directory_entry& folder, const std::string& participant, const std::string& session)
  {
    FuncFolder func{.participant = participant, .session = session, .path = relative(folder.path()), .files = {}};
    for (const auto& entry : entered(folder, participant, session)) {
      if (auto file = found_file(entry)) func.files.push_back(std::move(*file));
    }
    if (!func.files.empty()) found_.folders.push_back(std::move(func));
  }

  std::optional<FoundFile> found_file(const fs::directory_entry& entry) const
  {
    auto entities = parse_entities(entry.path().filename().native());
    if (!entities) return std::nullopt;
    return FoundFile{.entities = std::move(*entities), .path = relative(entry.path()), .refusal = refusal_of(entry)};
  }

  void add_flat_files(const std::vector<fs::directory_entry>& entries)
  {
    std::map<std::pair<std::string, std::string>, FuncFolder> folders;
    for (const auto& entry : entries) {
      auto file = found_file(entry);
      if (!file) continue;
      auto& folder = folders[{file->entities.participant, file->entities.session}];
      folder.participant = file->entities.participant;
      folder.session = file->entities.session;
      folder.files.push_back(std::move(*file));
    }
    for (auto& [key, folder] : folders) found_.folders.push_back(std::move(folder));
  }

  fs::path dataset_;
  fs::path root_;
  DatasetScan found_;
};

}  // namespace

bool lies_below(const fs::path& path, const fs::path& folder)
{
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

DatasetScan scan_dataset(const fs::path& dataset, Layout layout)
{
  std::error_code error;
  if (!fs::is_directory(dataset, error)) throw base::UsageError("no such folder", {.file = dataset.string()});
  return Scanner(dataset).scan(layout);
}

}  // namespace dmn::bids
