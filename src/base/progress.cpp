#include "base/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/log.hpp"

namespace dmn::base {
namespace {

constexpr auto terminal_interval = std::chrono::milliseconds(200);
constexpr auto log_interval = std::chrono::seconds(60);

std::string duration_text(double seconds)
{
  const auto whole = static_cast<long long>(seconds + 0.5);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

Progress::Progress(std::string what, std::size_t total, std::size_t already_done, bool json)
    : what_(std::move(what)),
      total_(total),
      skipped_(already_done),
      json_(json),
      terminal_(!json && isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      shown_(start_)
{
}

Progress::~Progress()
{
  try {
    if (finished_ > 0) show(true);
  } catch (...) {  // a progress line is never worth an abort
  }
}

void Progress::step(bool failure)
{
  ++finished_;
  if (failure) ++failures_;
  const auto since = Clock::now() - shown_;
  if (since >=
      (terminal_ ? std::chrono::duration_cast<Clock::duration>(terminal_interval) : Clock::duration(log_interval))) {
    show(false);
  }
}

void Progress::show(bool last)
{
  shown_ = Clock::now();
  if (terminal_) {
    fmt::print(stderr, "\r\x1b[K{}{}", line(), last ? "\n" : "");
    std::fflush(stderr);
  } else if (json_) {
    log_event("progress", fmt::format(R"({{"what":"{}","done":{},"failed":{},"total":{}}})", what_,
                                      skipped_ + finished_ - failures_, failures_, total_));
  } else {
    info("{}", line());
  }
}

std::string Progress::line() const
{
  const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
  const double rate = elapsed > 0 ? static_cast<double>(finished_) / elapsed : 0;
  const std::size_t left = total_ - skipped_ - finished_;
  std::string text =
      fmt::format("{} {} done, {} failed, {} left", skipped_ + finished_ - failures_, what_, failures_, left);
  if (rate > 0) {
    text += fmt::format("; {:.2f} a second", rate);
    if (left > 0) text += fmt::format(", ETA {}", duration_text(static_cast<double>(left) / rate));
  }
  if (terminal_ && remark_) {
    if (const std::string remark = remark_(); !remark.empty()) text += "; " + remark;
  }
  return text;
}

}  // namespace dmn::base
