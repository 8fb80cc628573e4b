#pragma once

#include <memory>

#include "bids/manifest.hpp"
#include "options.hpp"
#include "run_answer.hpp"
#include "study.hpp"

namespace dmn::jobs {

/// Turns runs into shards, one at a time, on whatever rank it is called. Keeps what runs on the same grid share.
class RunProcessor {
 public:
  RunProcessor(const Options& options, const Study& study, int rank);
  ~RunProcessor();

  /// The run's durable shard, or a still good one kept. What killed writers of this shard left is removed. A run that
  /// kills two processes of its own goes into quarantine.
  /// @throws base::Error why the run cannot be used; files are named relative to their dataset folder
  RunAnswer operator()(const Assignment& assignment);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::jobs
