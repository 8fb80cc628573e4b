#include "image/voxel_stream.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"
#include "image/nifti_bytes.hpp"

namespace dmn::image {
namespace {

using test::NiftiBytes;
using testing::HasSubstr;

NiftiBytes image_of(int datatype, std::array<std::int64_t, 4> shape)
{
  NiftiBytes image{.datatype = datatype, .bitpix = test::bits_of(datatype)};
  std::int64_t n = 1;
  for (std::size_t axis = 0; axis < 4; ++axis) n *= image.dim[axis + 1] = shape[axis];
  std::mt19937 random(static_cast<unsigned>(datatype));
  for (std::int64_t i = 0; i < n; ++i) image.raw.push_back(static_cast<double>(random() % 100));
  return image;
}

std::vector<double> read_all(const std::filesystem::path& path)
{
  VoxelStream stream(path);
  std::vector<double> all, values;
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    const auto expected = block.volume * stream.header().grid.n_voxels() + block.first_voxel;
    EXPECT_EQ(expected, static_cast<std::int64_t>(all.size()));
    EXPECT_LE(block.raw.size(), VoxelStream::block_bytes);
    decode(stream.header(), block.raw, values);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

class VoxelStreamTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& bytes, const char* name = "bold.nii.gz")
  {
    return test::write_bytes(folder_.path() / name, bytes);
  }
  std::string message(const std::filesystem::path& path)
  {
    return test::message_of<base::InputError>([&] { read_all(path); });
  }

  test::TemporaryFolder folder_;
};

TEST_F(VoxelStreamTest, HandsOutEveryVoxelOfEveryTypeAndByteOrderInOrder)
{
  for (const int datatype : {2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280}) {
    for (const bool big_endian : {false, true}) {
      for (const int version : {1, 2}) {
        NiftiBytes image = image_of(datatype, {7, 5, 3, 4});
        image.big_endian = big_endian;
        image.version = version;
        EXPECT_EQ(read_all(write(image.bytes())), image.raw) << datatype;
        EXPECT_EQ(read_all(write(image.bytes(), "bold.nii")), image.raw) << datatype;
      }
    }
  }
}

TEST_F(VoxelStreamTest, BeginsABlockAtEveryVolumeAndCutsLargeOnes)
{
  const NiftiBytes image = image_of(16, {50, 40, 30, 3});  // 240,000 bytes a volume: two blocks
  EXPECT_EQ(read_all(write(image.bytes())), image.raw);
}

TEST_F(VoxelStreamTest, ScalesInDouble)
{
  NiftiBytes image = image_of(4, {2, 2, 2, 2});
  image.slope = 0.1;
  image.intercept = -5;
  const std::vector<double> values = read_all(write(image.bytes()));
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i], static_cast<double>(0.1F) * image.raw[i] - 5);
}

TEST_F(VoxelStreamTest, SaysInWhichVolumeAPlainFileEnds)
{
  NiftiBytes image = image_of(4, {4, 4, 4, 10});
  std::string bytes = image.bytes();
  const auto path = write(bytes.substr(0, 352 + 128 * 5 + 7), "bold.nii");
  EXPECT_THAT(message(path), HasSubstr("bold.nii: is shorter than its header says"));
}

TEST_F(VoxelStreamTest, SaysInWhichVolumeAGzipFileEnds)
{
  const std::string bytes = image_of(4, {4, 4, 4, 10}).bytes();
  EXPECT_THAT(
      message(write(bytes.substr(0, 352 + 128 * 5 + 7))),
      HasSubstr("ends in volume 5 (counted from 0): field \"dim[4]\" is \"5 whole volumes\"; expected 10 volumes"));
}

TEST_F(VoxelStreamTest, SaysWhenAGzipStreamIsCutInTheMiddle)
{
  const auto path = write(image_of(4, {20, 20, 20, 10}).bytes());
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_THAT(message(path), HasSubstr("gzip stream ends after "));
}

TEST_F(VoxelStreamTest, ChecksTheChecksumBehindTheLastVoxel)
{
  const auto path = write(image_of(4, {4, 4, 4, 10}).bytes());
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 4);
  EXPECT_THAT(message(path), HasSubstr("the file is truncated"));
}

TEST_F(VoxelStreamTest, ToleratesBytesBehindTheLastVolumeButNoVolume)
{
  const NiftiBytes image = image_of(4, {4, 4, 4, 3});
  EXPECT_EQ(read_all(write(image.bytes() + std::string(127, '\3'))), image.raw);
  EXPECT_THAT(message(write(image.bytes() + std::string(128, '\3'))),
              HasSubstr("holds more volumes than its header says: field \"dim[4]\" is \"3\""));
}

TEST_F(VoxelStreamTest, SkipsTheExtension)
{
  NiftiBytes image = image_of(4, {4, 4, 4, 3});
  image.offset = 200'000;
  EXPECT_EQ(read_all(write(image.bytes())), image.raw);
}

TEST_F(VoxelStreamTest, SaysWhenTheFileEndsBeforeItsFirstVolume)
{
  NiftiBytes image{.offset = 5000};
  const std::string bytes = image.bytes().substr(0, 4000);
  EXPECT_THAT(message(write(bytes)),
              HasSubstr("ends before its first volume: field \"vox_offset\" is \"4000\"; expected 5000"));
}

}  // namespace
}  // namespace dmn::image
