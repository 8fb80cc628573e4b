#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "connectivity/roi.hpp"

namespace dmn::parcellation {

/// Where ROIs come from.
struct RoiOptions {
  std::string set = "dmn-pain";                 ///< shipped name, coordinates TSV, or label NIfTI
  std::optional<std::filesystem::path> labels;  ///< ROI table of a label NIfTI (or of series, matrices)
  std::optional<double> radius_mm;              ///< overrides the radius of every sphere
  double min_coverage = 0.5;
};

/// A set of regions: spheres around coordinates, or the labels of an image.
struct RoiSet {
  std::string name;                                  ///< `dmn-pain`, or the file's stem: goes into file names
  connectivity::RoiTable rois;                       ///< R rows
  std::vector<std::int64_t> label_values;            ///< R values in the label image; empty for spheres
  std::optional<std::filesystem::path> label_image;  ///< empty for spheres
  double min_coverage = 0.5;
  std::string content;  ///< canonical text of all that decides the result; the jobs hash it

  bool is_spheres() const noexcept { return !label_image.has_value(); }
};

/// Loads a set. A shipped name (`dmn-pain`) is looked up in `shipped_rois`, the folder of the shipped sets.
/// Sphere radii: `radius_mm` of the options, else of the row, else METHODS.md section 1 (5 mm; 4 mm Limbic, Striatal,
/// Thalamus except subsystem `cingulate`; 3 mm Brainstem).
/// @throws UsageError naming the file and column for a set that cannot be used
RoiSet load_roi_set(const RoiOptions& options, const std::filesystem::path& shipped_rois);

/// The ROI table of `rois.labels` (columns of reference FORMATS: label or name, index, network, subsystem, hemisphere,
/// x y z, radius_mm).
struct LabelledTable {
  connectivity::RoiTable rois;
  std::vector<std::int64_t> index;  ///< value in the label image; 1..R without the column
};
LabelledTable read_roi_table(const std::filesystem::path& path);

}  // namespace dmn::parcellation
