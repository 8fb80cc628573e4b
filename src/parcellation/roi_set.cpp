#include "parcellation/roi_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/checksum.hpp"
#include "parcellation/label_centres.hpp"
#include "parcellation/label_reader.hpp"

namespace dmn::parcellation {
namespace {

constexpr std::size_t most_labels = 20'000;

constexpr double largest_radius_mm = 100;

std::string stem_of(const std::filesystem::path& path)
{
  std::filesystem::path name = path.filename();
  if (name.extension() == ".gz") name = name.stem();
  return name.stem().string();
}

bool is_image(const std::string& set)
{
  return set.ends_with(".nii") || set.ends_with(".nii.gz");
}
bool is_table(const std::string& set)
{
  return set.ends_with(".tsv") || set.ends_with(".tsv.gz");
}

std::vector<std::string> shipped_names(const std::filesystem::path& folder)
{
  constexpr std::string_view ending = "_rois.tsv";
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(ending)) continue;
    name.resize(name.size() - ending.size());
    std::ranges::replace(name, '_', '-');
    names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

std::filesystem::path shipped_path(const std::string& set, const std::filesystem::path& folder)
{
  const std::vector<std::string> names = shipped_names(folder);
  if (std::ranges::find(names, set) == names.end()) {
    throw base::UsageError("no such ROI set",
                           {.field = "rois.set",
                            .expected = fmt::format("{}, a coordinates TSV or a label NIfTI", base::join(names, ", ")),
                            .found = set});
  }
  std::string file = set;
  std::ranges::replace(file, '-', '_');
  return folder / (file + "_rois.tsv");
}

/// METHODS.md section 1.
double default_radius_mm(const connectivity::Roi& roi)
{
  const std::string network = base::lower(roi.network);
  if (network == "brainstem") return 3;
  const bool small = network == "limbic" || network == "striatal" || network == "thalamus";
  return small && base::lower(roi.subsystem) != "cingulate" ? 4 : 5;
}

void check_options(const RoiOptions& options)
{
  if (options.radius_mm && !(*options.radius_mm > 0 && *options.radius_mm <= largest_radius_mm)) {
    throw base::UsageError("radius cannot be used", {.field = "rois.radius_mm",
                                                     .expected = "millimetres, above 0 up to 100",
                                                     .found = fmt::format("{}", *options.radius_mm)});
  }
  if (!(options.min_coverage >= 0 && options.min_coverage <= 1)) {
    throw base::UsageError("coverage cannot be used", {.field = "rois.min_coverage",
                                                       .expected = "a fraction from 0 to 1",
                                                       .found = fmt::format("{}", options.min_coverage)});
  }
}

void set_radius(connectivity::Roi& roi, const RoiOptions& options, const std::filesystem::path& path)
{
  if (!roi.xyz_mm.allFinite()) {
    throw base::UsageError(
        "ROI has no coordinates",
        {.file = path.string(), .field = "x_mm, y_mm, z_mm", .expected = "millimetres", .found = roi.label});
  }
  if (options.radius_mm) {
    roi.radius_mm = *options.radius_mm;
  } else if (std::isnan(roi.radius_mm)) {
    roi.radius_mm = default_radius_mm(roi);
  }
}

std::string text_of(const connectivity::Roi& roi)
{
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", roi.label, roi.network, roi.subsystem, roi.hemisphere,
                     roi.xyz_mm[0], roi.xyz_mm[1], roi.xyz_mm[2], roi.radius_mm);
}

RoiSet sphere_set(const std::filesystem::path& path, std::string name, const RoiOptions& options)
{
  if (options.labels) {
    throw base::UsageError("a table of spheres takes no labels",
                           {.field = "rois.labels", .expected = "a label NIfTI as rois.set", .found = options.set});
  }
  RoiSet set{.name = std::move(name), .rois = read_roi_table(path).rois, .min_coverage = options.min_coverage};
  set.content = fmt::format("spheres\nmin_coverage\t{}\n", set.min_coverage);
  for (connectivity::Roi& roi : set.rois) {
    set_radius(roi, options, path);
    set.content += text_of(roi) + "\n";
  }
  return set;
}

/// What a label image holds: its positive labels, ascending, where they lie, and a line that tells its voxels and
/// lattice apart from others'.
struct LabelContent {
  std::set<std::int64_t> labels;
  std::map<std::int64_t, Eigen::Vector3d> centres;
  std::string text;
};

LabelContent scan_labels(const std::filesystem::path& path)
{
  LabelContent content;
  std::uint32_t checksum = 0;
  LabelReader image(path);
  const image::Grid& grid = image.grid();
  LabelCentres centres(grid);
  image.read([&](const LabelStretch& stretch) {
    const std::array<std::int64_t, 2> pair{stretch.length, stretch.value};
    checksum = files::crc32(checksum, std::as_bytes(std::span(pair)));
    if (stretch.value <= 0) return;
    content.labels.insert(stretch.value);
    if (content.labels.size() > most_labels) {
      throw base::UsageError(
          "is not a label image",
          {.file = path.string(), .expected = fmt::format("at most {} labels", most_labels), .found = "more"});
    }
    centres.add(stretch);
  });
  content.centres = centres.centres();
  content.text = fmt::format("image\t{:08x}\t{}\t{}\t{}", checksum, grid.shape[0], grid.shape[1], grid.shape[2]);
  for (int i = 0; i < 12; ++i) content.text += fmt::format("\t{}", grid.to_mm(i / 4, i % 4));
  return content;
}

/// Regions without coordinates get those of their label. The text of a set is made before: it tells sets apart by their
/// voxels.
void place_on_image(RoiSet& set, const LabelContent& image)
{
  for (std::size_t row = 0; row < set.rois.size(); ++row) {
    const auto centre = image.centres.find(set.label_values[row]);
    if (set.rois[row].xyz_mm.hasNaN() && centre != image.centres.end()) set.rois[row].xyz_mm = centre->second;
  }
}

LabelledTable numbered(const std::set<std::int64_t>& labels)
{
  LabelledTable table;
  for (const std::int64_t label : labels) {
    table.rois.push_back({.label = std::to_string(label)});
    table.index.push_back(label);
  }
  return table;
}

RoiSet label_set(const std::filesystem::path& path, const RoiOptions& options)
{
  if (options.radius_mm) {
    throw base::UsageError("a label image has no radius",
                           {.field = "rois.radius_mm", .expected = "spheres as rois.set", .found = options.set});
  }
  const LabelContent image = scan_labels(path);
  LabelledTable table = options.labels ? read_roi_table(*options.labels) : numbered(image.labels);
  if (table.rois.empty())
    throw base::UsageError("holds no label", {.file = path.string(), .expected = "positive whole numbers"});
  RoiSet set{.name = stem_of(path),
             .rois = std::move(table.rois),
             .label_values = std::move(table.index),
             .label_image = path,
             .min_coverage = options.min_coverage};
  set.content = fmt::format("labels\nmin_coverage\t{}\n{}\n", set.min_coverage, image.text);
  for (std::size_t row = 0; row < set.rois.size(); ++row)
    set.content += fmt::format("{}\t{}\n", set.label_values[row], text_of(set.rois[row]));
  place_on_image(set, image);
  return set;
}

RoiSet load(const RoiOptions& options, const std::filesystem::path& shipped_rois)
{
  check_options(options);
  if (is_image(options.set)) return label_set(options.set, options);
  if (is_table(options.set)) return sphere_set(options.set, stem_of(options.set), options);
  return sphere_set(shipped_path(options.set, shipped_rois), options.set, options);
}

}  // namespace

RoiSet load_roi_set(const RoiOptions& options, const std::filesystem::path& shipped_rois)
{
  try {
    return load(options, shipped_rois);
  } catch (const base::InputError& error) {
    throw base::UsageError(error.problem(), error.facts());
  }
}

}  // namespace dmn::parcellation
