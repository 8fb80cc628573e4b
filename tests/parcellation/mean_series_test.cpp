#include "parcellation/mean_series.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"
#include "image/nifti_bytes.hpp"
#include "parcellation/slow_average.hpp"

namespace dmn::parcellation {
namespace {

using test::NiftiBytes;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double tolerance = 1e-12;  // relative; sums of a few hundred doubles
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int n_rois = 7;

/// A run with a label image on its grid, and what the slow average makes of them.
class Scene {
 public:
  Scene(int datatype, std::array<std::int64_t, 4> shape, unsigned seed = 1) : random_(seed)
  {
    bold.datatype = datatype;
    bold.bitpix = test::bits_of(datatype);
    for (std::size_t axis = 0; axis < 4; ++axis) bold.dim[axis + 1] = shape[axis];
    n_voxels = static_cast<std::size_t>(shape[0] * shape[1] * shape[2]);
    for (std::size_t i = 0; i < n_voxels * static_cast<std::size_t>(shape[3]); ++i) bold.raw.push_back(draw());
    while (roi_of.size() < n_voxels) {
      const int roi = static_cast<int>(random_() % (n_rois + 2)) - 2;
      const std::size_t length = 1 + random_() % 12;
      for (std::size_t i = 0; i < length && roi_of.size() < n_voxels; ++i) roi_of.push_back(std::max(roi, -1));
    }
    mask.assign(n_voxels, true);
  }

  double& voxel(std::size_t volume, std::size_t index) { return bold.raw[volume * n_voxels + index]; }
  std::size_t n_volumes() const { return bold.raw.size() / n_voxels; }
  void hold_constant(std::size_t index, double value)
  {
    for (std::size_t t = 0; t < n_volumes(); ++t) voxel(t, index) = value;
  }
  std::size_t voxel_of_roi(int roi, std::size_t nth = 0) const
  {
    for (std::size_t i = 0; i < n_voxels; ++i) {
      if (roi_of[i] == roi && nth-- == 0) return i;
    }
    throw std::logic_error("no such voxel");
  }

  NiftiBytes image_like(int datatype) const
  {
    NiftiBytes image = bold;
    image.datatype = datatype;
    image.bitpix = test::bits_of(datatype);
    image.dim[0] = 3;
    image.dim[4] = 1;
    image.slope = 1;
    image.intercept = 0;
    image.raw.clear();
    return image;
  }

  test::SlowAverage expected() const
  {
    const double slope = bold.slope == 0 ? 1 : static_cast<double>(static_cast<float>(bold.slope));
    return test::slow_average(bold.raw, roi_of, mask, n_rois, slope, bold.intercept);
  }

  NiftiBytes bold;
  std::vector<int> roi_of;
  std::vector<bool> mask;
  std::size_t n_voxels = 0;

 private:
  double draw()
  {
    switch (bold.datatype) {
      case 2:
        return static_cast<double>(random_() % 256);
      case 256:
        return static_cast<double>(random_() % 256) - 128;
      case 4:
        return static_cast<double>(random_() % 65536) - 32768;
      case 512:
        return static_cast<double>(random_() % 65536);
      case 8:
        return static_cast<double>(random_()) - 2147483648.0;
      case 768:
        return static_cast<double>(random_());
      case 16:
        return static_cast<double>(static_cast<float>(random_()) / 1000.0F);
      default:
        return static_cast<double>(random_() % 1'000'000);
    }
  }

  std::mt19937 random_;
};

class MeanSeriesTest : public testing::Test {
 protected:
  RoiSet labels(const Scene& scene, const std::string& name = "labels")
  {
    NiftiBytes image = scene.image_like(4);
    for (const int roi : scene.roi_of) image.raw.push_back(roi < 0 ? 0 : 10 * (roi + 1));
    RoiSet set{.name = name, .label_image = test::write_bytes(folder_.path() / (name + ".nii.gz"), image.bytes())};
    for (int roi = 0; roi < n_rois; ++roi) {
      set.rois.push_back({.label = std::to_string(roi)});
      set.label_values.push_back(10 * (roi + 1));
    }
    return set;
  }

  std::filesystem::path bold(const Scene& scene)
  {
    return test::write_bytes(folder_.path() / "bold.nii.gz", scene.bold.bytes());
  }

  std::filesystem::path mask(const Scene& scene)
  {
    NiftiBytes image = scene.image_like(2);
    for (const bool in : scene.mask) image.raw.push_back(in ? 1 : 0);
    return test::write_bytes(folder_.path() / "mask.nii.gz", image.bytes());
  }

  MeanSeries average(const Scene& scene) { return RoiAverager({labels(scene)})(bold(scene), std::nullopt)[0]; }
  MeanSeries average_masked(const Scene& scene) { return RoiAverager({labels(scene)})(bold(scene), mask(scene))[0]; }

  std::string message(const Scene& scene)
  {
    return test::message_of<base::InputError>([&] { average(scene); });
  }

  static void expect_equal(const MeanSeries& series, const Scene& scene)
  {
    const auto expected = scene.expected();
    EXPECT_EQ(series.coverage.usable, expected.usable);
    ASSERT_EQ(series.values.rows(), static_cast<Eigen::Index>(scene.n_volumes()));
    for (int roi = 0; roi < n_rois; ++roi) {
      const auto r = static_cast<std::size_t>(roi);
      if (!series.coverage.valid[r]) {
        EXPECT_TRUE(series.values.col(roi).array().isNaN().all());
        continue;
      }
      for (std::size_t t = 0; t < scene.n_volumes(); ++t) {
        const double mean = expected.means[r][t];
        EXPECT_NEAR(series.values(static_cast<Eigen::Index>(t), roi), mean, tolerance * std::max(1.0, std::abs(mean)))
            << "ROI " << roi << " volume " << t;
      }
    }
  }

  test::TemporaryFolder folder_;
};

TEST_F(MeanSeriesTest, EqualsTheSlowAverageForEveryTypeAndByteOrder)
{
  for (const int datatype : {2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280}) {
    for (const bool big_endian : {false, true}) {
      Scene scene(datatype, {11, 9, 8, 6}, static_cast<unsigned>(datatype));
      scene.bold.big_endian = big_endian;
      scene.bold.slope = 0.3;
      scene.bold.intercept = 4;
      SCOPED_TRACE(datatype);
      expect_equal(average(scene), scene);
    }
  }
}

TEST_F(MeanSeriesTest, EqualsTheSlowAverageWhereVolumesHaveSeveralBlocks)
{
  for (const int datatype : {2, 4, 16, 64}) {
    const Scene scene(datatype, {61, 53, 43, 3});
    expect_equal(average(scene), scene);
  }
}

TEST_F(MeanSeriesTest, LeavesOutVoxelsOutsideTheMask)
{
  for (const int datatype : {4, 16}) {
    Scene scene(datatype, {11, 9, 8, 5});
    for (std::size_t i = 0; i < scene.n_voxels; i += 3) scene.mask[i] = false;
    expect_equal(average_masked(scene), scene);
  }
}

TEST_F(MeanSeriesTest, LeavesOutConstantVoxels)
{
  for (const int datatype : {2, 4, 8, 16, 64, 1024}) {
    for (const double value : {0.0, 100.0}) {
      Scene scene(datatype, {11, 9, 8, 5});
      for (std::size_t i = 0; i < scene.n_voxels; i += 5) scene.hold_constant(i, value);
      SCOPED_TRACE(datatype);
      expect_equal(average(scene), scene);
    }
  }
}

TEST_F(MeanSeriesTest, LosesNoDigitsToAHugeConstantVoxel)
{
  Scene scene(64, {11, 9, 8, 5});
  scene.hold_constant(scene.voxel_of_roi(2), 1e30);
  expect_equal(average(scene), scene);
}

TEST_F(MeanSeriesTest, KeepsAVoxelThatDiffersInTheLastVolumeOnly)
{
  Scene scene(4, {11, 9, 8, 9});
  const std::size_t voxel = scene.voxel_of_roi(1);
  scene.hold_constant(voxel, 5);
  const auto before = average(scene).coverage.usable[1];
  scene.voxel(8, voxel) = 6;
  const MeanSeries series = average(scene);
  EXPECT_EQ(series.coverage.usable[1], before + 1);
  expect_equal(series, scene);
}

TEST_F(MeanSeriesTest, CombinesMaskAndConstantVoxels)
{
  Scene scene(16, {11, 9, 8, 5});
  for (std::size_t i = 0; i < scene.n_voxels; i += 4) scene.mask[i] = false;
  for (std::size_t i = 0; i < scene.n_voxels; i += 6) scene.hold_constant(i, 3.5);
  expect_equal(average_masked(scene), scene);
}

TEST_F(MeanSeriesTest, LeavesOutVoxelsThatAreNotFiniteAtAnyTime)
{
  for (const int datatype : {16, 64}) {
    for (const double value :
         {nan, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
      for (const std::size_t volume : {0UL, 2UL, 4UL}) {
        Scene scene(datatype, {11, 9, 8, 5});
        scene.voxel(volume, scene.voxel_of_roi(3)) = value;
        scene.voxel(volume, scene.voxel_of_roi(5, 2)) = value;
        scene.voxel(1, scene.voxel_of_roi(5, 4)) = nan;
        expect_equal(average(scene), scene);
      }
    }
  }
}

TEST_F(MeanSeriesTest, LeavesOutAVoxelThatIsNanInTheFirstVolumeAndThenConstant)
{
  Scene scene(16, {11, 9, 8, 5});
  const std::size_t voxel = scene.voxel_of_roi(3);
  scene.hold_constant(voxel, 7);
  scene.voxel(0, voxel) = nan;
  expect_equal(average(scene), scene);
}

TEST_F(MeanSeriesTest, TakesAFrameOfNanAroundTheBrainForWhatItIs)
{
  Scene scene(16, {11, 9, 8, 5});
  for (std::size_t i = 0; i < scene.n_voxels; ++i) {
    if (i % 11 == 0 || scene.roi_of[i] == 6) scene.hold_constant(i, nan);
  }
  const MeanSeries series = average(scene);
  expect_equal(series, scene);
  EXPECT_FALSE(series.coverage.valid[6]);
  EXPECT_THAT(series.coverage.reason[6], HasSubstr("none of "));
}

TEST_F(MeanSeriesTest, NamesTheVolumeThatIsAllNan)
{
  for (const std::size_t volume : {0UL, 3UL}) {
    Scene scene(16, {11, 9, 8, 5});
    for (std::size_t i = 0; i < scene.n_voxels; ++i) scene.voxel(volume, i) = nan;
    EXPECT_THAT(message(scene),
                HasSubstr("bold.nii.gz: volume " + std::to_string(volume) + " (counted from 0) has no finite voxel"));
  }
}

TEST_F(MeanSeriesTest, NamesTheVolumeWhereAllRoiVoxelsBecomeNan)
{
  Scene scene(64, {11, 9, 8, 5});
  for (std::size_t i = 0; i < scene.n_voxels; ++i) {
    if (scene.roi_of[i] >= 0) scene.voxel(2, i) = nan;
  }
  EXPECT_THAT(message(scene), HasSubstr("volume 2 (counted from 0) has no finite voxel"));
}

TEST_F(MeanSeriesTest, RefusesValuesTooLargeToAdd)
{
  Scene scene(64, {11, 9, 8, 3});
  scene.voxel(1, scene.voxel_of_roi(0)) = 1.7e308;
  scene.voxel(1, scene.voxel_of_roi(0, 1)) = 1.7e308;
  EXPECT_THAT(message(scene), HasSubstr("values are too large to be averaged"));
}

TEST_F(MeanSeriesTest, GivesSeveralSetsAtOnceTheSameBitsAsEachAlone)
{
  for (const int datatype : {4, 16}) {
    Scene scene(datatype, {31, 29, 23, 4}, 1);
    const Scene other(datatype, {31, 29, 23, 4}, 2);
    const RoiSet first = labels(scene, "first"), second = labels(other, "second");
    const auto path = bold(scene);
    const auto both = RoiAverager({first, second})(path, std::nullopt);
    EXPECT_EQ(both[0].values, RoiAverager({first})(path, std::nullopt)[0].values);
    EXPECT_EQ(both[1].values, RoiAverager({second})(path, std::nullopt)[0].values);
  }
}

TEST_F(MeanSeriesTest, GivesTheSameBitsForEveryRunOnAKnownGrid)
{
  Scene scene(16, {31, 29, 23, 4});
  Scene small(16, {9, 8, 7, 3});
  RoiAverager average_of({labels(scene)});
  const auto path = bold(scene);
  const auto first = average_of(path, std::nullopt)[0].values;
  const auto elsewhere = test::write_bytes(folder_.path() / "small.nii.gz", small.bold.bytes());
  EXPECT_TRUE(average_of(elsewhere, std::nullopt)[0].resampled);
  EXPECT_EQ(average_of(path, mask(scene))[0].values, first);
  EXPECT_EQ(average_of(path, std::nullopt)[0].values, first);
}

TEST_F(MeanSeriesTest, KeepsEveryVoxelOfEveryRoiOnRequest)
{
  for (const int datatype : {2, 4, 8, 16, 64, 1280}) {
    Scene scene(datatype, {61, 53, 43, 3});
    for (std::size_t i = 0; i < scene.n_voxels; i += 3) scene.mask[i] = false;
    const RoiSet set = labels(scene);
    const auto path = bold(scene);

    const auto kept = RoiAverager({set}, RoiAverager::Voxels::kept)(path, mask(scene))[0];

    ASSERT_EQ(kept.voxels.first.size(), n_rois + 1U);
    for (int roi = 0; roi < n_rois; ++roi) {
      const auto values = kept.voxels.of_roi(roi);
      Eigen::Index column = 0;
      for (std::size_t i = 0; i < scene.n_voxels; ++i) {
        if (scene.roi_of[i] != roi || !scene.mask[i]) continue;
        ASSERT_LT(column, values.cols());
        for (std::size_t t = 0; t < 3; ++t)
          ASSERT_EQ(values(static_cast<Eigen::Index>(t), column), static_cast<float>(scene.voxel(t, i)));
        ++column;
      }
      EXPECT_EQ(column, values.cols());
    }
    EXPECT_EQ(kept.values, RoiAverager({set})(path, mask(scene))[0].values);
  }
}

TEST_F(MeanSeriesTest, KeepsVoxelsOfSeveralSetsAndOnlyOnRequest)
{
  Scene scene(4, {31, 29, 23, 4}, 1);
  const Scene other(4, {31, 29, 23, 4}, 2);
  const RoiSet first = labels(scene, "first"), second = labels(other, "second");
  const auto path = bold(scene);

  const auto both = RoiAverager({first, second}, RoiAverager::Voxels::kept)(path, std::nullopt);

  EXPECT_EQ(both[0].voxels.values,
            RoiAverager({first}, RoiAverager::Voxels::kept)(path, std::nullopt)[0].voxels.values);
  EXPECT_EQ(both[1].voxels.values,
            RoiAverager({second}, RoiAverager::Voxels::kept)(path, std::nullopt)[0].voxels.values);
  EXPECT_EQ(RoiAverager({first})(path, std::nullopt)[0].voxels.values.size(), 0);
}

TEST_F(MeanSeriesTest, RefusesMoreVoxelsThanItMayKeep)
{
  Scene scene(4, {61, 53, 43, 2});
  const RoiSet set = labels(scene);
  std::int64_t voxels = 0;
  for (const int roi : scene.roi_of) voxels += roi >= 0 ? 1 : 0;
  const auto volumes = static_cast<std::int64_t>(most_voxel_bytes) / 4 / voxels + 1;
  scene.bold.dim[4] = volumes;
  const auto path = test::write_bytes(folder_.path() / "bold.nii", scene.bold.bytes());
  std::filesystem::resize_file(path, static_cast<std::uintmax_t>(volumes) * scene.n_voxels * 2 + 352);  // a hole

  RoiAverager keeping({set}, RoiAverager::Voxels::kept);

  EXPECT_THAT(test::message_of<base::InputError>([&] { keeping(path, std::nullopt); }),
              AllOf(HasSubstr("bold.nii: the voxels of its ROIs are too many to be kept for ReHo"),
                    HasSubstr("expected at most 2048 MiB for all ROI sets"),
                    HasSubstr("2049 MiB over " + std::to_string(volumes) + " volumes")));
}

TEST_F(MeanSeriesTest, RefusesAnImageOfOneVolume)
{
  Scene scene(4, {5, 5, 5, 1});
  EXPECT_THAT(message(scene),
              HasSubstr("bold.nii.gz: is not a time series: field \"dim[4]\" is \"1\"; expected at least 2 volumes"));
}

TEST_F(MeanSeriesTest, RefusesATruncatedImage)
{
  const Scene scene(4, {21, 19, 18, 8});
  const auto path = bold(scene);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) * 2 / 3);
  RoiAverager average_of({labels(scene)});
  EXPECT_THAT(test::message_of<base::InputError>([&] { average_of(path, std::nullopt); }),
              HasSubstr("bold.nii.gz: gzip stream ends after "));
}

TEST_F(MeanSeriesTest, RefusesAMaskOnAnotherGrid)
{
  const Scene scene(4, {11, 9, 8, 3});
  NiftiBytes image = scene.image_like(2);
  image.raw.assign(scene.n_voxels, 1);
  image.srow[3] += 2;
  const auto moved = test::write_bytes(folder_.path() / "moved.nii.gz", image.bytes());
  image.dim[1] = 9;
  image.dim[2] = 11;
  const auto turned = test::write_bytes(folder_.path() / "turned.nii.gz", image.bytes());
  image = scene.image_like(2);
  image.dim = {4, 11, 9, 4, 2, 1, 1, 1};
  image.raw.assign(scene.n_voxels, 1);
  const auto series = test::write_bytes(folder_.path() / "series.nii.gz", image.bytes());
  RoiAverager average_of({labels(scene)});
  const auto refused = [&](const auto& mask_path) {
    return test::message_of<base::InputError>([&] { average_of(bold(scene), mask_path); });
  };
  EXPECT_THAT(refused(moved), HasSubstr("moved.nii.gz: mask is on another grid than the run: field \"affine\""));
  EXPECT_THAT(refused(turned), HasSubstr("field \"dim\" is \"9 x 11 x 8 voxels\"; expected 11 x 9 x 8 voxels"));
  EXPECT_THAT(refused(series), HasSubstr("series.nii.gz: is not a mask"));
}

TEST_F(MeanSeriesTest, AveragesSpheresOnAnObliqueGrid)
{
  Scene scene(4, {12, 12, 12, 4});
  scene.bold.srow = {1.9, 0.5, 0, -12, -0.5, 1.9, 0.2, -9, 0.1, -0.2, 2, -11};
  const RoiSet spheres{.name = "s",
                       .rois = {{.label = "a", .xyz_mm = {0, 0, 0}, .radius_mm = 6},
                                {.label = "b", .xyz_mm = {5, 5, 5}, .radius_mm = 4.5}},
                       .min_coverage = 0};
  for (std::size_t i = 0; i < scene.n_voxels; ++i) {
    const auto x = static_cast<double>(i % 12), y = static_cast<double>(i / 12 % 12), z = static_cast<double>(i / 144);
    const auto at = [&](std::size_t row) {
      const auto* s = scene.bold.srow.data() + 4 * row;
      return static_cast<double>(static_cast<float>(s[0])) * x + static_cast<double>(static_cast<float>(s[1])) * y +
             static_cast<double>(static_cast<float>(s[2])) * z + s[3];
    };
    const double to_a = std::hypot(at(0), at(1), at(2)), to_b = std::hypot(at(0) - 5, at(1) - 5, at(2) - 5);
    scene.roi_of[i] = to_b <= 4.5 && (to_b < to_a || to_a > 6) ? 1 : to_a <= 6 ? 0 : -1;
  }
  const auto series = RoiAverager({spheres})(bold(scene), std::nullopt)[0];
  const auto expected = scene.expected();
  for (const std::size_t roi : {0UL, 1UL}) {
    EXPECT_EQ(series.coverage.usable[roi], expected.usable[roi]);
    EXPECT_GT(expected.usable[roi], 10);
    for (std::size_t t = 0; t < 4; ++t) {
      EXPECT_NEAR(series.values(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(roi)), expected.means[roi][t],
                  tolerance * std::abs(expected.means[roi][t]));
    }
  }
}

TEST_F(MeanSeriesTest, RefusesVoxelsTooSmallForTheSpheres)
{
  Scene scene(4, {5, 5, 5, 3});
  scene.bold.srow = {0.001, 0, 0, 0, 0, 0.001, 0, 0, 0, 0, 0.001, 0};
  const RoiSet spheres{.name = "s", .rois = {{.label = "a", .xyz_mm = {0, 0, 0}, .radius_mm = 5}}};
  EXPECT_THAT(test::message_of<base::InputError>([&] { RoiAverager({spheres})(bold(scene), std::nullopt); }),
              HasSubstr("bold.nii.gz: voxels are too small for the ROIs"));
}

}  // namespace
}  // namespace dmn::parcellation
