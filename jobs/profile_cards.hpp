#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "profile_scores.hpp"

namespace dmn::jobs {

/// A text as the name of a file: letters, digits, `.`, `_` and `-` stand for themselves, every other byte, and a dot at
/// the beginning, as `%2F`. What would be too long ends in a digest of the whole.
std::string file_name_of(const std::string& text);

/// Writes `profile/cards/<participant>[_ses-<session>].html` and `.tsv` for those who are asked for. Cards of an
/// earlier run are removed first.
class CardWriter {
 public:
  /// Keeps references. @throws UsageError for a named participant that the data do not hold
  CardWriter(const Options& options, const ProfilePlan& plan, const ProfileValues& values, const ProfileScores& scores);

  void write(Eigen::Index row, const std::vector<ProfileScore>& of_row);
  std::size_t n_written() const noexcept { return n_written_; }
  /// Cards were not asked for, and there are too many people for a card each.
  bool left_out() const noexcept { return left_out_; }

 private:
  bool is_asked_for(Eigen::Index row) const;

  const Options& options_;
  const ProfilePlan& plan_;
  const ProfileValues& values_;
  const ProfileScores& scores_;
  std::filesystem::path folder_;
  bool left_out_ = false;
  std::size_t n_written_ = 0;
};

}  // namespace dmn::jobs
