#include "run_steps.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "given_values.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> not_steps = {"simulate", "index", "run", "submit", "status", "verify"};

bool is_step(const Job& job)
{
  return std::ranges::find(not_steps, job.name) == not_steps.end();
}

bool has_input(const Options& options)
{
  return !options.input.derivatives.empty() || options.input.series || options.input.matrices;
}

bool has_section(const Options& options, const std::string& job)
{
  return std::ranges::any_of(options.given, [&](const auto& option) { return option.first.starts_with(job + "."); });
}

std::vector<std::string> further_jobs(const Options& options)
{
  const auto names = GivenValues(options.given).list("run.also");
  std::vector<std::string> known;
  for (const auto& job : all_jobs()) {
    if (is_step(job)) known.push_back(job.name);
  }
  for (const auto& name : names) {
    if (std::ranges::find(known, name) == known.end())
      GivenValues::refuse("run.also", "one of " + base::join(known, ", "), name);
  }
  return names;
}

/// Those of `run.only`, in the order of `steps`; all where it names none.
std::vector<const Job*> only_some(const Options& options, std::vector<const Job*> steps)
{
  const auto wanted = GivenValues(options.given).list("run.only");
  if (wanted.empty()) return steps;
  std::vector<std::string> names;
  for (const auto* step : steps) names.push_back(step->name);
  for (const auto& name : wanted) {
    if (std::ranges::find(names, name) == names.end())
      GivenValues::refuse("run.only", "a step of this configuration: " + base::join(names, ", "), name);
  }
  std::erase_if(steps, [&](const Job* step) { return std::ranges::find(wanted, step->name) == wanted.end(); });
  return steps;
}

std::vector<fs::path> written_summaries(const fs::path& out)
{
  std::vector<fs::path> files;
  if (!fs::is_directory(out / "share")) return files;
  for (const auto& entry : fs::directory_iterator(out / "share")) {
    if (entry.path().extension() == ".h5") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::vector<const Job*> planned_steps(const Options& options)
{
  const auto further = further_jobs(options);
  std::vector<const Job*> steps;
  const Job* report = nullptr;
  for (const auto& job : all_jobs()) {
    const bool asked = job.name == "connectivity"
                           ? has_input(options)
                           : has_section(options, job.name) || std::ranges::find(further, job.name) != further.end();
    if (job.name == "report") report = &job;
    if (is_step(job) && asked && job.name != "report") steps.push_back(&job);
  }
  std::ranges::stable_partition(steps, [](const Job* job) { return job->name == "connectivity"; });
  if (steps.empty())
    throw base::UsageError("the configuration asks for nothing",
                           {.expected = "an input, or an option of a job, as in [group]"});
  if (report != nullptr) steps.push_back(report);
  return only_some(options, std::move(steps));
}

Options step_options(const Job& step, const Options& options)
{
  Options own = options;
  const bool from_cohort = !options.input.derivatives.empty() || options.input.series;
  if (step.name != "connectivity" && from_cohort && !own.group.data) own.group.data = own.out / "cohort.h5";
  if (step.name == "pool" && has_section(options, "share")) {
    const auto written = written_summaries(options.out);
    own.pool.inputs.insert(own.pool.inputs.begin(), written.begin(), written.end());
  }
  return own;
}

}  // namespace dmn::jobs
