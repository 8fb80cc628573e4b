#include "submitted_jobs.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/delimited.hpp"
#include "shell.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

/// The output of a command of Slurm.
std::string answer_of(const std::vector<std::string>& words)
{
  const auto result = run_command(words);
  if (result.status == 0) return result.output;
  throw base::IoError(words.front() + " failed: " + std::string(base::trim(result.errors)),
                      {.file = words.back(), .expected = "exit status 0", .found = std::to_string(result.status)});
}

fs::path record_path(const fs::path& out)
{
  return out / "slurm" / "jobs.tsv";
}

/// squeue fails for a job it has forgotten, so each is asked for by itself.
void refuse_while_queued(const fs::path& out)
{
  std::vector<std::string> queued;
  for (const auto& job : read_submitted_jobs(out)) {
    const auto found = run_command({"squeue", "--noheader", "--format=%A", "--jobs=" + job.id});
    if (found.status == 0 && !base::trim(found.output).empty()) queued.push_back(job.id);
  }
  if (queued.empty()) return;
  throw base::UsageError(
      "jobs of an earlier submit are in the queue; wait, or scancel them: " + base::join(queued, " "),
      {.file = record_path(out).string()});
}

void record_jobs(const fs::path& record, const std::vector<SubmittedJob>& jobs)
{
  std::string text = "stage\tjob_id\n";
  for (const auto& job : jobs) text += job.stage + "\t" + job.id + "\n";
  store::write_text_atomically(record, text);
}

void cancel(const std::vector<SubmittedJob>& jobs)
{
  for (const auto& job : jobs) run_command({"scancel", job.id});
}

/// `<id>` or, with several clusters, `<id>;<cluster>`.
std::string job_id(const std::string& answer)
{
  return base::split(base::trim(answer), ';').front();
}

}  // namespace

std::vector<SubmittedJob> submit_stages(const ScriptFrame& frame, const SlurmOptions& slurm,
                                        const std::vector<Stage>& chain)
{
  refuse_while_queued(frame.out);
  for (const auto& stage : chain)
    store::write_text_atomically(script_path(frame, stage), script_text(frame, slurm, stage));
  std::vector<SubmittedJob> jobs;
  try {
    for (const auto& stage : chain) {
      const std::string after = jobs.empty() ? std::string() : jobs.back().id;
      jobs.push_back({stage.name, job_id(answer_of(sbatch_command(frame, stage, after)))});
    }
    record_jobs(record_path(frame.out), jobs);
  } catch (const base::Error&) {
    cancel(jobs);
    throw;
  }
  return jobs;
}

std::vector<SubmittedJob> read_submitted_jobs(const fs::path& out)
{
  if (!fs::exists(record_path(out))) return {};
  const auto table = files::read_tsv(record_path(out));
  std::vector<SubmittedJob> jobs;
  for (const auto& row : table.rows) jobs.push_back({row[table.require("stage")], row[table.require("job_id")]});
  return jobs;
}

int read_max_array_size()
{
  for (const auto& line : base::split(answer_of({"scontrol", "show", "config"}), '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string::npos || base::trim(line.substr(0, equals)) != "MaxArraySize") continue;
    if (const auto size = base::parse_integer(base::trim(line.substr(equals + 1)))) return static_cast<int>(*size);
  }
  throw base::IoError("scontrol show config does not tell MaxArraySize");
}

}  // namespace dmn::jobs
