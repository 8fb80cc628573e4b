#include <cstdint>

#include "store/atomic_file.hpp"
#include "store/attributes.hpp"
#include "store/contents.hpp"
#include "store/dataset_writer.hpp"
#include "store/measure_meaning.hpp"
#include "store/provenance.hpp"
#include "store/shard.hpp"
#include "store/shard_layout.hpp"

namespace dmn::store {
namespace {

constexpr const char* no_units = "n/a";

void write_identity(hid_t file, const Shard& shard)
{
  write_attribute(file, "schema", shard_schema);
  write_attribute(file, "participant", shard.id.participant);
  write_attribute(file, "session", shard.id.session);
  write_attribute(file, "task", shard.id.task);
  write_attribute(file, "run", shard.id.run);
  write_attribute(file, "tr_s", shard.tr_s);
  write_provenance(file, {{"input_fingerprint", shard.input_fingerprint},
                          {"config_fingerprint", shard.config_fingerprint},
                          {"options", shard.options_text},
                          {"inputs", shard.inputs_text}});
}

void write_set(hid_t file, const RoiSetSeries& set)
{
  const Handle group = create_group(file, set_group(set.roi_set));
  write_attribute(group.id(), "roi_set", set.roi_set);
  write_attribute(group.id(), "resampled", set.resampled ? 1.0 : 0.0);
  seal_group(group.id());
  write_matrix(group.id(), "series", set.values,
               {"as in the image", "Raw ROI means: one row a volume, one column an ROI; NaN for invalid ROIs"});
  write_texts(group.id(), "labels", set.labels, {no_units, "Names of the ROIs"});
  write_numbers(group.id(), "coverage", set.coverage, {"1", "Usable share of each ROI's voxels; NaN where unknown"});
  write_texts(group.id(), "invalid", set.invalid, {no_units, "Why an ROI is invalid; empty if it is valid"});
}

void write_kind(hid_t file, const std::string& combination, const KindResult& result)
{
  const Handle group = create_group(file, kind_group(combination, result.kind));
  const std::string name = connectivity::name_of(result.kind);
  write_attribute(group.id(), "estimator", connectivity::name_of(result.estimator));
  write_attribute(group.id(), "transform", connectivity::transform_of(result.kind));
  write_attribute(group.id(), "shrinkage", result.estimate.shrinkage);
  seal_group(group.id());
  const auto numbers = [](const Eigen::VectorXd& values) {
    return std::span<const double>(values.data(), static_cast<std::size_t>(values.size()));
  };
  write_numbers(group.id(), "edges", numbers(result.estimate.edges),
                {"1", "Upper triangle of the " + name + " matrix, row by row"});
  if (connectivity::has_diagonal(result.kind)) {
    write_numbers(group.id(), "diagonal", numbers(result.estimate.diagonal),
                  {"1", "Diagonal of the " + name + " matrix"});
  }
  write_texts(group.id(), "warnings", result.estimate.warnings, {no_units, "What to know about this estimate"});
}

void write_measures(hid_t combination, const std::vector<connectivity::Measure>& measures)
{
  const Handle group = create_group(combination, measures_group);
  for (const auto& [name, values] : measures)
    write_numbers(group.id(), name, {values.data(), static_cast<std::size_t>(values.size())},
                  measure_meaning(connectivity::measure_info(name), ""));
}

void write_combination(hid_t file, const CombinationResult& combination, std::size_t position)
{
  const std::string path = combination_group(combination.roi_set, combination.strategy);
  const auto& denoised = combination.denoised;
  const Handle group = create_group(file, path);
  write_attribute(group.id(), "strategy", combination.strategy);
  write_attribute(group.id(), "position", static_cast<double>(position));
  for (const auto& field : signal::qc_fields()) write_attribute(group.id(), field.name, denoised.qc.*field.value);
  seal_group(group.id());
  const std::vector<std::int64_t> kept(denoised.kept.begin(), denoised.kept.end());
  write_matrix(group.id(), "series", denoised.series,
               {"as in the image", "Denoised series: one row a kept volume, one column an ROI"});
  write_integers(group.id(), "kept", std::span<const std::int64_t>(kept), {"1", "0-based numbers of the kept volumes"});
  write_texts(group.id(), "confounds", denoised.confounds, {no_units, "Confound columns regressed"});
  write_texts(group.id(), "warnings", denoised.warnings, {no_units, "What to know about this run"});
  write_texts(group.id(), "exclusions", denoised.exclusions,
              {no_units, "Why the run may not be used; empty if it may"});
  for (const auto& kind : combination.kinds) write_kind(file, path, kind);
  if (!combination.measures.empty()) write_measures(group.id(), combination.measures);
}

}  // namespace

std::filesystem::path shard_path(const base::RunId& id)
{
  const std::string participant = "sub-" + base::bare_participant(id.participant);
  std::filesystem::path folder = participant;
  std::string name = participant + "_";
  if (!id.session.empty()) {
    folder /= "ses-" + id.session;
    name += "ses-" + id.session + "_";
  }
  if (!id.task.empty()) name += "task-" + id.task + "_";
  if (!id.run.empty()) name += "run-" + id.run + "_";
  return folder / "func" / (name + "connectivity.h5");
}

void write_shard(const std::filesystem::path& path, const Shard& shard)
{
  AtomicFile file(path);
  naming_file(path, [&] {
    Handle hdf5 = create_file(file.temporary_path());
    write_identity(hdf5.id(), shard);
    for (const auto& set : shard.sets) write_set(hdf5.id(), set);
    for (std::size_t k = 0; k < shard.combinations.size(); ++k) write_combination(hdf5.id(), shard.combinations[k], k);
    seal_file(hdf5.id());
    hdf5.close();
    file.commit();
  });
}

}  // namespace dmn::store
