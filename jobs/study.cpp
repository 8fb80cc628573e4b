#include "study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "files/matrix_file.hpp"
#include "image/nifti_header.hpp"
#include "named_regions.hpp"
#include "signal/strategy.hpp"
#include "store/atomic_file.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

using base::UsageError;

/// Bump when a change of the program changes numbers in a shard: shards of another layout are computed again.
constexpr const char* shard_generation = "1";

bids::ImageFacts image_facts(const std::filesystem::path& path)
{
  const auto header = image::read_nifti_header(path);
  return {.n_volumes = header.n_volumes,
          .n_voxels = header.grid.n_voxels(),
          .n_dimensions = header.n_dimensions,
          .repetition_time = header.repetition_time};
}

bool needs_confounds(const signal::DenoiseOptions& options)
{
  return options.strategy != "none" || options.fd_mm || options.std_dvars;
}

bids::IndexOptions index_options(const Options& options)
{
  bids::IndexOptions index;
  index.derivatives = options.input.derivatives;
  index.participants = options.input.participants;
  index.series = options.input.series;
  index.group_column = options.input.group_column;
  index.site_column = options.input.site_column;
  index.task = options.input.task;
  index.space = options.input.space;
  index.tr_s = options.input.tr_s;
  index.needed_confounds = signal::required_columns(options.denoising.front());
  index.needs_confounds = std::ranges::any_of(options.denoising, needs_confounds);
  index.read_image_facts = image_facts;
  return index;
}

void say_problems(const bids::Manifest& manifest)
{
  for (const auto& warning : manifest.warnings) base::log_warning(warning);
  std::size_t excluded = 0;
  for (const auto& run : manifest.runs) {
    if (run.usable()) continue;
    ++excluded;
    base::log_warning(fmt::format("{}: {}", base::display(run.id), run.reason));
  }
  base::info("{} runs found, {} usable, {} excluded", manifest.runs.size(), manifest.runs.size() - excluded, excluded);
}

/// Nothing if the file cannot be read: it is excluded with its reason when its turn comes.
std::optional<files::TextMatrix> readable_matrix(const bids::Run& run)
{
  try {
    return files::read_text_matrix(run.dataset / run.series);
  } catch (const base::InputError&) {
    return std::nullopt;
  }
}

/// Labels of series that no ROI table names: the header of the first usable file, else roi-001, roi-002, ...
std::string labels_of_first_series(const bids::Manifest& manifest)
{
  for (const auto& run : manifest.runs) {
    if (!run.usable() || run.series.empty()) continue;
    const auto matrix = readable_matrix(run);
    if (!matrix) continue;
    std::vector<std::string> labels = matrix->names;
    const auto n_rois = run.roi_by_time ? matrix->values.rows() : matrix->values.cols();
    const bool unique = std::set<std::string>(labels.begin(), labels.end()).size() == labels.size();
    if (run.roi_by_time || labels.empty() || !unique) {
      labels.clear();
      for (Eigen::Index roi = 1; roi <= n_rois; ++roi) labels.push_back(fmt::format("roi-{:03}", roi));
    }
    return base::join(labels, "\n");
  }
  return {};
}

std::vector<parcellation::RoiSet> series_sets(const Options& options, const bids::Manifest& manifest,
                                              const parallel::Communicator& world)
{
  std::vector<parcellation::RoiSet> named;
  parallel::agree(world, [&] {
    if (!options.also_rois.empty())
      throw UsageError("further ROI sets need images, not series", {.field = "rois.also"});
    const auto& table = options.rois.labels;
    if (table) named.push_back(named_regions(table->stem().string(), parcellation::read_roi_table(*table).rois));
  });
  if (!named.empty()) return named;

  std::string labels;
  parallel::on_master(world, [&] { labels = labels_of_first_series(manifest); });
  connectivity::RoiTable rois;
  for (auto& label : base::split(world.broadcast_together(labels), '\n')) rois.push_back({.label = std::move(label)});
  return {named_regions("series", std::move(rois))};
}

std::vector<parcellation::RoiSet> image_sets(const Options& options)
{
  std::vector<parcellation::RoiSet> sets{parcellation::load_roi_set(options.rois, shipped_rois_folder())};
  for (const auto& also : options.also_rois) {
    sets.push_back(parcellation::load_roi_set(also, shipped_rois_folder()));
    for (std::size_t i = 0; i + 1 < sets.size(); ++i) {
      if (sets[i].name == sets.back().name) {
        throw UsageError("two ROI sets have the same name",
                         {.field = "rois.also", .expected = "different names", .found = also.set});
      }
    }
  }
  return sets;
}

std::string numbers_text(const Options& options)
{
  std::string text = fmt::format("generation = {}\n", shard_generation);
  for (const auto& denoising : options.denoising) text += denoising_text(denoising);
  for (const auto kind : options.connectivity.kinds)
    text += "connectivity.kind = " + connectivity::name_of(kind) + "\n";
  text += "connectivity.estimator = " + connectivity::name_of(options.connectivity.estimator) + "\n";
  for (const auto family : options.connectivity.measures)
    text += "connectivity.measures = " + connectivity::name_of(family) + "\n";
  if (std::ranges::find(options.connectivity.kinds, connectivity::Kind::dynamic_p) != options.connectivity.kinds.end())
    text += fmt::format("connectivity.surrogates = {}\n", options.connectivity.surrogates);
  if (options.connectivity.are_random()) text += fmt::format("seed = {}\n", options.connectivity.seed);
  text += fmt::format("rois.min_coverage = {}\n", options.rois.min_coverage);
  return text;
}

}  // namespace

void require_one_input(const Options& options)
{
  const int inputs =
      (options.input.derivatives.empty() ? 0 : 1) + (options.input.series ? 1 : 0) + (options.input.matrices ? 1 : 0);
  if (inputs != 1)
    throw UsageError(inputs == 0 ? "no input given" : "several kinds of input given",
                     {.expected = "one of input.derivatives, input.series, input.matrices"});
  if (options.connectivity.wants(connectivity::MeasureFamily::reho) && options.input.derivatives.empty())
    throw UsageError("reho needs images, the series of every voxel", {.field = "connectivity.measures"});
}

bids::Manifest index_study(const Options& options)
{
  auto manifest = bids::index_cohort(index_options(options));
  say_problems(manifest);
  if (!options.dry_run) store::write_text_atomically(options.out / "manifest.tsv", bids::manifest_text(manifest));
  return manifest;
}

std::vector<parcellation::RoiSet> load_sets_together(const Options& options, const parallel::Communicator& world)
{
  std::vector<parcellation::RoiSet> sets;
  parallel::agree(world, [&] {
    if (!options.input.series) sets = image_sets(options);
  });
  parallel::on_master(world, [&] {
    std::error_code problem;
    if (!options.dry_run) std::filesystem::create_directories(options.out, problem);
    if (problem)
      throw UsageError("cannot make the folder: " + problem.message(), {.file = options.out.string(), .field = "out"});
  });
  return sets;
}

Study prepare_study(const Options& options, std::vector<parcellation::RoiSet> sets, const bids::Manifest& manifest,
                    const parallel::Communicator& world)
{
  Study study;
  study.sets = options.input.series ? series_sets(options, manifest, world) : std::move(sets);
  for (std::size_t set = 0; set < study.sets.size(); ++set) {
    for (std::size_t denoising = 0; denoising < options.denoising.size(); ++denoising)
      study.combinations.push_back({set, denoising});
  }
  study.options_text = numbers_text(options);
  std::string everything = study.options_text;
  for (const auto& set : study.sets) everything += set.name + "\n" + set.content;
  study.config_fingerprint = store::sha256_hex(everything);
  return study;
}

std::filesystem::path cohort_path(const Options& options, const Study& study, const Combination& combination)
{
  if (combination.is_primary()) return options.out / "cohort.h5";
  return options.out / fmt::format("cohort_rois-{}_denoise-{}.h5", study.sets[combination.set].name,
                                   strategy_label(options.denoising[combination.denoising]));
}

}  // namespace dmn::jobs
