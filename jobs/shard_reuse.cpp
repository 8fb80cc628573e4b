#include "shard_reuse.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

using Lines = std::set<std::string>;

Lines lines_of(const std::string& text)
{
  Lines lines;
  for (auto& line : base::split(text, '\n')) {
    if (!line.empty()) lines.insert(std::move(line));
  }
  return lines;
}

/// The words before `separator` of all lines that stand in one text only, each once.
Lines differing_keys(const std::string& before, const std::string& now, const std::string& separator)
{
  Lines either;
  std::ranges::set_symmetric_difference(lines_of(before), lines_of(now), std::inserter(either, either.end()));
  Lines keys;
  for (const auto& line : either) keys.insert(line.substr(0, line.find(separator)));
  return keys;
}

std::string file_facts(const std::filesystem::path& dataset, const std::filesystem::path& path)
{
  struct stat status = {};
  if (::stat((dataset / path).c_str(), &status) != 0)
    throw base::InputError("the file is gone", {.file = path.string()});
  return fmt::format("{} {} {}.{:09}", path.string(), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

}  // namespace

std::string inputs_text_of(const bids::Run& run)
{
  std::string text = fmt::format("repetition time: {}\norientation: {}\n", run.tr_s, run.roi_by_time);
  const std::array files = {std::pair{"image", run.image}, std::pair{"mask", run.mask},
                            std::pair{"confounds", run.confounds}, std::pair{"confounds sidecar", run.confounds_json},
                            std::pair{"series", run.series}};
  for (const auto& [kind, path] : files) {
    if (!path.empty()) text += fmt::format("{}: {}\n", kind, file_facts(run.dataset, path));
  }
  return text;
}

std::vector<std::string> changes_since(const store::ShardFingerprints& shard, const std::string& inputs_text,
                                       const Study& study)
{
  std::vector<std::string> reasons;
  if (shard.input != store::sha256_hex(inputs_text)) {
    const auto kinds = differing_keys(shard.inputs_text, inputs_text, ": ");
    for (const auto& kind : kinds) reasons.push_back("changed input: " + kind);
    if (kinds.empty()) reasons.emplace_back("changed input");
  }
  if (shard.config != study.config_fingerprint) {
    const auto options = differing_keys(shard.options_text, study.options_text, " = ");
    for (const auto& option : options)
      reasons.push_back(option == "generation" ? "changed program" : "changed option: " + option);
    if (options.empty()) reasons.emplace_back("changed ROI set");
  }
  return reasons;
}

ShardReuse judge_shard(const std::filesystem::path& path, const std::string& inputs_text, const Study& study)
{
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return {{"no shard yet"}, {}};
  try {
    const auto found = store::read_shard_fingerprints(path);
    auto reasons = found ? changes_since(*found, inputs_text, study) : std::vector<std::string>{};
    if (reasons.empty()) store::verify_shard(path);
    return {std::move(reasons), {}};
  } catch (const base::IoError& damage) {
    return {{"the shard was damaged"}, damage.what()};
  }
}

}  // namespace dmn::jobs
