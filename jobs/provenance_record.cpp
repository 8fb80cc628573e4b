#include "provenance_record.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/version.hpp"
#include "files/delimited.hpp"
#include "inference/blas.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* file_name = "provenance.json";
constexpr const char* agent = "dmn:program";
const std::string file_prefix = "file:";

/// The value of a field of /proc/cpuinfo; empty where the machine has no such field.
std::string processor()
{
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return std::string(base::trim(line.substr(line.find(':') + 1)));
  }
  return {};
}

Json machine_json()
{
  utsname host = {};
  uname(&host);
  const double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  constexpr double mebibyte = 1024.0 * 1024.0;
  return {{"dmn:host", host.nodename},
          {"dmn:system", fmt::format("{} {} {}", host.sysname, host.release, host.machine)},
          {"dmn:processor", processor()},
          {"dmn:processors_online", sysconf(_SC_NPROCESSORS_ONLN)},
          {"dmn:memory_MiB", static_cast<long long>(bytes / mebibyte)}};
}

Json read_record(const std::filesystem::path& path)
{
  Json record;
  try {
    record = Json::parse(files::read_text(path));
  } catch (const std::exception&) {
    record = Json::object();
  }
  return record.is_object() ? record : Json::object();
}

void add_entities(const FileStates& files, Json& entities)
{
  for (const auto& [name, state] : files)
    entities[file_prefix + name] = {{"prov:type", "prov:Entity"}, {"dmn:sha256", state}};
}

/// Relations of an activity replace its earlier ones.
void replace_relations(Json& relations, const std::string& activity, const FileStates& files)
{
  for (auto it = relations.begin(); it != relations.end();)
    it = it.value().value("prov:activity", "") == activity ? relations.erase(it) : std::next(it);
  for (const auto& [name, state] : files)
    relations["_:" + activity.substr(4) + ":" + name] = {{"prov:activity", activity},
                                                         {"prov:entity", file_prefix + name}};
}

Json activity_json(const Activity& activity)
{
  Json options = Json::object();
  for (const auto& [name, value] : activity.options) options[name] = value;
  Json json{{"prov:type", "dmn:job"},
            {"prov:startTime", activity.started},
            {"prov:endTime", activity.ended},
            {"dmn:seconds", activity.seconds},
            {"dmn:ranks", activity.ranks},
            {"dmn:exit_status", static_cast<int>(activity.status)},
            {"dmn:fingerprint", activity.fingerprint},
            {"dmn:options", options}};
  json.update(machine_json());
  return json;
}

/// Throws what nlohmann throws for a record that is not ours.
std::optional<RecordedActivity> activity_of(const Json& record, const std::string& id)
{
  if (!record.contains("activity") || !record["activity"].contains(id)) return std::nullopt;
  const Json& activity = record["activity"][id];
  RecordedActivity recorded{.fingerprint = activity.value("dmn:fingerprint", ""),
                            .status = static_cast<ExitStatus>(activity.value("dmn:exit_status", 0))};
  const Json options = activity.value("dmn:options", Json::object());
  for (const auto& [name, value] : options.items()) recorded.options.emplace_back(name, value.get<std::string>());
  const Json relations = record.value("wasGeneratedBy", Json::object());
  for (const auto& [name, relation] : relations.items()) {
    const auto entity = relation.value("prov:entity", "");
    if (relation.value("prov:activity", "") != id || !entity.starts_with(file_prefix)) continue;
    recorded.made[entity.substr(file_prefix.size())] = record.at("entity").at(entity).value("dmn:sha256", "");
  }
  return recorded;
}

}  // namespace

void record_activity(const Options& options, const Activity& activity)
{
  const auto path = options.out / file_name;
  Json record = read_record(path);
  const std::string id = "dmn:" + activity.job;
  record["prefix"] = {
      {"prov", "http://www.w3.org/ns/prov#"}, {"dmn", "dmn-cohort:"}, {"file", "relative to this file, or as given"}};
  record["agent"][agent] = {{"prov:type", "prov:SoftwareAgent"},
                            {"dmn:name", "dmn-cohort"},
                            {"dmn:version", base::version()},
                            {"dmn:revision", base::revision()},
                            {"dmn:blas_kernel", inference::blas_kernel()}};
  if (options.config)
    record["entity"]["dmn:config"] = {{"prov:type", "dmn:config"},
                                      {"dmn:file", options.config->string()},
                                      {"dmn:text", files::read_text(*options.config)}};
  add_entities(activity.used, record["entity"]);
  add_entities(activity.made, record["entity"]);
  record["activity"][id] = activity_json(activity);
  replace_relations(record["used"], id, activity.used);
  replace_relations(record["wasGeneratedBy"], id, activity.made);
  record["wasAssociatedWith"]["_:" + activity.job] = {{"prov:activity", id}, {"prov:agent", agent}};
  store::write_text_atomically(path, record.dump(1) + "\n");
}

std::optional<RecordedActivity> recorded_activity(const std::filesystem::path& out, const std::string& job)
{
  const Json record = read_record(out / file_name);
  try {
    return activity_of(record, "dmn:" + job);
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace dmn::jobs
