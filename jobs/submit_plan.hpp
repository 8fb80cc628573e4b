#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bids/manifest.hpp"
#include "group_options.hpp"
#include "job_table.hpp"
#include "submit_options.hpp"

namespace dmn::jobs {

/// How a stage is started inside its allocation.
enum class Launch {
  one_process,   ///< without MPI
  workers,       ///< MPI, every task computes
  master_beside  ///< MPI, one task more than cores: the master only deals out work
};

/// One job of the chain; the next one starts when it has succeeded.
struct Stage {
  std::string name;  ///< of the script, its log and the Slurm job
  std::string job;   ///< subcommand; `run` for one step of the study
  Launch launch = Launch::one_process;
  int tasks = 1;       ///< cores
  int memory_mib = 0;  ///< a core
  std::string time;    ///< limit, as sbatch takes it
  int slices = 0;      ///< jobs of an array; 0: no array
};

/// What decides how large the jobs are.
struct CohortSize {
  std::size_t n_runs = 0;     ///< usable
  double values = 0;          ///< sum of volumes x voxels
  double largest = 0;         ///< volumes x voxels of the largest run
  double largest_volume = 0;  ///< voxels
  double longest = 0;         ///< volumes
  double kept_bytes = 0;      ///< most that ReHo keeps of a run; 0 unless it is asked for
};

CohortSize size_of_cohort(const std::vector<bids::Run>& runs);

/// index -> connectivity -> each further step of the study, one after the other, since one job at a time works on a
/// folder; in array mode index -> slices -> connectivity, which gathers -> the further steps. Cores are as many as
/// finish in about an hour, 64 at most and never more than runs; limits are twice the estimated time and ten minutes.
/// @param size            nothing for ready-made matrices, which need no index
/// @param steps           what `run` would do, in order (planned_steps())
/// @param max_array_size  of the cluster: slices are numbered below it
std::vector<Stage> plan_chain(const SlurmOptions& slurm, const std::optional<CohortSize>& size,
                              const std::vector<const Job*>& steps, const Corrections& corrections, int max_array_size);

}  // namespace dmn::jobs
