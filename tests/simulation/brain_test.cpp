#include "simulation/brain.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "parcellation/roi_set.hpp"
#include "small_rois.hpp"

namespace dmn::simulation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::small_rois;

TEST(MniLattice, CoversTheSameBoxAtEverySpacing)
{
  EXPECT_THAT(mni_lattice(2).shape, ElementsAre(97, 115, 97));
  EXPECT_THAT(mni_lattice(3).shape, ElementsAre(65, 77, 65));
  EXPECT_THAT(mni_lattice(4).shape, ElementsAre(49, 58, 49));
  EXPECT_TRUE(mni_lattice(4).centre(0).isApprox(Eigen::Vector3d(-96, -132, -78)));
  EXPECT_TRUE(mni_lattice(4).centre(49 * 58 + 2 * 49 + 3).isApprox(Eigen::Vector3d(-84, -124, -74)));
}

TEST(Brain, LooksLikeOne)
{
  const Brain brain = build_brain(mni_lattice(4), small_rois());

  // An adult brain has 1.2 to 2 litres; a 4 mm voxel 0.064 ml.
  EXPECT_GT(brain.voxels.size() * 0.064, 1200);
  EXPECT_LT(brain.voxels.size() * 0.064, 2000);
  std::array<int, 3> count{};
  for (const Tissue tissue : brain.tissue) ++count[static_cast<std::size_t>(tissue)];
  EXPECT_GT(count[static_cast<std::size_t>(Tissue::csf)], 100);
  EXPECT_GT(count[static_cast<std::size_t>(Tissue::white)], 500);
}

TEST(Brain, HasEverySphereWholeAndToItself)
{
  const auto rois = small_rois();
  const Brain brain = build_brain(mni_lattice(4), rois);

  std::vector<int> geometric(rois.size(), 0);
  for (std::int64_t voxel = 0; voxel < brain.lattice.size(); ++voxel)
    for (std::size_t r = 0; r < rois.size(); ++r)
      if ((brain.lattice.centre(voxel) - rois[r].xyz_mm).norm() <= rois[r].radius_mm) ++geometric[r];
  std::vector<int> own(rois.size(), 0);
  for (std::size_t v = 0; v < brain.voxels.size(); ++v)
    if (brain.roi[v] >= 0 && brain.roi_weight[v] == 1.0F) ++own[static_cast<std::size_t>(brain.roi[v])];

  EXPECT_EQ(own, geometric);
}

TEST(Brain, HoldsTheSpheresOfTheShippedRegionsWithoutHelp)
{
  const auto rois = parcellation::load_roi_set({}, DMN_SOURCE_DIR "/config/rois").rois;

  ASSERT_EQ(rois.size(), 50U);
  for (const auto& roi : rois)
    for (int axis = 0; axis < 3; ++axis)
      for (const double side : {-1.0, 1.0}) {
        Eigen::Vector3d surface = roi.xyz_mm;
        surface[axis] += side * roi.radius_mm;
        EXPECT_TRUE(is_in_brain(surface)) << roi.label << ' ' << surface.transpose();
      }
}

TEST(Brain, KeepsTissueAwayFromRois)
{
  const auto rois = small_rois();
  const Brain brain = build_brain(mni_lattice(4), rois);

  for (std::size_t v = 0; v < brain.voxels.size(); ++v) {
    if (brain.tissue[v] == Tissue::grey) continue;
    EXPECT_EQ(brain.roi[v], -1);
    for (const auto& roi : rois) EXPECT_GT((brain.lattice.centre(brain.voxels[v]) - roi.xyz_mm).norm(), 8.9);
  }
}

TEST(Brain, RefusesAnRoiWithoutPlace)
{
  auto rois = small_rois();
  rois[2].xyz_mm.x() = std::numeric_limits<double>::quiet_NaN();

  try {
    build_brain(mni_lattice(4), rois);
    FAIL() << "accepted";
  } catch (const base::UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("ROI pIPL_L has no place in a simulated brain"));
  }
}

TEST(Brain, RefusesAnRoiBetweenVoxels)
{
  auto rois = small_rois();
  rois[2].xyz_mm = {-42.0, -74.0, 32.0};
  rois[2].radius_mm = 0.5;

  try {
    build_brain(mni_lattice(4), rois);
    FAIL() << "accepted";
  } catch (const base::UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("ROI pIPL_L holds no voxel of the grid"));
  }
}

}  // namespace
}  // namespace dmn::simulation
