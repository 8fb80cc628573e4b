#include "submit_scripts.hpp"

#include <fmt/format.h>

#include "shell.hpp"

namespace dmn::jobs {
namespace {

/// File name patterns of sbatch: a per cent sign of the folder is doubled.
std::string log_pattern(const ScriptFrame& frame, const Stage& stage)
{
  std::string folder;
  for (const char c : (frame.out / "slurm").string()) folder += c == '%' ? std::string("%%") : std::string(1, c);
  return fmt::format("{}/{}-{}.log", folder, stage.name, stage.slices > 0 ? "%A_%a" : "%j");
}

std::vector<std::string> resources(const ScriptFrame& frame, const SlurmOptions& slurm, const Stage& stage)
{
  std::vector<std::string> lines{fmt::format("--job-name=dmn-{}", stage.name),
                                 "--chdir=" + shell_word(frame.folder.string()),
                                 "--output=" + shell_word(log_pattern(frame, stage)),
                                 "--open-mode=append",
                                 fmt::format("--ntasks={}", stage.tasks),
                                 "--cpus-per-task=1",
                                 fmt::format("--mem-per-cpu={}M", stage.memory_mib),
                                 "--time=" + stage.time,
                                 "--requeue",
                                 fmt::format("--signal=USR1@{}", slurm.warning_s)};
  if (stage.slices > 0) lines.push_back(fmt::format("--array=1-{}", stage.slices));
  if (!slurm.partition.empty()) lines.push_back("--partition=" + slurm.partition);
  if (!slurm.account.empty()) lines.push_back("--account=" + slurm.account);
  if (!slurm.qos.empty()) lines.push_back("--qos=" + slurm.qos);
  for (const auto& option : slurm.extra) lines.push_back(option);
  return lines;
}

/// Modules and lines of the site come before strict mode, which many of them do not survive.
std::string surroundings(const SlurmOptions& slurm)
{
  std::string text;
  for (const auto& module : slurm.modules) text += "module load " + shell_word(module) + " || exit\n";
  for (const auto& line : slurm.setup) text += line + "\n";
  text += "set -euo pipefail\n\n";
  text += "export HDF5_USE_FILE_LOCKING=FALSE  # files are written under temporary names, by one process\n";
  return text;
}

std::string launcher(const SlurmOptions& slurm, const Stage& stage)
{
  if (stage.launch == Launch::one_process) return "srun --ntasks=1 --mpi=none";
  const std::string all = fmt::format("srun --mpi={} --kill-on-bad-exit=1", slurm.mpi);
  if (stage.launch == Launch::workers) return all + " --ntasks=\"$SLURM_NTASKS\"";
  return all + " --overcommit --ntasks=$((SLURM_NTASKS + 1))";
}

/// A node that lost power keeps files of PMIx named after job and step, and refuses a step of that name for good: a
/// requeued job gives its step another number.
std::string fresh_step_number(const Stage& stage)
{
  if (stage.launch == Launch::one_process) return {};
  return "for _ in $(seq \"${SLURM_RESTART_COUNT:-0}\"); do srun --ntasks=1 --mpi=none true; done  # a new step "
         "number\n";
}

std::string command(const ScriptFrame& frame, const Stage& stage)
{
  std::vector<std::string> words{frame.program.string(), stage.job};
  words.insert(words.end(), frame.arguments.begin(), frame.arguments.end());
  if (stage.job == "run") words.insert(words.end(), {"--run.only", stage.name});
  std::string line = shell_line(words);
  if (stage.slices > 0) line += fmt::format(" --connectivity.slice \"$SLURM_ARRAY_TASK_ID/{}\"", stage.slices);
  return line;
}

/// The id of an array is also that of its last job: only with the number behind it is that one job meant.
std::string own_job(const Stage& stage)
{
  return stage.slices > 0 ? "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" : "$SLURM_JOB_ID";
}

constexpr const char* aftermath = R"(
case $status in
  0) ;;
  1)
    echo "dmn-cohort: done, but some runs failed or were excluded; the chain goes on"
    status=0
    ;;
  75 | 1[3-9]?)
    if [ "${{SLURM_RESTART_COUNT:-0}}" -lt {requeues} ]; then
      echo "dmn-cohort: exit status $status; back into the queue, what is finished is kept"
      scontrol requeue "{job}"
    else
      echo "dmn-cohort: exit status $status after {requeues} requeues; submit again to go on"
    fi
    ;;
esac
exit "$status"
)";

}  // namespace

std::filesystem::path script_path(const ScriptFrame& frame, const Stage& stage)
{
  return frame.out / "slurm" / (stage.name + ".sbatch");
}

std::string script_text(const ScriptFrame& frame, const SlurmOptions& slurm, const Stage& stage)
{
  std::string text = "#!/usr/bin/env bash\n";
  text += fmt::format("# Stage {} of a study, written by `dmn-cohort submit`. It may be edited and submitted again.\n",
                      stage.name);
  for (const auto& line : resources(frame, slurm, stage)) text += "#SBATCH " + line + "\n";
  text += "\n" + surroundings(slurm);
  text += fmt::format("\n{}status=0\n{} {} || status=$?\n", fresh_step_number(stage), launcher(slurm, stage),
                      command(frame, stage));
  return text +
         fmt::format(fmt::runtime(aftermath), fmt::arg("requeues", slurm.requeues), fmt::arg("job", own_job(stage)));
}

std::vector<std::string> sbatch_command(const ScriptFrame& frame, const Stage& stage, const std::string& after)
{
  std::vector<std::string> words{"sbatch", "--parsable"};
  if (!after.empty()) {
    words.push_back("--dependency=afterok:" + after);
    words.emplace_back("--kill-on-invalid-dep=yes");
  }
  words.push_back(script_path(frame, stage).string());
  return words;
}

}  // namespace dmn::jobs
