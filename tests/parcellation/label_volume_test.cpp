#include "parcellation/label_volume.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"
#include "image/nifti_bytes.hpp"
#include "parcellation/label_reader.hpp"

namespace dmn::parcellation {
namespace {

using test::NiftiBytes;
using testing::ElementsAre;
using testing::HasSubstr;

class LabelVolumeTest : public testing::Test {
 protected:
  std::filesystem::path write(const NiftiBytes& image)
  {
    return test::write_bytes(folder_.path() / "labels.nii.gz", image.bytes());
  }

  NiftiBytes image(std::vector<double> labels, std::array<std::int64_t, 3> shape, int datatype = 4)
  {
    return {.dim = {3, shape[0], shape[1], shape[2], 1, 1, 1, 1},
            .datatype = datatype,
            .bitpix = test::bits_of(datatype),
            .raw = std::move(labels)};
  }

  test::TemporaryFolder folder_;
};

TEST_F(LabelVolumeTest, KeepsTheRoisOfTheTableOnly)
{
  const LabelVolume labels(write(image({0, 5, 5, 7, 9, 5, 5, 0}, {4, 2, 1})), {7, 5});
  EXPECT_THAT(labels.runs(), ElementsAre(RoiRun{1, 3, 1}, RoiRun{3, 4, 0}, RoiRun{5, 7, 1}));
  EXPECT_EQ(labels.roi_at(3, 0, 0), 0);
  EXPECT_EQ(labels.roi_at(2, 1, 0), 1);
  EXPECT_EQ(labels.roi_at(0, 1, 0), LabelVolume::background);
  EXPECT_EQ(labels.roi_at(-1, 0, 0), LabelVolume::background);
  EXPECT_EQ(labels.roi_at(0, 2, 0), LabelVolume::background);
}

TEST_F(LabelVolumeTest, CutsALabelThatGoesOnInTheNextRow)
{
  const LabelVolume labels(write(image({1, 1, 1, 1}, {2, 2, 1})), {1});
  EXPECT_THAT(labels.runs(), ElementsAre(RoiRun{0, 2, 0}, RoiRun{2, 4, 0}));
  EXPECT_EQ(labels.roi_at(1, 1, 0), 0);
}

TEST_F(LabelVolumeTest, TakesTheLabelsAsTheyAreOnTheSameLattice)
{
  const LabelVolume labels(write(image({0, 5, 5, 7, 9, 5, 5, 0}, {4, 2, 1})), {7, 5});
  const Membership membership = label_membership(labels.grid(), labels, 2);
  EXPECT_FALSE(membership.resampled);
  EXPECT_THAT(membership.geometric, ElementsAre(1, 4));
}

TEST_F(LabelVolumeTest, FindsTheNearestVoxelAsAFullSearchDoes)
{
  std::mt19937 random(4);
  std::vector<double> values;
  for (int i = 0; i < 9 * 8 * 7; ++i) values.push_back(static_cast<double>(random() % 4));
  const LabelVolume labels(write(image(values, {9, 8, 7})), {1, 2, 3});  // 2 mm, origin -1
  image::Grid grid{.shape = {6, 5, 7}};
  grid.to_mm << 2.7, 0.3, 0, 1, -0.3, 2.9, 0.1, 2, 0, 0.2, 3.1, -4, 0, 0, 0, 1;

  const Membership membership = label_membership(grid, labels, 3);

  std::vector<std::int64_t> geometric(3);
  std::vector<RoiRun> runs;
  for (int k = -20; k < 30; ++k) {
    for (int j = -20; j < 30; ++j) {
      for (int i = -20; i < 30; ++i) {
        const Eigen::Vector4d mm = grid.to_mm * Eigen::Vector4d(i, j, k, 1);
        const Eigen::Array3d index = ((mm.head<3>().array() + 1) / 2 + 0.5 + 1e-6).floor();
        if ((index < 0).any() || index[0] >= 9 || index[1] >= 8 || index[2] >= 7) continue;
        const double label = values[static_cast<std::size_t>(index[0] + 9 * (index[1] + 8 * index[2]))];
        if (label == 0) continue;
        ++geometric[static_cast<std::size_t>(label - 1)];
        if (i >= 0 && j >= 0 && k >= 0 && i < 6 && j < 5 && k < 7)
          append_voxel(runs, static_cast<std::uint32_t>(i + 6 * (j + 5 * k)), static_cast<std::uint32_t>(label - 1));
      }
    }
  }
  EXPECT_TRUE(membership.resampled);
  EXPECT_EQ(membership.geometric, geometric);
  EXPECT_EQ(membership.runs, runs);
}

TEST_F(LabelVolumeTest, TakesTheUpperVoxelHalfwayBetweenTwo)
{
  const LabelVolume labels(write(image({1, 2, 0, 0}, {4, 1, 1})), {1, 2});  // centres at -1, 1, 3, 5 mm
  image::Grid grid = labels.grid();
  grid.shape = {1, 1, 1};
  grid.to_mm(0, 3) = 0;
  EXPECT_THAT(label_membership(grid, labels, 2).runs, ElementsAre(RoiRun{0, 1, 1}));
}

TEST_F(LabelVolumeTest, ReadsLabelsOfAnyTypeAndScale)
{
  for (const int datatype : {2, 4, 8, 16, 64}) {
    NiftiBytes scaled = image({0, 1, 2, 2}, {4, 1, 1}, datatype);
    scaled.slope = 3;
    EXPECT_THAT(LabelVolume(write(scaled), {3, 6}).runs(), ElementsAre(RoiRun{1, 2, 0}, RoiRun{2, 4, 1}));
  }
}

TEST_F(LabelVolumeTest, TakesNanForBackground)
{
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(LabelVolume(write(image({nan, nan, 2, nan}, {4, 1, 1}, 16)), {2}).runs(), ElementsAre(RoiRun{2, 3, 0}));
}

TEST_F(LabelVolumeTest, RefusesWhatIsNoLabelImage)
{
  const auto refused = [&](const NiftiBytes& bytes) {
    const auto path = write(bytes);
    return test::message_of<base::InputError>([&] { LabelVolume(path, {1}); });
  };
  EXPECT_THAT(refused(image({1, 2.5}, {2, 1, 1}, 16)),
              HasSubstr("labels.nii.gz: is not a label image: field \"voxel\" is \"2.5\""));
  EXPECT_THAT(refused(image({1, 1e30}, {2, 1, 1}, 16)), HasSubstr("is not a label image"));
  NiftiBytes series = image({1, 2, 1, 2}, {2, 1, 1});
  series.dim = {4, 2, 1, 1, 2, 1, 1, 1};
  EXPECT_THAT(refused(series), HasSubstr("field \"dim[4]\" is \"2\"; expected 1 volume"));
}

TEST_F(LabelVolumeTest, RefusesALatticeOfTinyVoxels)
{
  const LabelVolume labels(write(image({1, 1}, {2, 1, 1})), {1});
  image::Grid grid{.shape = {2, 2, 2}};
  grid.to_mm.topLeftCorner<3, 3>() *= 0.001;
  EXPECT_THAT(test::message_of<base::InputError>([&] { label_membership(grid, labels, 1); }),
              HasSubstr("voxels are too small for the ROIs"));
}

TEST_F(LabelVolumeTest, StretchesCoverTheImage)
{
  std::int64_t next = 0;
  LabelReader reader(write(image({0, 5, 5, 7, 9, 5, 5, 0}, {4, 2, 1})));
  reader.read([&](const LabelStretch& stretch) {
    EXPECT_EQ(stretch.first, next);
    next += stretch.length;
  });
  EXPECT_EQ(next, 8);
}

}  // namespace
}  // namespace dmn::parcellation
