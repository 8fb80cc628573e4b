#include "base/error.hpp"
#include "jobs.hpp"
#include "study.hpp"

namespace dmn::jobs {

ExitStatus index_job(const Options& options, const parallel::Communicator& world)
{
  bool any_usable = false;
  bool any_excluded = false;
  parallel::on_master(world, [&] {
    if (options.input.matrices)
      throw base::UsageError("ready-made matrices need no index", {.field = "input.matrices"});
    require_one_input(options);
    for (const auto& run : index_study(options).runs) (run.usable() ? any_usable : any_excluded) = true;
    if (!any_usable) throw base::NothingToDo("no usable run was found");
  });
  return world.broadcast_together(any_excluded ? "excluded" : "") == "excluded" ? ExitStatus::some_excluded
                                                                                : ExitStatus::done;
}

}  // namespace dmn::jobs
