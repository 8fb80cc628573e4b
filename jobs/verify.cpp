#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "jobs.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

/// Cohort and result files under a folder, relative to it and sorted; shards (below sub-*) are a stage, not a result.
std::vector<std::filesystem::path> result_files(const std::filesystem::path& out)
{
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(out))
    throw base::UsageError("not a folder", {.file = out.string(), .field = "out"});
  for (auto entry = std::filesystem::recursive_directory_iterator(out);
       entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    const auto relative = entry->path().lexically_relative(out);
    if (entry->is_directory() && relative.string().starts_with("sub-")) entry.disable_recursion_pending();
    if (entry->is_regular_file() && relative.extension() == ".h5") files.push_back(relative);
  }
  std::ranges::sort(files);
  return files;
}

/// Prints the digests of one file; false if one differs from what was recorded.
bool verify_file(const std::filesystem::path& out, const std::filesystem::path& file)
{
  bool intact = true;
  for (const auto& dataset : store::file_digests(out / file)) {
    const std::string name = fmt::format("{}:{}", file.string(), dataset.dataset);
    if (dataset.digest.empty()) {
      fmt::print("# {}: missing\n", name);
    } else {
      fmt::print("{}\t{}\n", dataset.digest, name);
    }
    if (dataset.digest == dataset.recorded) continue;
    intact = false;
    if (!dataset.digest.empty())
      fmt::print("# {}: recorded {}\n", name, dataset.recorded.empty() ? "no digest" : dataset.recorded);
  }
  return intact;
}

bool verify_all(const std::filesystem::path& out)
{
  const auto files = result_files(out);
  if (files.empty()) throw base::NothingToDo("no cohort or result file was found", {.file = out.string()});
  bool intact = true;
  for (const auto& file : files) {
    try {
      intact = verify_file(out, file) && intact;
    } catch (const base::Error& problem) {
      fmt::print("# {}: {}\n", file.string(), problem.what());
      intact = false;
    }
  }
  return intact;
}

}  // namespace

ExitStatus verify_job(const Options& options, const parallel::Communicator& world)
{
  bool intact = false;
  parallel::on_master(world, [&] {
    intact = verify_all(options.out);
    if (!intact) base::log_error("some datasets differ from what was recorded");
  });
  return world.broadcast_together(intact ? "intact" : "") == "intact" ? ExitStatus::done : ExitStatus::some_excluded;
}

}  // namespace dmn::jobs
