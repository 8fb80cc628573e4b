#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "submit_plan.hpp"
#include "submit_scripts.hpp"

namespace dmn::jobs {

/// A job that `submit` has put into the queue.
struct SubmittedJob {
  std::string stage;
  std::string id;
};

/// Writes the scripts, then submits the stages one after the other, each waiting for the one before, and records them
/// in
/// `<out>/slurm/jobs.tsv`. If one is refused, those before it are cancelled.
/// @throws UsageError while jobs of an earlier submit are in the queue; IoError with what sbatch said
std::vector<SubmittedJob> submit_stages(const ScriptFrame& frame, const SlurmOptions& slurm,
                                        const std::vector<Stage>& chain);

/// What the last submit has recorded below the folder of `--out`; nothing where there was none.
/// @throws InputError for a record that cannot be read
std::vector<SubmittedJob> read_submitted_jobs(const std::filesystem::path& out);

/// MaxArraySize of the cluster. @throws IoError where there is no Slurm
int read_max_array_size();

}  // namespace dmn::jobs
