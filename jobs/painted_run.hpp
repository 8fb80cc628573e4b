#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "bids/derivatives_writer.hpp"
#include "bids/manifest.hpp"
#include "image/grid.hpp"
#include "parcellation/membership.hpp"
#include "parcellation/roi_set.hpp"

namespace dmn::jobs {

/// How values become int16: value = slope * step + intercept, steps from -32,767 to 32,767 over the range of the
/// values.
struct StepScale {
  float slope = 1;      ///< as the header holds it
  float intercept = 0;  ///< as the header holds it

  /// The nearest step, cut to the range of int16.
  std::int16_t step_of(double value) const;
};

StepScale scale_for(const Eigen::MatrixXd& values);

/// Writes series of a manifest as images, one at a time, on whatever rank it is called.
class PaintedRunWriter {
 public:
  /// @throws UsageError for an atlas that is no label image, or a region with fewer than two voxels on the grid
  PaintedRunWriter(const image::Grid& grid, const parcellation::RoiSet& atlas, bids::DerivativeNaming naming,
                   std::filesystem::path derivatives);

  /// A series' columns are the regions by name, where its header has every region's label once (other columns are left
  /// out); else it must have as many columns as there are regions, in atlas order.
  /// @throws InputError for a series that does not belong to the atlas, or with a missing value; IoError
  void operator()(const bids::Run& run) const;

 private:
  Eigen::MatrixXd read_series(const bids::Run& run) const;
  void write_image(const std::filesystem::path& path, const Eigen::MatrixXd& series, double tr_s) const;
  void write_mask(const std::filesystem::path& path) const;

  image::Grid grid_;
  std::vector<std::string> labels_;  // of the regions, in atlas order
  parcellation::Membership membership_;
  bids::DerivativeNaming naming_;
  std::filesystem::path derivatives_;
};

}  // namespace dmn::jobs
