#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "jobs.hpp"
#include "status_text.hpp"
#include "study_status.hpp"

namespace dmn::jobs {

ExitStatus status_job(const Options& options, const parallel::Communicator& world)
{
  std::string answer;
  parallel::on_master(world, [&] {
    const StudyStatus status = look_at_study(options);
    if (status.is_empty())
      throw base::NothingToDo("no manifest, cohort or result file was found", {.file = options.out.string()});
    fmt::print("{}", options.log_json ? status_json(status) : status_lines(status));
    for (const auto& line : status_summary(status, options)) base::log_info(line);
    answer = std::to_string(static_cast<int>(status.exit_status()));
  });
  return static_cast<ExitStatus>(std::stoi(world.broadcast_together(answer)));
}

}  // namespace dmn::jobs
