#include "locked_output.hpp"

#include "base/error.hpp"
#include "base/log.hpp"

namespace dmn::jobs {

std::vector<base::ProcessMark> processes_together(const parallel::Communicator& world)
{
  std::vector<base::ProcessMark> processes;
  for (const auto& text : world.gather_together(text_of(base::this_process())))
    processes.push_back(base::process_mark_from(text).value_or(base::ProcessMark{}));
  return processes;
}

std::unique_ptr<OutputLock> lock_output_together(const Options& options, const std::string& scope,
                                                 const std::vector<base::ProcessMark>& processes,
                                                 const parallel::Communicator& world)
{
  std::unique_ptr<OutputLock> lock;
  parallel::on_master(world, [&] {
    if (options.dry_run) return;
    lock = std::make_unique<OutputLock>(options.out, scope, owner_of_this_job(processes));
    if (!lock->remark().empty()) base::info("{}", lock->remark());
  });
  return lock;
}

void require_lock_together(const OutputLock* lock, const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    if (lock != nullptr && lock->lost())
      throw base::IoError("another job has taken this folder over, or its lock was removed; finished shards are kept",
                          {.file = state_folder(options.out).string()});
  });
}

}  // namespace dmn::jobs
