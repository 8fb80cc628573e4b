#pragma once

#include <memory>
#include <string>

#include "bids/manifest.hpp"
#include "options.hpp"
#include "store/shard.hpp"
#include "study.hpp"

namespace dmn::jobs {

/// From the files of a run to the numbers of its shard. Keeps what runs on the same grid share.
class ShardComputer {
 public:
  ShardComputer(const Options& options, const Study& study);
  ~ShardComputer();

  /// @param inputs_text  what the shard records of its inputs (shard_reuse.hpp)
  /// @throws base::Error why the run cannot be used
  store::Shard operator()(const bids::Run& run, const std::string& inputs_text);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::jobs
