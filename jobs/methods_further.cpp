#include <algorithm>

#include "base/text.hpp"
#include "job_table.hpp"
#include "methods.hpp"
#include "provenance_record.hpp"

namespace dmn::jobs {
namespace {

/// Described by paragraphs of their own, or no analyses.
bool is_described(const std::string& job)
{
  const std::vector<std::string> names = {"connectivity", "group", "share", "export", "report"};
  return std::ranges::find(names, job) != names.end();
}

/// Options of the job's own section that have a value, in backquotes.
std::string own_options(const std::string& job, const RecordedActivity& activity)
{
  std::vector<std::string> words;
  for (const auto& [name, value] : activity.options) {
    if (name.starts_with(job + ".") && !value.empty() && name != "pool.input")
      words.push_back("`" + name + " = " + value + "`");
  }
  return words.empty() ? "" : " (" + base::join(words, ", ") + ")";
}

/// The summary of the job list without the remark that it uses MPI.
std::string plain_summary(std::string summary)
{
  const std::string remark = " (MPI)";
  if (summary.ends_with(remark)) summary.resize(summary.size() - remark.size());
  return summary;
}

}  // namespace

void describe_further_jobs(const std::filesystem::path& out, MethodsText& text)
{
  bool first = true;
  for (const auto& job : all_jobs()) {
    const auto activity = recorded_activity(out, job.name);
    if (!activity || is_described(job.name)) continue;
    const bool is_there = std::ranges::any_of(
        activity->made, [&](const auto& file) { return std::filesystem::exists(out / file.first); });
    if (!is_there) continue;
    if (first) text.heading("Further analyses");
    first = false;
    text.say("`" + job.name + "`: " + plain_summary(job.summary) + own_options(job.name, *activity) + ".");
  }
}

}  // namespace dmn::jobs
