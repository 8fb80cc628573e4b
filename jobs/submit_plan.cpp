#include "submit_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dmn::jobs {
namespace {

constexpr double usual_seconds_per_value = 20e-9;  ///< about four times what inflating takes (docs/performance.md)
constexpr double start_of_a_run_s = 0.5;
constexpr double aim_s = 3600;
constexpr int most_workers = 64;
constexpr double safety = 2;
constexpr double start_and_gather_s = 600;
constexpr double seconds_a_minute = 60;
constexpr int rounded_minutes = 5;

constexpr double program_mib = 256;
constexpr double bytes_a_voxel = 16;          ///< the plan of a grid and buffers of a volume
constexpr double bytes_a_volume = 8 * 16000;  ///< copies of series: 16 of 1,000 regions, 8 bytes a value
constexpr double bytes_a_mib = 1048576;
constexpr int statistics_mib = 1024;
constexpr int statistics_tasks = 4;
constexpr double permutation_s = 4 * 3600;

double seconds_of(const SlurmOptions& slurm, const CohortSize& size)
{
  const auto n = static_cast<double>(size.n_runs);
  return slurm.seconds_per_run ? n * *slurm.seconds_per_run
                               : n * start_of_a_run_s + size.values * usual_seconds_per_value;
}

double longest_run_s(const SlurmOptions& slurm, const CohortSize& size)
{
  return slurm.seconds_per_run.value_or(start_of_a_run_s + size.largest * usual_seconds_per_value);
}

std::string limit(const SlurmOptions& slurm, double seconds)
{
  if (!slurm.time.empty()) return slurm.time;
  const double all = safety * seconds + start_and_gather_s + slurm.warning_s;
  const auto minutes = static_cast<long long>(std::ceil(all / seconds_a_minute / rounded_minutes)) * rounded_minutes;
  return fmt::format("{}:{:02}:00", minutes / 60, minutes % 60);
}

int workers_for(const SlurmOptions& slurm, const CohortSize& size)
{
  if (slurm.tasks) return *slurm.tasks;
  const auto wanted =
      static_cast<int>(std::clamp(std::ceil(seconds_of(slurm, size) / aim_s), 1.0, double{most_workers}));
  return std::min(wanted, static_cast<int>(std::clamp<std::size_t>(size.n_runs, 1, most_workers)));
}

int memory_for(const SlurmOptions& slurm, const CohortSize& size, double kept_bytes = 0)
{
  if (slurm.memory_mib) return *slurm.memory_mib;
  const double bytes = bytes_a_voxel * size.largest_volume + bytes_a_volume * size.longest + kept_bytes;
  return static_cast<int>(std::ceil(program_mib + bytes / bytes_a_mib));
}

Stage index_stage(const SlurmOptions& slurm, const CohortSize& size)
{
  return {.name = "index", .job = "index", .memory_mib = memory_for(slurm, size), .time = limit(slurm, 0)};
}

Stage wide_stage(const SlurmOptions& slurm, const CohortSize& size)
{
  const int workers = workers_for(slurm, size);
  return {.name = "connectivity",
          .job = "connectivity",
          .launch = workers == 1 ? Launch::one_process : Launch::master_beside,
          .tasks = workers,
          .memory_mib = memory_for(slurm, size, size.kept_bytes),
          .time = limit(slurm, seconds_of(slurm, size) / workers + longest_run_s(slurm, size))};
}

Stage slices_stage(const SlurmOptions& slurm, const CohortSize& size, int max_array_size)
{
  const auto n_runs = static_cast<int>(size.n_runs);
  const int wanted = (n_runs + slurm.chunk_runs - 1) / slurm.chunk_runs;
  const int slices = std::clamp(wanted, 1, std::max(1, max_array_size - 1));
  const int workers = slurm.tasks.value_or(1);
  return {.name = "slices",
          .job = "connectivity",
          .launch = workers == 1 ? Launch::one_process : Launch::master_beside,
          .tasks = workers,
          .memory_mib = memory_for(slurm, size, size.kept_bytes),
          .time = limit(slurm, seconds_of(slurm, size) / slices / workers + longest_run_s(slurm, size)),
          .slices = slices};
}

Stage gather_stage(const SlurmOptions& slurm, const CohortSize& size)
{
  return {.name = "gather", .job = "connectivity", .memory_mib = memory_for(slurm, size), .time = limit(slurm, 0)};
}

/// Whether every rank of MPI has something to do in a job; the list of jobs says so.
bool is_parallel(const Job& job)
{
  return job.summary.ends_with("(MPI)");
}

bool permutes(const Job& job, const Corrections& corrections)
{
  return is_parallel(job) && (job.name != "group" || corrections.permute());
}

/// A step behind the cohort file, as `run` does it.
Stage step_stage(const SlurmOptions& slurm, const Job& job, const Corrections& corrections, int workers)
{
  const bool long_one = permutes(job, corrections);
  const int tasks = !is_parallel(job) ? 1 : long_one ? workers : std::min(workers, statistics_tasks);
  return {.name = job.name,
          .job = "run",
          .launch = tasks == 1 ? Launch::one_process : Launch::workers,
          .tasks = tasks,
          .memory_mib = slurm.memory_mib.value_or(statistics_mib),
          .time = limit(slurm, long_one ? permutation_s : aim_s)};
}

/// Ready-made matrices become a cohort file by one process.
Stage matrices_stage(const SlurmOptions& slurm)
{
  return {.name = "connectivity",
          .job = "connectivity",
          .memory_mib = slurm.memory_mib.value_or(statistics_mib),
          .time = limit(slurm, 0)};
}

void add_connectivity(const SlurmOptions& slurm, const std::optional<CohortSize>& size, int max_array_size,
                      std::vector<Stage>& chain)
{
  if (!size) {
    chain.push_back(matrices_stage(slurm));
    return;
  }
  chain.push_back(index_stage(slurm, *size));
  if (slurm.mode == SlurmMode::array) {
    chain.push_back(slices_stage(slurm, *size, max_array_size));
    chain.push_back(gather_stage(slurm, *size));
  } else {
    chain.push_back(wide_stage(slurm, *size));
  }
}

}  // namespace

CohortSize size_of_cohort(const std::vector<bids::Run>& runs)
{
  CohortSize size;
  for (const auto& run : runs) {
    if (!run.usable()) continue;
    const auto volumes = static_cast<double>(run.n_volumes);
    const auto voxels = static_cast<double>(run.n_voxels);
    ++size.n_runs;
    size.values += volumes * voxels;
    size.largest = std::max(size.largest, volumes * voxels);
    size.largest_volume = std::max(size.largest_volume, voxels);
    size.longest = std::max(size.longest, volumes);
  }
  return size;
}

std::vector<Stage> plan_chain(const SlurmOptions& slurm, const std::optional<CohortSize>& size,
                              const std::vector<const Job*>& steps, const Corrections& corrections, int max_array_size)
{
  const int workers = size ? workers_for(slurm, *size) : slurm.tasks.value_or(statistics_tasks);
  std::vector<Stage> chain;
  for (const auto* step : steps) {
    if (step->name == "connectivity") {
      add_connectivity(slurm, size, max_array_size, chain);
    } else {
      chain.push_back(step_stage(slurm, *step, corrections, workers));
    }
  }
  return chain;
}

}  // namespace dmn::jobs
