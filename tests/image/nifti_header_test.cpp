#include "image/nifti_header.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"
#include "image/nifti_bytes.hpp"

namespace dmn::image {
namespace {

using test::NiftiBytes;
using testing::AllOf;
using testing::HasSubstr;

class NiftiHeaderTest : public testing::Test {
 protected:
  NiftiHeader read(const NiftiBytes& image) { return read_nifti_header(write(image)); }

  std::string message(const NiftiBytes& image)
  {
    const auto path = write(image);
    return test::message_of<base::InputError>([&] { read_nifti_header(path); });
  }

  std::filesystem::path write(const NiftiBytes& image)
  {
    std::string bytes = image.bytes();
    bytes.resize(std::max<std::size_t>(bytes.size(), 4096));
    return test::write_bytes(folder_.path() / "bold.nii", bytes);
  }

  test::TemporaryFolder folder_;
};

TEST_F(NiftiHeaderTest, SaysTheSameForBothVersionsAndByteOrders)
{
  for (const int version : {1, 2}) {
    for (const bool big_endian : {false, true}) {
      NiftiBytes image{.version = version, .big_endian = big_endian, .slope = 0.5, .intercept = 3};
      image.dim = {4, 5, 6, 7, 8, 1, 1, 1};
      const NiftiHeader header = read(image);
      EXPECT_EQ(header.grid.shape, (std::array<std::int64_t, 3>{5, 6, 7}));
      EXPECT_EQ(header.n_volumes, 8);
      EXPECT_EQ(header.n_dimensions, 4);
      EXPECT_EQ(header.type, VoxelType::int16);
      EXPECT_EQ(header.swapped, big_endian);
      EXPECT_EQ(header.slope, 0.5);
      EXPECT_EQ(header.intercept, 3);
      EXPECT_EQ(header.data_offset, version == 1 ? 352U : 544U);
      EXPECT_EQ(header.data_bytes(), 5U * 6 * 7 * 8 * 2);
      EXPECT_EQ(header.grid.to_mm(0, 0), 2);
      EXPECT_EQ(header.grid.to_mm(2, 3), -1);
      ASSERT_TRUE(header.repetition_time.has_value());
      EXPECT_EQ(header.repetition_time->value, 2);
    }
  }
}

TEST_F(NiftiHeaderTest, TakesTheQformWhereThereIsNoSform)
{
  NiftiBytes image{.sform_code = 0, .qform_code = 1};
  image.pixdim = {-1, 2, 3, 4, 1, 0, 0, 0};
  image.qform = {0, 0, 1, 10, 20, 30};  // half a turn about the third axis
  Eigen::Matrix4d expected;
  expected << -2, 0, 0, 10, 0, -3, 0, 20, 0, 0, -4, 30, 0, 0, 0, 1;
  EXPECT_TRUE(read(image).grid.to_mm.isApprox(expected, 1e-12));
}

TEST_F(NiftiHeaderTest, TakesTheSformWhereThereAreBoth)
{
  NiftiBytes image{.sform_code = 1, .qform_code = 1};
  image.qform = {0, 0, 1, 10, 20, 30};
  EXPECT_EQ(read(image).grid.to_mm(0, 3), -1);
}

TEST_F(NiftiHeaderTest, ReadsTheRepetitionTimeInItsUnit)
{
  NiftiBytes image;
  image.pixdim[4] = 1350;
  image.units = 2 | 16;
  EXPECT_NEAR(read(image).repetition_time->value, 1.35, 1e-12);
  image.pixdim[4] = 1'350'000;
  image.units = 2 | 24;
  EXPECT_NEAR(read(image).repetition_time->value, 1.35, 1e-12);
  image.units = 2;
  EXPECT_FALSE(read(image).repetition_time.has_value());
  image.units = 2 | 8;
  image.pixdim[4] = 0;
  EXPECT_FALSE(read(image).repetition_time.has_value());
}

TEST_F(NiftiHeaderTest, ScalesCoordinatesToMillimetres)
{
  NiftiBytes image{.units = 1 | 8};
  image.srow = {0.002, 0, 0, 0, 0, 0.002, 0, 0, 0, 0, 0.002, 0};
  EXPECT_NEAR(read(image).grid.to_mm(1, 1), 2, 1e-6);
}

TEST_F(NiftiHeaderTest, TakesASlopeOfZeroOrNanForUnscaled)
{
  for (const double slope : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
    const NiftiHeader header = read({.slope = slope, .intercept = 7});
    EXPECT_EQ(header.slope, 1);
    EXPECT_EQ(header.intercept, 0);
  }
}

TEST_F(NiftiHeaderTest, KnowsTenDataTypes)
{
  const std::vector<std::pair<int, VoxelType>> types{
      {2, VoxelType::uint8},    {256, VoxelType::int8},   {4, VoxelType::int16},    {512, VoxelType::uint16},
      {8, VoxelType::int32},    {768, VoxelType::uint32}, {1024, VoxelType::int64}, {1280, VoxelType::uint64},
      {16, VoxelType::float32}, {64, VoxelType::float64}};
  for (const auto& [code, type] : types) {
    const NiftiHeader header = read({.datatype = code, .bitpix = test::bits_of(code)});
    EXPECT_EQ(header.type, type);
    EXPECT_EQ(header.bytes_per_voxel(), test::bits_of(code) / 8);
  }
}

TEST_F(NiftiHeaderTest, IgnoresTrailingDimensionsOfOne)
{
  NiftiBytes image;
  image.dim = {7, 2, 2, 2, 3, 1, 1, 1};
  EXPECT_EQ(read(image).n_volumes, 3);
  image.dim = {4, 2, 2, 2, 1, 1, 1, 1};
  EXPECT_EQ(read(image).n_dimensions, 3);
  image.dim = {3, 2, 2, 2, 9, 1, 1, 1};
  EXPECT_EQ(read(image).n_volumes, 1);
}

TEST_F(NiftiHeaderTest, SkipsExtensions)
{
  EXPECT_EQ(read({.offset = 400}).data_offset, 400U);
}

TEST_F(NiftiHeaderTest, NamesFileFieldExpectedAndFound)
{
  NiftiBytes image;
  image.dim[2] = 0;
  EXPECT_THAT(message(image), AllOf(HasSubstr("bold.nii: impossible dimensions"),
                                    HasSubstr("field \"dim[2]\" is \"0\""), HasSubstr("expected 1 to ")));
  image.dim = {2, 2, 2, 1, 1, 1, 1, 1};
  EXPECT_THAT(message(image), HasSubstr("field \"dim[0]\" is \"2\"; expected 3 or 4"));
  image.dim = {5, 2, 2, 2, 2, 2, 1, 1};
  EXPECT_THAT(message(image), HasSubstr("field \"dim[5]\" is \"2\""));
  EXPECT_THAT(message({.datatype = 32, .bitpix = 64}),
              HasSubstr("data type is not supported: field \"datatype\" is \"32\""));
  EXPECT_THAT(message({.datatype = 4, .bitpix = 8}), HasSubstr("header contradicts itself: field \"bitpix\" is \"8\""));
  EXPECT_THAT(message({.offset = 348.0}), HasSubstr("data cannot begin there: field \"vox_offset\""));
  EXPECT_THAT(message({.slope = std::numeric_limits<double>::infinity()}), HasSubstr("cannot be scaled"));
  EXPECT_THAT(message({.magic = "ni1"}), HasSubstr("is not a single-file NIfTI image: field \"magic\""));
}

TEST_F(NiftiHeaderTest, RefusesAnOrientationThatCannotBeUsed)
{
  EXPECT_THAT(message({.sform_code = 0, .qform_code = 0}),
              HasSubstr("has no orientation: field \"sform_code, qform_code\" is \"0, 0\""));
  NiftiBytes flat;
  flat.srow = {2, 2, 0, 0, 2, 2, 0, 0, 0, 0, 2, 0};
  EXPECT_THAT(message(flat), HasSubstr("orientation cannot be used: field \"sform\""));
  NiftiBytes infinite;
  infinite.srow[3] = std::numeric_limits<double>::infinity();
  EXPECT_THAT(message(infinite), HasSubstr("numbers out of range"));
  NiftiBytes without_size{.sform_code = 0, .qform_code = 1};
  without_size.pixdim[2] = 0;
  EXPECT_THAT(message(without_size), HasSubstr("has no voxel size: field \"pixdim[2]\" is \"0\"; expected above 0"));
}

TEST_F(NiftiHeaderTest, RefusesAFileThatIsNone)
{
  const auto refused = [&](const std::string& bytes) {
    const auto path = folder_.write("x.nii.gz", bytes);
    return test::message_of<base::InputError>([&] { read_nifti_header(path); });
  };
  EXPECT_THAT(refused(""), HasSubstr("x.nii.gz: is empty"));
  EXPECT_THAT(refused("short"), HasSubstr("is too short for a NIfTI header: found \"5 bytes\"; expected 348 bytes"));
  EXPECT_THAT(refused(std::string(600, 'x')), HasSubstr("is not a NIfTI image: field \"sizeof_hdr\""));
  EXPECT_THAT(refused(NiftiBytes{.version = 2}.bytes().substr(0, 400)), HasSubstr("expected 540 bytes"));
}

TEST_F(NiftiHeaderTest, RefusesMoreThanTheFileCanHold)
{
  NiftiBytes image{.version = 2};
  image.dim = {4, 1000, 1000, 1000, 900'000, 1, 1, 1};
  EXPECT_THAT(message(image), HasSubstr("is shorter than its header says: field \"dim\" is \"4096 bytes\""));
  const auto path = test::write_bytes(folder_.path() / "bold.nii.gz", image.bytes());
  EXPECT_THAT(test::message_of<base::InputError>([&] { read_nifti_header(path); }),
              HasSubstr("is shorter than its header says: field \"dim\" is \"gzip of at most "));
  image.dim = {4, std::int64_t{1} << 40, std::int64_t{1} << 40, 2, 2, 1, 1, 1};
  EXPECT_THAT(message(image), HasSubstr("impossible dimensions"));
  image.dim = {4, -2, 2, 2, 2, 1, 1, 1};
  EXPECT_THAT(message(image), HasSubstr("impossible dimensions: field \"dim[1]\" is \"-2\""));
}

TEST_F(NiftiHeaderTest, NeverCrashesOnAFlippedByte)
{
  const std::string whole = NiftiBytes{.raw = std::vector<double>(24, 1)}.bytes();
  std::size_t n_read = 0;
  for (std::size_t at = 0; at < 352; ++at) {
    for (const char value : {'\0', '\1', '\x7f', '\xff'}) {
      std::string bytes = whole;
      bytes[at] = value;
      const auto path = folder_.write("flipped.nii", bytes);
      const std::string problem = test::message_of<base::InputError>([&] {
        read_nifti_header(path);
        ++n_read;
      });
    }
  }
  EXPECT_GT(n_read, 0U);
}

}  // namespace
}  // namespace dmn::image
