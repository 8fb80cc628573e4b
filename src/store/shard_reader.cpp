#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "store/attributes.hpp"
#include "store/dataset_reader.hpp"
#include "store/digest.hpp"
#include "store/provenance.hpp"
#include "store/shard.hpp"
#include "store/shard_layout.hpp"

namespace dmn::store {
namespace {

Handle open_shard(const std::filesystem::path& path)
{
  Handle file = open_file(path);
  require_schema(file.id(), shard_schema);
  return file;
}

StoredDataset verified(hid_t file, const std::string& path)
{
  StoredDataset dataset(file, path);
  dataset.verify();
  return dataset;
}

/// A group whose attributes match the digest recorded with them.
Handle verified_group(hid_t file, const std::string& path)
{
  Handle group = open_group(file, path);
  if (!has_attribute(group.id(), digest_attribute) ||
      read_text_attribute(group.id(), digest_attribute) != group_digest(group.id())) {
    throw base::IoError("attributes do not match the digest recorded when they were written", {.field = path});
  }
  return group;
}

Eigen::VectorXd vector_of(const StoredDataset& dataset)
{
  const auto values = dataset.numbers();
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

signal::RunQc read_qc(hid_t group)
{
  signal::RunQc qc;
  for (const auto& field : signal::qc_fields()) qc.*field.value = read_number_attribute(group, field.name);
  return qc;
}

connectivity::KindEstimate read_estimate(hid_t file, const std::string& path)
{
  const Handle group = verified_group(file, path);
  connectivity::KindEstimate estimate;
  estimate.edges = vector_of(verified(file, path + "/edges"));
  if (has_object(file, path + "/diagonal")) estimate.diagonal = vector_of(verified(file, path + "/diagonal"));
  estimate.shrinkage = read_number_attribute(group.id(), "shrinkage");
  estimate.warnings = verified(file, path + "/warnings").texts();
  return estimate;
}

signal::Denoised read_denoised(hid_t file, const std::string& path)
{
  const Handle group = verified_group(file, path);
  signal::Denoised denoised;
  denoised.series = verified(file, path + "/series").matrix();
  const auto kept = verified(file, path + "/kept").integers();
  denoised.kept.assign(kept.begin(), kept.end());
  denoised.confounds = verified(file, path + "/confounds").texts();
  denoised.qc = read_qc(group.id());
  denoised.warnings = verified(file, path + "/warnings").texts();
  denoised.exclusions = verified(file, path + "/exclusions").texts();
  return denoised;
}

RoiSetSeries read_set(hid_t file, const std::string& path)
{
  const Handle group = verified_group(file, path);
  RoiSetSeries set;
  set.roi_set = read_text_attribute(group.id(), "roi_set");
  set.resampled = read_number_attribute(group.id(), "resampled") != 0;
  set.values = verified(file, path + "/series").matrix();
  set.labels = verified(file, path + "/labels").texts();
  set.coverage = verified(file, path + "/coverage").numbers();
  set.invalid = verified(file, path + "/invalid").texts();
  return set;
}

/// Paths of the groups in `path` whose names begin so, as they were created.
std::vector<std::string> groups_named(hid_t file, const std::string& path, std::string_view beginning)
{
  std::vector<std::string> groups;
  const Handle group = open_group(file, path.empty() ? "/" : path);
  for (const auto& name : member_names(group.id())) {
    if (name.starts_with(beginning)) groups.push_back(path + "/" + name);
  }
  return groups;
}

std::vector<connectivity::Measure> read_measures(hid_t file, const std::string& combination)
{
  std::vector<connectivity::Measure> measures;
  const std::string path = combination + "/" + measures_group;
  if (!has_object(file, path)) return measures;
  const Handle group = open_group(file, path);
  for (const auto& name : member_names(group.id()))
    measures.push_back({name, vector_of(verified(file, path + "/" + name))});
  return measures;
}

CombinationResult read_combination(hid_t file, const std::string& roi_set, const std::string& path)
{
  CombinationResult result;
  result.roi_set = roi_set;
  result.strategy = read_text_attribute(open_group(file, path).id(), "strategy");
  result.denoised = read_denoised(file, path);
  const Handle group = open_group(file, path);
  for (const auto& name : member_names(group.id())) {
    const std::string member = path + "/" + name;
    if (!has_group(file, member)) continue;
    if (name == measures_group) {
      result.measures = read_measures(file, path);
      continue;
    }
    const Handle kind = open_group(file, member);
    result.kinds.push_back({connectivity::parse_kind(name),
                            connectivity::parse_estimator(read_text_attribute(kind.id(), "estimator")),
                            read_estimate(file, member)});
  }
  return result;
}

/// Shards of earlier versions of the program do not have it.
std::string inputs_text_of(hid_t provenance)
{
  return has_attribute(provenance, "inputs") ? read_text_attribute(provenance, "inputs") : "";
}

base::RunId read_id(hid_t file)
{
  return {read_text_attribute(file, "participant"), read_text_attribute(file, "session"),
          read_text_attribute(file, "task"), read_text_attribute(file, "run")};
}

}  // namespace

std::optional<ShardFingerprints> read_shard_fingerprints(const std::filesystem::path& path)
{
  try {
    const Handle file = open_shard(path);
    const Handle provenance = open_group(file.id(), "/provenance");
    return ShardFingerprints{.input = read_text_attribute(provenance.id(), "input_fingerprint"),
                             .config = read_text_attribute(provenance.id(), "config_fingerprint"),
                             .inputs_text = inputs_text_of(provenance.id()),
                             .options_text = read_text_attribute(provenance.id(), "options")};
  } catch (const base::IoError&) {
    return std::nullopt;
  }
}

void verify_shard(const std::filesystem::path& path)
{
  naming_file(path, [&] { open_shard(path); });
  for (const auto& dataset : file_digests(path)) {
    if (dataset.digest == dataset.recorded) continue;
    throw base::IoError("content does not match the digest recorded when it was written",
                        {.file = path.string(), .field = dataset.dataset});
  }
}

ShardSummary read_shard_summary(const std::filesystem::path& path, const std::string& roi_set,
                                const std::string& strategy)
{
  return naming_file(path, [&] {
    const Handle file = open_shard(path);
    const std::string combination = combination_group(roi_set, strategy);
    const Handle group = verified_group(file.id(), combination);
    return ShardSummary{.qc = read_qc(group.id()),
                        .confounds = verified(file.id(), combination + "/confounds").texts(),
                        .warnings = verified(file.id(), combination + "/warnings").texts(),
                        .exclusions = verified(file.id(), combination + "/exclusions").texts(),
                        .invalid = verified(file.id(), set_group(roi_set) + "/invalid").texts()};
  });
}

connectivity::KindEstimate read_shard_kind(const std::filesystem::path& path, const std::string& roi_set,
                                           const std::string& strategy, connectivity::Kind kind)
{
  return naming_file(path, [&] {
    const Handle file = open_shard(path);
    return read_estimate(file.id(), kind_group(combination_group(roi_set, strategy), kind));
  });
}

std::vector<connectivity::Measure> read_shard_measures(const std::filesystem::path& path, const std::string& roi_set,
                                                       const std::string& strategy)
{
  return naming_file(path, [&] {
    const Handle file = open_shard(path);
    return read_measures(file.id(), combination_group(roi_set, strategy));
  });
}

Shard read_shard(const std::filesystem::path& path)
{
  return naming_file(path, [&] {
    const Handle file = open_shard(path);
    const Handle root = verified_group(file.id(), "/");
    const Handle provenance = open_group(file.id(), "/provenance");
    Shard shard;
    shard.id = read_id(root.id());
    shard.tr_s = read_number_attribute(root.id(), "tr_s");
    shard.input_fingerprint = read_text_attribute(provenance.id(), "input_fingerprint");
    shard.config_fingerprint = read_text_attribute(provenance.id(), "config_fingerprint");
    shard.options_text = read_text_attribute(provenance.id(), "options");
    shard.inputs_text = inputs_text_of(provenance.id());

    std::map<double, CombinationResult> by_position;
    for (const auto& set : groups_named(file.id(), "", "rois-")) {
      shard.sets.push_back(read_set(file.id(), set));
      for (const auto& combination : groups_named(file.id(), set, "denoise-")) {
        const double position = read_number_attribute(open_group(file.id(), combination).id(), "position");
        by_position.emplace(position, read_combination(file.id(), shard.sets.back().roi_set, combination));
      }
    }
    for (auto& [position, combination] : by_position) shard.combinations.push_back(std::move(combination));
    return shard;
  });
}

}  // namespace dmn::store
