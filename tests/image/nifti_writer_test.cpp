#include "image/nifti_writer.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"
#include "image/nifti_header.hpp"
#include "image/voxel_stream.hpp"

namespace dmn::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Grid grid_of(std::int64_t nx, std::int64_t ny, std::int64_t nz)
{
  Grid grid{.shape = {nx, ny, nz}};
  grid.to_mm << -2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72, 0, 0, 0, 1;
  return grid;
}

std::vector<double> read_all(const std::filesystem::path& path)
{
  VoxelStream stream(path);
  std::vector<double> all, values;
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    decode(stream.header(), block.raw, values);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

class NiftiWriterTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
};

TEST_F(NiftiWriterTest, WritesWhatTheReaderReads)
{
  for (const char* name : {"a.nii", "a.nii.gz"}) {
    const auto path = folder_.path() / name;
    NiftiWriter writer(path, {.grid = grid_of(2, 2, 1), .n_volumes = 2, .repetition_time = base::Seconds(2)});
    writer.append(std::vector<double>{1, 2, 3, 4});
    writer.append(std::vector<double>{5, 6, -7, 8.4});
    writer.close();
    EXPECT_THAT(read_all(path), ElementsAre(1, 2, 3, 4, 5, 6, -7, 8));
    const NiftiHeader header = read_nifti_header(path);
    EXPECT_EQ(header.grid, grid_of(2, 2, 1));
    EXPECT_EQ(header.n_volumes, 2);
    EXPECT_EQ(header.repetition_time->value, 2);
  }
}

TEST_F(NiftiWriterTest, ScalesRoundsAndCutsToTheRangeOfTheType)
{
  const auto path = folder_.path() / "a.nii";
  NiftiWriter writer(path, {.grid = grid_of(5, 1, 1), .type = VoxelType::uint8, .slope = 0.5, .intercept = 10});
  writer.append(std::vector<double>{9, 10.26, 12, 1000, std::numeric_limits<double>::quiet_NaN()});
  writer.close();
  EXPECT_THAT(read_all(path), ElementsAre(10, 10.5, 12, 137.5, 10));
}

TEST_F(NiftiWriterTest, KeepsTheExtremesOfEveryIntegerType)
{
  for (const VoxelType type :
       {VoxelType::int8, VoxelType::int16, VoxelType::uint16, VoxelType::int32, VoxelType::uint32}) {
    with_voxel_type(type, [&]<class T>(std::type_identity<T>) {
      const auto path = folder_.path() / "a.nii";
      NiftiWriter writer(path, {.grid = grid_of(2, 1, 1), .type = type});
      writer.append(std::vector<double>{-1e18, 1e18});
      writer.close();
      EXPECT_THAT(read_all(path), ElementsAre(static_cast<double>(std::numeric_limits<T>::lowest()),
                                              static_cast<double>(std::numeric_limits<T>::max())));
    });
  }
}

TEST_F(NiftiWriterTest, WritesAQformThatSaysWhatTheSformSays)
{
  const auto path = folder_.path() / "a.nii";
  NiftiWriter writer(path, {.grid = grid_of(2, 1, 1)});
  writer.append(std::vector<double>{1, 2});
  writer.close();
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(254);
  file.write("\0\0", 2);  // no sform any more
  file.close();
  EXPECT_TRUE(same_lattice(read_nifti_header(path).grid, grid_of(2, 1, 1)));
}

TEST_F(NiftiWriterTest, RefusesOtherThanTheAnnouncedNumberOfVoxels)
{
  NiftiWriter writer(folder_.path() / "a.nii", {.grid = grid_of(2, 1, 1)});
  EXPECT_THAT(test::message_of<base::ShapeError>([&] { writer.close(); }), HasSubstr("fewer voxels than announced"));
  EXPECT_THAT(test::message_of<base::ShapeError>([&] { writer.append(std::vector<double>(3)); }),
              HasSubstr("more voxels than announced"));
  EXPECT_THAT(test::message_of<base::ShapeError>(
                  [&] { NiftiWriter(folder_.path() / "b.nii", {.grid = grid_of(40'000, 1, 1)}); }),
              HasSubstr("does not fit NIfTI-1"));
}

}  // namespace
}  // namespace dmn::image
