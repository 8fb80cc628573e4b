#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace dmn::base {

/// Progress of a long phase: one line that rewrites itself on a terminal, a line a minute in a log file,
/// JSON events with `--log-json`. Rate and ETA come from the work finished so far.
class Progress {
 public:
  /// @param what   what is counted, plural: `runs`
  /// @param total  how many there are; `already_done` of them needed no work
  Progress(std::string what, std::size_t total, std::size_t already_done, bool json);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void done() { step(false); }
  void failed() { step(true); }
  /// What else the line on a terminal tells, asked whenever it is shown: `slowest rank 3: 12 s a run`. It may come from
  /// all ranks: nothing that every finished run should wait for.
  void remark(std::function<std::string()> text) { remark_ = std::move(text); }

 private:
  using Clock = std::chrono::steady_clock;

  void step(bool failure);
  void show(bool last);
  std::string line() const;

  std::string what_;
  std::function<std::string()> remark_;
  std::size_t total_;
  std::size_t skipped_;
  std::size_t finished_ = 0;
  std::size_t failures_ = 0;
  bool json_;
  bool terminal_;
  Clock::time_point start_;
  Clock::time_point shown_;
};

}  // namespace dmn::base
