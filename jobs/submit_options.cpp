#include "submit_options.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

using Form = OptionRow::Form;

constexpr long long most_tasks = 100'000;
constexpr long long most_chunk_runs = 1'000'000;
constexpr long long most_mib = 16'777'216;
constexpr long long longest_warning = 65'535;
constexpr double longest_run = 1e6;

/// Minutes, [hours:]minutes:seconds, or days-hours[:minutes[:seconds]].
bool is_slurm_time(const std::string& text)
{
  const auto dash = text.find('-');
  const std::string clock = dash == std::string::npos ? text : text.substr(dash + 1);
  std::vector<std::string> numbers = base::split(clock, ':');
  if (dash != std::string::npos) numbers.push_back(text.substr(0, dash));
  const auto is_number = [](const std::string& part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
  };
  return base::split(clock, ':').size() <= 3 && std::ranges::all_of(numbers, is_number);
}

std::string time_limit(const GivenValues& given)
{
  std::string time = given.text("slurm.time");
  if (!time.empty() && !is_slurm_time(time))
    GivenValues::refuse("slurm.time", "minutes, hours:minutes:seconds or days-hours", time);
  return time;
}

/// One line each: a line break would start another line of the script.
std::vector<std::string> lines(const GivenValues& given, const std::string& name)
{
  auto values = given.list(name);
  for (const auto& value : values) {
    if (value.find('\n') != std::string::npos) GivenValues::refuse(name, "one line", value);
  }
  return values;
}

/// Of a name that stands in a `#SBATCH` line.
std::string word(const GivenValues& given, const std::string& name, std::string standard = "")
{
  std::string text = given.text(name, std::move(standard));
  if (text.find_first_of(" \t\n#'\"") != std::string::npos) GivenValues::refuse(name, "a name without blanks", text);
  return text;
}

std::vector<std::string> sbatch_options(const GivenValues& given)
{
  auto values = lines(given, "slurm.extra");
  for (const auto& value : values) {
    if (!value.starts_with("-")) GivenValues::refuse("slurm.extra", "an option of sbatch, as --constraint=avx2", value);
  }
  return values;
}

std::optional<int> optional_integer(const GivenValues& given, const std::string& name, long long high)
{
  if (!given.has(name)) return std::nullopt;
  return static_cast<int>(given.integer(name, 1, high, 1));
}

}  // namespace

SlurmOptions resolve_slurm_options(const GivenValues& given)
{
  SlurmOptions slurm;
  slurm.mode =
      given.choice<SlurmMode>("slurm.mode", {{"wide", SlurmMode::wide}, {"array", SlurmMode::array}}, slurm.mode);
  slurm.chunk_runs = static_cast<int>(given.integer("slurm.chunk_runs", 1, most_chunk_runs, slurm.chunk_runs));
  slurm.partition = word(given, "slurm.partition");
  slurm.account = word(given, "slurm.account");
  slurm.qos = word(given, "slurm.qos");
  slurm.time = time_limit(given);
  slurm.tasks = optional_integer(given, "slurm.tasks", most_tasks);
  slurm.memory_mib = optional_integer(given, "slurm.memory_mib", most_mib);
  if (given.has("slurm.seconds_per_run"))
    slurm.seconds_per_run = given.number("slurm.seconds_per_run", 1e-3, longest_run, "seconds, 0.001 to 1000000");
  slurm.warning_s = static_cast<int>(given.integer("slurm.warning_s", 1, longest_warning, slurm.warning_s));
  slurm.requeues = static_cast<int>(given.integer("slurm.requeues", 0, most_tasks, slurm.requeues));
  slurm.mpi = word(given, "slurm.mpi", slurm.mpi);
  slurm.modules = lines(given, "slurm.modules");
  slurm.setup = lines(given, "slurm.setup");
  slurm.extra = sbatch_options(given);
  return slurm;
}

std::vector<OptionRow> slurm_option_rows()
{
  const std::vector<std::string> jobs = {"submit"};
  return {
      {"slurm.mode", Form::single, "NAME", "wide",
       "wide: one MPI job for all runs; array: many small jobs, then one that gathers", jobs},
      {"slurm.chunk_runs", Form::single, "N", "200", "runs of one job of the array", jobs},
      {"slurm.partition", Form::single, "NAME", "", "partition of every job", jobs},
      {"slurm.account", Form::single, "NAME", "", "account of every job", jobs},
      {"slurm.qos", Form::single, "NAME", "", "quality of service of every job", jobs},
      {"slurm.time", Form::single, "TIME", "from the manifest",
       "time limit of every job, as sbatch takes it: 30, 4:00:00, 1-12", jobs},
      {"slurm.tasks", Form::single, "N", "from the manifest",
       "workers, a core each; the master comes on top and shares one", jobs},
      {"slurm.memory_mib", Form::single, "MIB", "from the manifest", "memory of one worker", jobs},
      {"slurm.seconds_per_run", Form::single, "SECONDS", "20 ns a voxel and volume",
       "how long one run takes, as measured", jobs},
      {"slurm.warning_s", Form::single, "SECONDS", "120", "a job drains this long before its time limit (SIGUSR1)",
       jobs},
      {"slurm.requeues", Form::single, "N", "20", "how often a job that was stopped or broke goes back into the queue",
       jobs},
      {"slurm.mpi", Form::single, "NAME", "pmix", "how srun starts MPI (`srun --mpi=list`)", jobs},
      {"slurm.modules", Form::list, "NAME", "", "`module load NAME` before the launch", jobs},
      {"slurm.setup", Form::list, "LINE", "",
       "a line of shell before the launch, as `export OPENBLAS_CORETYPE=Haswell`", jobs},
      {"slurm.extra", Form::list, "OPTION", "", "a further option of sbatch, as --constraint=avx2", jobs},
  };
}

}  // namespace dmn::jobs
