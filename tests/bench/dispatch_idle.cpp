// What waiting costs: the share of a core that the master uses while workers compute, and that idle workers use.
// Usage: mpirun -n RANKS dispatch_idle [SECONDS]     (limit for the master: 3 %)
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "parallel/communicator.hpp"
#include "parallel/dispatch.hpp"

namespace {

double cpu_seconds()
{
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Runs `work` and prints each rank's CPU share of its wall time.
template <class Work>
void report(const dmn::parallel::Communicator& world, const char* what, Work work)
{
  world.barrier_together();
  const auto start = std::chrono::steady_clock::now();
  const double cpu = cpu_seconds();
  work();
  const double used = cpu_seconds() - cpu;
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const auto all = world.gather_together(std::to_string(100 * used / wall));
  for (std::size_t rank = 0; rank < all.size(); ++rank)
    std::printf("%s: rank %zu uses %s %% of a core\n", what, rank, all[rank].c_str());
}

}  // namespace

int main(int argc, char** argv)
{
  const dmn::parallel::Environment environment(argc, argv);
  const auto world = environment.world();
  const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
  const auto task = std::chrono::duration<double>(0.2);
  const auto workers = static_cast<double>(std::max(world.size() - 1, 1));
  const auto n_tasks = static_cast<std::size_t>(seconds / task.count() * workers);

  report(world, "sleeping workers", [&] {
    dispatch(world, n_tasks, [&](std::size_t) {
      std::this_thread::sleep_for(task);
      return std::string();
    });
  });
  report(world, "one long task, others idle", [&] {
    dispatch(world, 1, [&](std::size_t) {
      std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
      return std::string();
    });
  });
}
