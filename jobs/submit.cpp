#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"
#include "jobs.hpp"
#include "parcellation/voxel_series.hpp"
#include "run_steps.hpp"
#include "shell.hpp"
#include "study.hpp"
#include "submitted_jobs.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

/// Slurm's own default, for a dry run where there is no Slurm.
constexpr int usual_max_array_size = 1001;

bool is_of_submit(const std::string& name)
{
  return name.starts_with("slurm.") || name == "config" || name == "out" || name == "dry-run" || name == "run.only";
}

/// The options that the stages need: the config file by name, and what the command line said beside it.
std::vector<std::string> study_arguments(const Options& options)
{
  std::vector<std::string> words;
  OptionValues in_file;
  if (options.config) {
    in_file = read_option_values({"--config", options.config->string()});
    words = {"--config", fs::absolute(*options.config).string()};
  }
  words.insert(words.end(), {"--out", fs::absolute(options.out).lexically_normal().string()});
  for (const auto& [name, values] : options.given) {
    if (is_of_submit(name) || (in_file.contains(name) && in_file.at(name) == values)) continue;
    for (const auto& value : values) words.push_back(fmt::format("--{}={}", name, value));
  }
  return words;
}

ScriptFrame frame_of(const Options& options)
{
  return {.program = fs::read_symlink("/proc/self/exe"),
          .folder = fs::current_path(),
          .out = fs::absolute(options.out).lexically_normal(),
          .arguments = study_arguments(options)};
}

/// Indexes the inputs here and now: what is wrong with them is told before anything waits in a queue.
std::optional<CohortSize> size_of_study(const Options& options)
{
  require_one_input(options);
  if (options.input.matrices) return std::nullopt;
  auto size = size_of_cohort(index_study(options).runs);
  if (size.n_runs == 0) throw base::NothingToDo("no usable run was found");
  if (options.connectivity.wants(connectivity::MeasureFamily::reho)) {
    const auto n_sets = static_cast<double>(1 + options.also_rois.size());
    size.kept_bytes = std::min(n_sets * size.largest * sizeof(float), parcellation::most_voxel_bytes);
  }
  return size;
}

int max_array_size(const Options& options, const SlurmOptions& slurm)
{
  if (slurm.mode == SlurmMode::wide) return usual_max_array_size;
  try {
    return read_max_array_size();
  } catch (const base::IoError& problem) {
    if (!options.dry_run) throw;
    base::warn("{}; {} is taken for MaxArraySize", problem.what(), usual_max_array_size);
    return usual_max_array_size;
  }
}

void print_chain(const ScriptFrame& frame, const SlurmOptions& slurm, const std::vector<Stage>& chain)
{
  std::string before;
  for (const auto& stage : chain) {
    fmt::print("# {}\n{}\n", script_path(frame, stage).string(), script_text(frame, slurm, stage));
    const std::string after = before.empty() ? "" : "ID_OF_" + before;
    fmt::print("# {}\n\n", shell_line(sbatch_command(frame, stage, after)));
    before = stage.name;
  }
}

void say_chain(const std::vector<Stage>& chain)
{
  for (const auto& stage : chain)
    base::info("{}: {}{} core{}, {} MiB each, at most {}", stage.name,
               stage.slices > 0 ? fmt::format("{} jobs of ", stage.slices) : "", stage.tasks,
               stage.tasks == 1 ? "" : "s", stage.memory_mib, stage.time);
}

void submit_study(const Options& options)
{
  const SlurmOptions slurm = resolve_slurm_options(GivenValues(options.given));
  const auto size = size_of_study(options);
  const auto chain =
      plan_chain(slurm, size, planned_steps(options), options.group.corrections, max_array_size(options, slurm));
  const ScriptFrame frame = frame_of(options);
  say_chain(chain);
  if (options.dry_run) {
    print_chain(frame, slurm, chain);
    return;
  }
  for (const auto& job : submit_stages(frame, slurm, chain)) fmt::print("{}\t{}\n", job.stage, job.id);
  base::info("logs are in {}; `dmn-cohort status --out {}` tells how far it is", (frame.out / "slurm").string(),
             shell_word(options.out.string()));
}

}  // namespace

ExitStatus submit_job(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] { submit_study(options); });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
