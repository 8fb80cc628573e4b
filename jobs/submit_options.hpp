#pragma once

#include <optional>
#include <string>
#include <vector>

#include "given_values.hpp"

namespace dmn::jobs {

enum class SlurmMode {
  wide,   ///< one MPI job for all runs
  array,  ///< many small jobs for slices of the runs, then one that gathers
};

/// How a cluster wants its jobs: the config section `slurm`, used by `submit` alone.
struct SlurmOptions {
  SlurmMode mode = SlurmMode::wide;
  int chunk_runs = 200;  ///< runs of one job of the array
  std::string partition;
  std::string account;
  std::string qos;
  std::string time;                       ///< limit of every job, as sbatch takes it; empty: from the manifest
  std::optional<int> tasks;               ///< workers; nothing: from the manifest
  std::optional<int> memory_mib;          ///< a task; nothing: from the manifest
  std::optional<double> seconds_per_run;  ///< as measured; nothing: from volumes x voxels
  int warning_s = 120;                    ///< before the limit comes SIGUSR1
  int requeues = 20;
  std::string mpi = "pmix";
  std::vector<std::string> modules;
  std::vector<std::string> setup;  ///< shell lines before the launch
  std::vector<std::string> extra;  ///< further options of sbatch, `--constraint=avx2`
};

/// @throws UsageError naming the option, what was expected and what was found
SlurmOptions resolve_slurm_options(const GivenValues& given);

/// The rows of the option table.
std::vector<OptionRow> slurm_option_rows();

}  // namespace dmn::jobs
