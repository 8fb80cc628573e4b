#include "files/byte_stream.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "files/byte_sink.hpp"
#include "files/checksum.hpp"
#include "files/temporary_folder.hpp"

namespace dmn::files {
namespace {

using testing::HasSubstr;

std::string random_text(std::size_t n, unsigned seed, int n_letters)
{
  std::mt19937 random(seed);
  std::string text(n, ' ');
  for (char& c : text) c = static_cast<char>('A' + static_cast<int>(random() % static_cast<unsigned>(n_letters)));
  return text;
}

std::string stored_bytes(const std::filesystem::path& path)
{
  std::string bytes(std::filesystem::file_size(path), '\0');
  std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

std::string read_all(const std::filesystem::path& path, std::size_t piece = 1 << 16)
{
  ByteStream stream(path);
  std::string text;
  std::vector<std::byte> buffer(piece);
  while (const std::size_t count = stream.read(buffer)) text.append(reinterpret_cast<char*>(buffer.data()), count);
  EXPECT_EQ(stream.position(), text.size());
  return text;
}

std::string message_of_reading(const std::filesystem::path& path)
{
  return test::message_of<base::InputError>([&] { read_all(path); });
}

class ByteStreamTest : public testing::Test {
 protected:
  std::string gzipped(const std::string& text)
  {
    const auto path = folder_.path() / "member.gz";
    ByteSink sink(path);
    sink.write(std::as_bytes(std::span(text)));
    sink.close();
    return stored_bytes(path);
  }

  std::filesystem::path file(const std::string& bytes) { return folder_.write("data.bin", bytes); }

  test::TemporaryFolder folder_;
};

TEST_F(ByteStreamTest, HandsOutAPlainFileAsItIs)
{
  const std::string text = random_text(300'001, 1, 26);
  EXPECT_EQ(read_all(file(text)), text);
  EXPECT_EQ(read_all(file(text), 7), text);
  EXPECT_FALSE(ByteStream(file(text)).is_gzip());
}

TEST_F(ByteStreamTest, HandsOutNothingOfAnEmptyFileAndOneByteOfAnother)
{
  EXPECT_EQ(read_all(file("")), "");
  EXPECT_EQ(read_all(file("\x1f")), "\x1f");
}

TEST_F(ByteStreamTest, TellsGzipByItsBytesAndNotByItsName)
{
  const std::string text = random_text(100'000, 2, 5);
  const auto path = file(gzipped(text));
  EXPECT_TRUE(ByteStream(path).is_gzip());
  EXPECT_EQ(read_all(path), text);
}

TEST_F(ByteStreamTest, GivesTheSameBytesForAnySizeOfPieces)
{
  const std::string text = random_text(700'000, 3, 3);
  const auto path = file(gzipped(text));
  for (const std::size_t piece : {1UL, 13UL, 4096UL, 65'537UL, 131'072UL, 1'000'000UL}) {
    EXPECT_EQ(read_all(path, piece), text) << piece;
  }
}

TEST_F(ByteStreamTest, ReadsSeveralMembersAsOneStream)
{
  const std::string first = random_text(70'000, 4, 9), second = random_text(10, 5, 9);
  EXPECT_EQ(read_all(file(gzipped(first) + gzipped("") + gzipped(second))), first + second);
}

TEST_F(ByteStreamTest, ReadsAMemberWhoseHeaderStraddlesTheInputBuffer)
{
  const std::size_t first_fill = 8192, buffer = std::size_t{1} << 18;
  std::string incompressible(first_fill + buffer, '\0');
  std::mt19937 random(6);
  for (char& c : incompressible) c = static_cast<char>(random());
  const std::string tail = random_text(5'000, 7, 4);
  const std::size_t overhead = gzipped(incompressible).size() - incompressible.size();
  for (const std::size_t boundary : {first_fill, first_fill + buffer}) {
    for (std::size_t shift = 0; shift < 60; ++shift) {
      const std::string head = incompressible.substr(0, boundary - overhead - 30 + shift);
      EXPECT_EQ(read_all(file(gzipped(head) + gzipped(tail))), head + tail) << boundary << " " << shift;
    }
  }
}

TEST_F(ByteStreamTest, ReadsAHeaderWithNameCommentAndExtraField)
{
  const std::string plain = gzipped("DMN");
  std::string header = plain.substr(0, 10);
  header[3] = 4 | 8 | 16;
  const std::string fields = std::string("\x03\x00", 2) + "abc" + std::string("name\0", 5) + std::string("words\0", 6);
  EXPECT_EQ(read_all(file(header + fields + plain.substr(10))), "DMN");
}

TEST_F(ByteStreamTest, ToleratesZeroBytesAfterTheLastMember)
{
  EXPECT_EQ(read_all(file(gzipped("rest") + std::string(300'000, '\0'))), "rest");
}

TEST_F(ByteStreamTest, RefusesOtherBytesAfterTheLastMember)
{
  EXPECT_THAT(message_of_reading(file(gzipped("rest") + "tail")),
              HasSubstr("bytes that are not gzip follow the end of the gzip data"));
}

TEST_F(ByteStreamTest, SaysAfterHowManyBytesATruncatedStreamEnds)
{
  const std::string whole = gzipped(random_text(400'000, 8, 7));
  for (const std::size_t kept : {whole.size() - 1, whole.size() - 8, whole.size() / 2, std::size_t{100}}) {
    const std::string message = message_of_reading(file(whole.substr(0, kept)));
    EXPECT_THAT(message, HasSubstr("data.bin: gzip stream ends after ")) << kept;
    EXPECT_THAT(message, HasSubstr(" bytes of data: the file is truncated")) << kept;
  }
  EXPECT_THAT(message_of_reading(file(whole.substr(0, whole.size() - 1))), HasSubstr("ends after 400000 bytes"));
  EXPECT_THAT(message_of_reading(file(whole.substr(0, 5))), HasSubstr("ends after 0 bytes"));
}

TEST_F(ByteStreamTest, RefusesAWrongChecksum)
{
  std::string bytes = gzipped(random_text(400'000, 9, 7));
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);
  EXPECT_THAT(message_of_reading(file(bytes)), HasSubstr("gzip data is corrupt (checksum or length does not match)"));
}

TEST_F(ByteStreamTest, RefusesAWrongLength)
{
  std::string bytes = gzipped(random_text(1'000, 10, 7));
  bytes.back() = '\1';
  EXPECT_THAT(message_of_reading(file(bytes)), HasSubstr("gzip data is corrupt (checksum or length does not match)"));
}

TEST_F(ByteStreamTest, RefusesABadHeader)
{
  std::string bytes = gzipped("rest");
  bytes[2] = 7;
  EXPECT_THAT(message_of_reading(file(bytes)), HasSubstr("gzip data is corrupt (bad header)"));
}

TEST_F(ByteStreamTest, NoticesEveryFlippedBitThatChangesTheData)
{
  const std::string text = random_text(300, 11, 6);
  const std::string whole = gzipped(text);
  std::size_t n_noticed = 0;
  for (std::size_t i = 10; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
      std::string read = text;
      const std::string message = test::message_of<base::InputError>([&] { read = read_all(file(bytes)); });
      EXPECT_EQ(read, text) << i << " bit " << bit;
      n_noticed += message.empty() ? 0 : 1;
    }
  }
  EXPECT_GE(n_noticed, 8 * (whole.size() - 10) - 7);  // at most seven bits of padding end the deflate code
}

TEST_F(ByteStreamTest, RefusesAFileThatIsNotThere)
{
  EXPECT_THROW(ByteStream(folder_.path() / "none.nii.gz"), base::InputError);
  EXPECT_THROW(ByteStream(folder_.path()), base::InputError);
}

TEST_F(ByteStreamTest, CanBeMovedInTheMiddle)
{
  const std::string text = random_text(1'000, 12, 26);
  ByteStream stream(file(gzipped(text)));
  std::vector<std::byte> buffer(400);
  ASSERT_EQ(stream.read(buffer), 400U);
  ByteStream moved = std::move(stream);
  ASSERT_EQ(moved.read(buffer), 400U);
  EXPECT_EQ(moved.position(), 800U);
  EXPECT_EQ(std::string(reinterpret_cast<char*>(buffer.data()), 400), text.substr(400, 400));
}

TEST_F(ByteStreamTest, SinkWritesTheSameBytesTwiceAndPlainBytesWithoutTheEnding)
{
  const std::string text = random_text(500'000, 13, 20);
  EXPECT_EQ(gzipped(text), gzipped(text));
  const auto path = folder_.path() / "plain.nii";
  ByteSink sink(path);
  sink.write(std::as_bytes(std::span(text)));
  sink.close();
  EXPECT_EQ(stored_bytes(path), text);
}

TEST_F(ByteStreamTest, SinkRefusesAFolderThatIsNotThereAndWritingAfterTheEnd)
{
  EXPECT_THROW(ByteSink(folder_.path() / "none" / "a.nii.gz"), base::IoError);
  ByteSink sink(folder_.path() / "a.nii");
  sink.close();
  EXPECT_THROW(sink.write({}), base::IoError);
}

TEST(Checksum, IsTheOneOfGzipAndContinues)
{
  const std::string text = "123456789";
  const auto bytes = std::as_bytes(std::span(text));
  EXPECT_EQ(crc32(0, bytes), 0xCBF43926U);
  EXPECT_EQ(crc32(crc32(0, bytes.first(4)), bytes.subspan(4)), 0xCBF43926U);
}

}  // namespace
}  // namespace dmn::files
