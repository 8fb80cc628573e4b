#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace dmn::jobs {

/// Runs that killed their rank twice and are not tried again while inputs, options and program stay the same. A text
/// file a run under the state folder, written atomically.
class Quarantine {
 public:
  explicit Quarantine(const std::filesystem::path& state_folder);

  /// Why a run is in quarantine; nothing if it is not, or not with these fingerprints.
  std::optional<std::string> reason(const std::string& run, const std::string& fingerprints) const;
  /// @throws IoError
  void put(const std::string& run, const std::string& fingerprints, const std::string& reason) const;
  void release(const std::string& run) const;

 private:
  std::filesystem::path file_of(const std::string& run) const;

  std::filesystem::path folder_;
};

}  // namespace dmn::jobs
