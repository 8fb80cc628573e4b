#include "status_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t shown_reasons = 5;

bool is_particular(const std::string& word)
{
  return word.find_first_of("0123456789/") != std::string::npos;
}

/// The sentence without the words that differ from run to run.
std::string kind_of_reason(const std::string& reason)
{
  std::vector<std::string> words = base::split(reason, ' ');
  std::ranges::replace_if(words, is_particular, std::string("#"));
  return base::join(words, " ");
}

std::string utc(std::chrono::system_clock::time_point time)
{
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string span_text(Seconds span)
{
  const auto seconds = std::llround(span.count());
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::chrono::system_clock::time_point after(Seconds span)
{
  return std::chrono::system_clock::now() + std::chrono::duration_cast<std::chrono::system_clock::duration>(span);
}

void add_forecast(const Forecast& forecast, Json& json)
{
  json["seconds_since_last_shard"] = std::round(forecast.silence.count());
  json["moving"] = forecast.moving;
  if (forecast.runs_per_second) json["runs_per_second"] = *forecast.runs_per_second;
  if (!forecast.left) return;
  json["seconds_left"] = std::round(forecast.left->count());
  json["expected_end"] = utc(after(*forecast.left));
}

Json json_of(const StudyStatus& status)
{
  Json json;
  json["finished"] = status.is_finished() && !status.is_empty();
  json["exit_status"] = static_cast<int>(status.exit_status());
  json["runs_found"] = status.n_found;
  json["runs_excluded_by_index"] = status.n_unusable;
  json["runs_done"] = status.shards.done;
  json["runs_failed"] = status.n_failed;
  json["runs_left"] = status.n_left();
  json["shards_of_other_options"] = status.shards.stale;
  json["shards_damaged"] = status.shards.damaged;
  json["cohort"] = words(status.cohort);
  json["cohort_runs"] = status.n_cohort;
  if (status.forecast) add_forecast(*status.forecast, json);
  Json& reasons = json["excluded"] = Json::array();
  for (const auto& reason : count_reasons(status.excluded))
    reasons.push_back({{"n", reason.n}, {"reason", reason.example}});
  Json& group = json["group"] = Json::object();
  for (const auto& contrast : status.contrasts) group[contrast.name] = contrast.complete ? "complete" : "absent";
  Json& permutations = json["unfinished_permutations"] = Json::object();
  for (const auto& file : status.permutations) permutations[file.file] = file.n_done ? Json(*file.n_done) : Json();
  Json& jobs = json["slurm_job"] = Json::object();
  for (const auto& job : status.jobs) jobs[job.stage] = job.id;
  return json;
}

std::string plain(const Json& value)
{
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "n/a" : value.dump();
}

std::vector<std::string> run_lines(const StudyStatus& status)
{
  std::vector<std::string> lines;
  lines.push_back(fmt::format("runs: {} found, {} done, {} left, {} excluded by index, {} failed or excluded by connectivity",
                              status.n_found, status.shards.done, status.n_left(), status.n_unusable, status.n_failed));
  if (status.n_left() > 0 && status.shards.stale + status.shards.damaged > 0)
    lines.push_back(fmt::format("of those left, {} have a shard of other options and {} a damaged one",
                                status.shards.stale, status.shards.damaged));
  return lines;
}

std::string forecast_line(const Forecast& forecast)
{
  if (!forecast.moving)
    return fmt::format("no run has finished for {}: nothing seems to be running", span_text(forecast.silence));
  if (!forecast.left) return "too few runs have finished to tell the end";
  return fmt::format("{:.3g} runs a minute, {} left, done at {}", *forecast.runs_per_second * 60,
                     span_text(*forecast.left), utc(after(*forecast.left)));
}

std::vector<std::string> reason_lines(const std::vector<base::Exclusion>& excluded)
{
  std::vector<std::string> lines;
  const auto reasons = count_reasons(excluded);
  for (std::size_t i = 0; i < std::min(reasons.size(), shown_reasons); ++i)
    lines.push_back(fmt::format("excluded, {} x: {}", reasons[i].n, reasons[i].example));
  if (reasons.size() > shown_reasons)
    lines.push_back(fmt::format("and {} other reasons", reasons.size() - shown_reasons));
  return lines;
}

std::string permutation_line(const UnfinishedPermutations& unfinished, const Options& options)
{
  if (!unfinished.n_done) return fmt::format("{}: cannot be read; its relabellings start anew", unfinished.file);
  const auto asked =
      options.given.contains("group.permutations") ? fmt::format(" of {}", options.group.permutations) : "";
  return fmt::format("{}: {}{} relabellings done", unfinished.file, *unfinished.n_done, asked);
}

}  // namespace

std::vector<CountedReason> count_reasons(const std::vector<base::Exclusion>& excluded)
{
  std::vector<CountedReason> reasons;
  std::map<std::string, std::size_t> position;
  for (const auto& run : excluded) {
    const auto [place, is_new] = position.emplace(kind_of_reason(run.reason), reasons.size());
    if (is_new) reasons.push_back({0, run.reason});
    ++reasons[place->second].n;
  }
  std::ranges::stable_sort(reasons, std::ranges::greater{}, &CountedReason::n);
  return reasons;
}

std::string status_lines(const StudyStatus& status)
{
  const Json json = json_of(status);
  std::string text;
  for (const auto& [key, value] : json.items()) {
    if (key == "excluded") {
      for (const auto& reason : value)
        text += fmt::format("excluded\t{}\t{}\n", plain(reason["n"]), plain(reason["reason"]));
    } else if (value.is_object()) {
      for (const auto& [name, part] : value.items()) text += fmt::format("{}\t{}\t{}\n", key, name, plain(part));
    } else {
      text += fmt::format("{}\t{}\n", key, plain(value));
    }
  }
  return text;
}

std::string status_json(const StudyStatus& status)
{
  return json_of(status).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<std::string> status_summary(const StudyStatus& status, const Options& options)
{
  std::vector<std::string> lines = run_lines(status);
  if (status.forecast) lines.push_back(forecast_line(*status.forecast));
  for (auto& line : reason_lines(status.excluded)) lines.push_back(std::move(line));
  lines.push_back(fmt::format("cohort.h5: {}{}", words(status.cohort),
                              status.n_cohort > 0 ? fmt::format(", {} runs", status.n_cohort) : ""));
  for (const auto& contrast : status.contrasts)
    lines.push_back(fmt::format("group/{}: {}", contrast.name, contrast.complete ? "complete" : "absent"));
  for (const auto& file : status.permutations) lines.push_back(permutation_line(file, options));
  return lines;
}

}  // namespace dmn::jobs
