#include "foreign_file.hpp"

#include <sys/resource.h>

#include "base/error.hpp"
#include "own_process.hpp"

namespace dmn::jobs {
namespace {

/// Ends this process by a signal once it has worked for so long.
void limit_cpu(unsigned seconds)
{
  const rlimit limit{.rlim_cur = seconds, .rlim_max = seconds};
  ::setrlimit(RLIMIT_CPU, &limit);
}

}  // namespace

void require_readable(const std::filesystem::path& file, const std::function<void()>& read, unsigned cpu_seconds)
{
  const auto result = in_own_process([&] {
    limit_cpu(cpu_seconds);
    read();
    return std::string();
  });
  if (result.death.empty()) return;
  throw base::InputError("reading this file kills the process that does it; it is damaged or made to deceive",
                         {.file = file.string(), .found = result.death});
}

}  // namespace dmn::jobs
