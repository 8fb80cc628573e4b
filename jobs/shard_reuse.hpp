#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bids/manifest.hpp"
#include "store/shard.hpp"
#include "study.hpp"

namespace dmn::jobs {

/// What a shard of a run depends on besides the options, one `kind: what it is` a line: names, sizes and modification
/// times of its files, and the repetition time used. @throws InputError when a file is gone
std::string inputs_text_of(const bids::Run& run);

/// What is there under a shard's name, against what is asked for now.
struct ShardReuse {
  /// Why it cannot be kept: `no shard yet`, `the shard was damaged`, `changed input: confounds`,
  /// `changed option: denoise.fd_mm`, `changed ROI set`, `changed program`; empty if it can.
  std::vector<std::string> reasons;
  std::string damage;  ///< which part of which file is damaged
};

/// Reads all of the shard: every digest in it is recomputed before it is kept.
ShardReuse judge_shard(const std::filesystem::path& path, const std::string& inputs_text, const Study& study);

/// The reasons of a shard whose fingerprints differ.
std::vector<std::string> changes_since(const store::ShardFingerprints& shard, const std::string& inputs_text,
                                       const Study& study);

}  // namespace dmn::jobs
