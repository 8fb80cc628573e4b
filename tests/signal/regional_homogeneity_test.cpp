#include "signal/regional_homogeneity.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "example_run.hpp"
#include "signal/concordance.hpp"

namespace dmn::signal {
namespace {

using testing::HasSubstr;

/// A signal that m voxels share, and noise of their own; about 1000, as images are.
VoxelMatrix voxels(Eigen::Index n_volumes, Eigen::Index m, double own = 1)
{
  const Eigen::MatrixXd shared = noise(n_volumes, 1, 11);
  return (1000 + 10 * (shared.replicate(1, m) + own * noise(n_volumes, m, 12)).array()).matrix().cast<float>();
}

NuisanceModel model_of(Eigen::Index n_volumes, const DenoiseOptions& options)
{
  ConfoundTable table = example_table(n_volumes);
  for (const Eigen::Index volume : {30, 31, 80}) table.values(volume, *table.find("trans_x")) += 5.0;
  return denoise(example_series(n_volumes, 2), table, options).model;
}

NuisanceModel default_model(Eigen::Index n_volumes)
{
  return model_of(n_volumes, without_limits("24p"));
}

double slow_reho(const VoxelMatrix& voxels, const NuisanceModel& model)
{
  const Eigen::MatrixXd cleaned = residuals(voxels.cast<double>(), model);
  Concordance concordance(cleaned.rows());
  for (Eigen::Index voxel = 0; voxel < cleaned.cols(); ++voxel) concordance.add(cleaned.col(voxel));
  return concordance.w();
}

TEST(RegionalHomogeneity, IsTheConcordanceOfDenoisedVoxels)
{
  const auto model = default_model(150);
  const auto found = regional_homogeneity(voxels(150, 30), model);

  EXPECT_LT(model.volumes.kept.size(), 150U);
  EXPECT_EQ(found.n_voxels, 30);
  EXPECT_GT(found.w, 0.3);
  EXPECT_DOUBLE_EQ(found.w, slow_reho(voxels(150, 30), model));
}

TEST(RegionalHomogeneity, OfManyVoxelsIsThatOfAllAtOnce)
{
  const auto model = default_model(120);

  EXPECT_NEAR(regional_homogeneity(voxels(120, 600), model).w, slow_reho(voxels(120, 600), model), 1e-9);
}

TEST(RegionalHomogeneity, IsOneOfVoxelsThatDifferInScaleOnly)
{
  VoxelMatrix many = voxels(150, 1, 0).replicate(1, 9);
  for (Eigen::Index voxel = 0; voxel < many.cols(); ++voxel) many.col(voxel) *= static_cast<float>(1 << voxel);

  EXPECT_DOUBLE_EQ(regional_homogeneity(many, default_model(150)).w, 1);
}

TEST(RegionalHomogeneity, DoesNotSeeWhatConfoundsExplain)
{
  const DenoiseOptions options = without_limits("24p");
  const ConfoundTable table = example_table(150);
  const auto model = denoise(example_series(150, 2), table, options).model;
  const auto clean = voxels(150, 20);
  VoxelMatrix moved = clean;
  moved.colwise() += (20 * table.values.col(*table.find("trans_y_derivative1"))).cast<float>();

  EXPECT_NEAR(regional_homogeneity(moved, model).w, regional_homogeneity(clean, model).w, 1e-4);
}

TEST(RegionalHomogeneity, NeverSeesCensoredVolumes)
{
  const auto model = default_model(150);
  auto spiked = voxels(150, 20);
  spiked.middleRows(30, 2).setConstant(1e6F);

  EXPECT_EQ(regional_homogeneity(spiked, model).w, regional_homogeneity(voxels(150, 20), model).w);
}

TEST(RegionalHomogeneity, LeavesOutVoxelsThatAreConstantOrNotFinite)
{
  const auto model = default_model(150);
  const auto good = voxels(150, 20);
  VoxelMatrix all(150, 24);
  all << VoxelMatrix::Constant(150, 1, 7), good, VoxelMatrix::Zero(150, 1), good.leftCols(2);
  all(3, 22) = std::numeric_limits<float>::quiet_NaN();
  all.col(23).setConstant(5);
  all(30, 23) = 6;  // varies in a censored volume only

  const auto found = regional_homogeneity(all, model);

  EXPECT_EQ(found.n_voxels, 20);
  EXPECT_EQ(found.w, regional_homogeneity(good, model).w);
}

TEST(RegionalHomogeneity, IsNotANumberBelowTwoUsableVoxels)
{
  const auto model = default_model(150);
  VoxelMatrix two = voxels(150, 2);
  two.col(0).setConstant(4);

  EXPECT_TRUE(std::isnan(regional_homogeneity(two, model).w));
  EXPECT_EQ(regional_homogeneity(two, model).n_voxels, 1);
  EXPECT_TRUE(std::isnan(regional_homogeneity(VoxelMatrix(150, 0), model).w));
}

TEST(RegionalHomogeneity, RefusesVoxelsOfAnotherRun)
{
  EXPECT_THAT(message_of<base::ShapeError>([] { regional_homogeneity(voxels(149, 3), default_model(150)); }),
              HasSubstr("columns and model are of different runs"));
}

}  // namespace
}  // namespace dmn::signal
