// Numbers of tests/golden/5_volumes: origin, version and tolerance in its SOURCE.md.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "files/delimited.hpp"
#include "image/nifti_header.hpp"
#include "parcellation/mean_series.hpp"
#include "parcellation/roi_set.hpp"

namespace dmn::parcellation {
namespace {

constexpr double relative_tolerance = 1e-9;
const std::filesystem::path golden = std::filesystem::path(DMN_GOLDEN_DIR) / "5_volumes";

RoiSet load(const std::filesystem::path& set, std::optional<std::filesystem::path> labels = {})
{
  return load_roi_set({.set = (golden / set).string(), .labels = std::move(labels)}, golden);
}

void expect_means(const MeanSeries& series, const std::filesystem::path& expected)
{
  const auto table = files::read_tsv(golden / expected);
  ASSERT_EQ(series.values.rows(), static_cast<Eigen::Index>(table.rows.size()));
  ASSERT_EQ(series.values.cols(), static_cast<Eigen::Index>(table.names.size()));
  for (Eigen::Index t = 0; t < series.values.rows(); ++t) {
    for (Eigen::Index roi = 0; roi < series.values.cols(); ++roi) {
      const std::string& cell = table.rows[static_cast<std::size_t>(t)][static_cast<std::size_t>(roi)];
      if (base::is_missing(cell)) {
        EXPECT_TRUE(std::isnan(series.values(t, roi))) << "volume " << t << " ROI " << roi;
      } else {
        const double value = base::parse_double(cell).value();
        EXPECT_NEAR(series.values(t, roi), value, relative_tolerance * std::abs(value)) << t << " ROI " << roi;
      }
    }
  }
}

void expect_coverage(const RoiSet& set, const Coverage& coverage, const std::filesystem::path& expected)
{
  const auto json = nlohmann::json::parse(files::read_text(golden / expected));
  std::vector<std::string> labels;
  for (const auto& roi : set.rois) labels.push_back(roi.label);
  EXPECT_EQ(labels, json["names"].get<std::vector<std::string>>());
  EXPECT_EQ(coverage.geometric, json["geometric"].get<std::vector<std::int64_t>>());
  EXPECT_EQ(coverage.usable, json["usable"].get<std::vector<std::int64_t>>());
  EXPECT_EQ(coverage.valid, json["valid"].get<std::vector<bool>>());
  const auto fraction = json["coverage"].get<std::vector<double>>();
  ASSERT_EQ(coverage.fraction.size(), fraction.size());
  for (std::size_t roi = 0; roi < fraction.size(); ++roi) {
    EXPECT_NEAR(coverage.fraction[roi], fraction[roi], relative_tolerance);
    EXPECT_EQ(coverage.reason[roi].empty(), static_cast<bool>(coverage.valid[roi]));
  }
}

class Encoding : public testing::TestWithParam<const char*> {};

TEST_P(Encoding, GivesTheMeansOfTheIndependentProgram)
{
  const auto folder = golden / "nitime_variants";
  const RoiSet labels = load("nitime_variants/labels.nii.gz", folder / "labels.tsv");
  const RoiSet spheres = load("nitime_variants/spheres.tsv");

  const auto series = RoiAverager({labels, spheres})(folder / GetParam(), std::nullopt);

  expect_means(series[0], "nitime_variants/label_means.tsv");
  expect_coverage(labels, series[0].coverage, "nitime_variants/label_coverage.json");
  expect_means(series[1], "nitime_variants/sphere_means.tsv");
  expect_coverage(spheres, series[1].coverage, "nitime_variants/sphere_coverage.json");
  EXPECT_FALSE(series[0].resampled);
  const auto repetition_time = image::read_nifti_header(folder / GetParam()).repetition_time;
  ASSERT_TRUE(repetition_time.has_value());
  EXPECT_NEAR(repetition_time->value, 1.35, 1e-6);  // float32 in the header
}

INSTANTIATE_TEST_SUITE_P(Volumes, Encoding,
                         testing::Values("int16_slope.nii.gz", "int16_big_endian.nii.gz", "uint8.nii.gz",
                                         "int32.nii.gz", "float32.nii.gz", "float64.nii.gz", "uncompressed.nii",
                                         "nifti2.nii.gz", "nifti2_big_endian.nii.gz", "sform_only.nii.gz",
                                         "qform_only.nii.gz", "extension.nii.gz", "time_unit_ms.nii.gz",
                                         "gzip_members.nii.gz"),
                         [](const auto& encoding) {
                           const std::string name = encoding.param;
                           return name.substr(0, name.find('.'));
                         });

TEST(Volumes, SpheresBeyondTheEdgeOfARealRunAreCountedAndRefused)
{
  const RoiSet spheres = load("haxby/spheres.tsv");
  const auto series = RoiAverager({spheres})(golden / "haxby/run-01_bold_25mm.nii.gz", std::nullopt);
  expect_means(series[0], "haxby/sphere_means.tsv");
  expect_coverage(spheres, series[0].coverage, "haxby/sphere_coverage.json");
}

TEST(Volumes, LabelsOnAnotherGridAreTakenFromTheNearestVoxelInsideTheMask)
{
  const RoiSet labels = load("mist4mm/labels_1mm.nii.gz");
  const RoiSet spheres = load("mist4mm/spheres.tsv");

  const auto series = RoiAverager({labels, spheres})(golden / "mist4mm/bold.nii.gz", golden / "mist4mm/mask.nii.gz");

  expect_means(series[0], "mist4mm/label_means.tsv.gz");
  expect_coverage(labels, series[0].coverage, "mist4mm/label_coverage.json");
  EXPECT_TRUE(series[0].resampled);
  expect_means(series[1], "mist4mm/sphere_means.tsv.gz");
  expect_coverage(spheres, series[1].coverage, "mist4mm/sphere_coverage.json");
  EXPECT_FALSE(series[1].resampled);
}

}  // namespace
}  // namespace dmn::parcellation
