#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "submit_options.hpp"
#include "submit_plan.hpp"

namespace dmn::jobs {

/// What every script of a chain has in common.
struct ScriptFrame {
  std::filesystem::path program;       ///< absolute
  std::filesystem::path folder;        ///< where submit was called: relative paths of the options start there
  std::filesystem::path out;           ///< absolute
  std::vector<std::string> arguments;  ///< options of the study, `--out` included
};

/// `<out>/slurm/<stage>.sbatch`.
std::filesystem::path script_path(const ScriptFrame& frame, const Stage& stage);

/// An sbatch script: resources on top, one launch, and what becomes of the exit status. Done with exclusions (1) counts
/// as success, so that the chain goes on; a drain (75) or a rank that was killed sends the job back into the queue.
std::string script_text(const ScriptFrame& frame, const SlurmOptions& slurm, const Stage& stage);

/// The call of sbatch.
/// @param after  id of the job that must succeed first; empty: none
std::vector<std::string> sbatch_command(const ScriptFrame& frame, const Stage& stage, const std::string& after);

}  // namespace dmn::jobs
