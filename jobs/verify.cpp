#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "compare_results.hpp"
#include "jobs.hpp"
#include "result_files.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

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

/// Prints what a reference says otherwise, as remarks; false if numbers differ.
bool agrees_with_reference(const Options& options)
{
  const auto compared = compare_results(options.out, *options.verify.reference);
  for (const auto& remark : compared.remarks) fmt::print("# {}\n", remark);
  for (const auto& difference : compared.differences) fmt::print("# differs: {}\n", difference);
  base::info("{} datasets, columns and tables compared with {}: {} differ; {} of {} digests are the same",
             compared.n_compared, options.verify.reference->string(), compared.differences.size(),
             compared.n_equal_digests, compared.n_digests);
  if (!compared.differences.empty()) base::log_error("the results are not those of the reference");
  return compared.differences.empty();
}

bool verify(const Options& options)
{
  bool good = verify_all(options.out);
  if (!good) base::log_error("some datasets differ from what was recorded");
  if (options.verify.reference) good = agrees_with_reference(options) && good;
  if (!options.verify.write_reference) return good;
  if (!good)
    throw base::NothingToDo("no reference is made of results that do not pass", {.file = options.out.string()});
  write_reference(options.out, *options.verify.write_reference);
  base::info("{}", options.verify.write_reference->string());
  return good;
}

}  // namespace

ExitStatus verify_job(const Options& options, const parallel::Communicator& world)
{
  bool good = false;
  parallel::on_master(world, [&] { good = verify(options); });
  return world.broadcast_together(good ? "good" : "") == "good" ? ExitStatus::done : ExitStatus::some_excluded;
}

}  // namespace dmn::jobs
