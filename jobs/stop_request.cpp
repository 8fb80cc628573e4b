#include "stop_request.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace dmn::jobs {
namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

constexpr int status_after_second_interrupt = 130;

extern "C" void on_stop_signal(int signal_number)
{
  if (signal_number == SIGINT && stop.load()) _exit(status_after_second_interrupt);
  stop.store(true);
}

}  // namespace

void listen_for_stop_requests()
{
  struct sigaction action = {};
  action.sa_handler = on_stop_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal_number : {SIGTERM, SIGINT, SIGUSR1}) sigaction(signal_number, &action, nullptr);
}

bool stop_requested() noexcept
{
  return stop.load();
}

}  // namespace dmn::jobs
