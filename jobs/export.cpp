#include "base/error.hpp"
#include "base/log.hpp"
#include "export_parts.hpp"
#include "jobs.hpp"

namespace dmn::jobs {

ExitStatus export_job(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    if (!std::filesystem::is_directory(options.out))
      throw base::UsageError("not a folder", {.file = options.out.string(), .field = "out"});
    const bool has_cohort = std::filesystem::exists(options.out / "cohort.h5");
    if (!has_cohort && !std::filesystem::is_directory(options.out / "group"))
      throw base::NothingToDo("no cohort file and no group result was found", {.file = options.out.string()});
    const std::size_t runs = has_cohort ? export_bids(options) : 0;
    const std::size_t maps = export_node_maps(options);
    const std::size_t dictionaries = export_dictionaries(options);
    base::info("{}: {} runs, {} maps; {} data dictionaries beside the tables", (options.out / "export").string(), runs,
               maps, dictionaries);
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
