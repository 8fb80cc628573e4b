#include "store/digest.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "examples.hpp"
#include "store/result_file.hpp"
#include "thrown_message.hpp"

namespace dmn::store {
namespace {

using test::bytes_of;
using test::test_folder;
using test::thrown_message;
using test::write_bytes;

std::map<std::string, std::string> digests_by_name(const std::filesystem::path& path)
{
  std::map<std::string, std::string> digests;
  for (const auto& line : file_digests(path)) digests[line.dataset] = line.digest;
  return digests;
}

/// Digest of one dataset written with these values, units and name.
std::string digest_of(const Eigen::MatrixXd& values, const std::string& units = "1", const std::string& name = "/x")
{
  const auto path = test_folder() / "one.h5";
  ResultWriter writer(path, "s", {});
  writer.matrix(name, values, units, "d");
  writer.finish();
  return digests_by_name(path).at(name);
}

TEST(Sha256, AgreesWithThePublishedExamples)
{
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, DoesNotDependOnHowTheTextIsCut)
{
  Sha256 hash;
  hash.update("a");
  hash.update(std::string_view("bc"));
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(FileDigests, AreThoseRecordedWhenTheFileWasWritten)
{
  const auto path = test_folder() / "cohort.h5";
  test::write_example(path);

  const auto digests = file_digests(path);

  EXPECT_GT(digests.size(), 25U);
  EXPECT_TRUE(std::ranges::is_sorted(digests, {}, &DatasetDigest::dataset));
  for (const auto& line : digests) {
    EXPECT_EQ(line.digest, line.recorded) << line.dataset;
    EXPECT_EQ(line.digest.size(), 64U);
    EXPECT_FALSE(line.dataset.starts_with("/provenance")) << line.dataset;
  }
  EXPECT_TRUE(digests_by_name(path).contains("/"));
  EXPECT_TRUE(digests_by_name(path).contains("/rois"));
  EXPECT_TRUE(digests_by_name(path).contains("/connectivity/covariance_diagonal"));
}

TEST(FileDigests, CoverValuesShapeUnitsButNotTheName)
{
  const Eigen::MatrixXd values{{1, 2, 3}, {4, 5, 6}};
  Eigen::MatrixXd changed = values;
  changed(1, 2) = std::nextafter(6.0, 7.0);
  const Eigen::MatrixXd reshaped{{1, 2}, {3, 4}, {5, 6}};

  EXPECT_EQ(digest_of(values), digest_of(values));
  EXPECT_EQ(digest_of(values), digest_of(values, "1", "/deeper/y"));
  EXPECT_NE(digest_of(values), digest_of(changed));
  EXPECT_NE(digest_of(values), digest_of(reshaped));
  EXPECT_NE(digest_of(values), digest_of(values.transpose()));
  EXPECT_NE(digest_of(values), digest_of(values, "mm"));
}

TEST(FileDigests, TakeEveryNanForTheSame)
{
  const auto with_bits = [](std::uint64_t bits) {
    return digest_of(Eigen::MatrixXd::Constant(1, 1, std::bit_cast<double>(bits)));
  };

  EXPECT_EQ(with_bits(0x7ff8000000000000), with_bits(0xfff8000000000123));
  EXPECT_NE(with_bits(0x0000000000000000), with_bits(0x8000000000000000));
}

TEST(FileDigests, AreTheDocumentedBytes)
{
  const auto number = [](std::uint64_t value) { return std::string(reinterpret_cast<const char*>(&value), 8); };
  const auto text = [&](const std::string& words) { return number(words.size()) + words; };
  const std::string one_two = number(std::bit_cast<std::uint64_t>(1.0)) + number(std::bit_cast<std::uint64_t>(2.0));

  EXPECT_EQ(digest_of(Eigen::MatrixXd{{1, 2}}, "mm"),
            sha256_hex(text("dataset") + text("float64") + text("1 2 ") + one_two + text("description") + text("text") +
                       text("d") + text("units") + text("text") + text("mm")));
}

TEST(FileDigests, LeaveProvenanceOutAndTakeFileAttributesIn)
{
  const auto folder = test_folder();
  const auto digests = [&](const std::string& attribute, const std::string& provenance) {
    ResultWriter writer(folder / "r.h5", "s", {{"host", provenance}});
    writer.attribute("method", attribute);
    writer.finish();
    return digests_by_name(folder / "r.h5");
  };

  EXPECT_EQ(digests("nbs", "node1"), digests("nbs", "node2"));
  EXPECT_NE(digests("nbs", "node1"), digests("tfnbs", "node1"));
}

TEST(FileDigests, ShowAChangedBitOfAnyValue)
{
  const auto path = test_folder() / "r.h5";
  const Eigen::MatrixXd values = Eigen::MatrixXd::Random(40, 30);
  ResultWriter writer(path, "s", {});
  writer.matrix("/x", values, "1", "d");
  writer.finish();
  const std::string whole = bytes_of(path);
  const double last = values(39, 29);
  const auto last_value = whole.find(std::string(reinterpret_cast<const char*>(&last), 8));
  ASSERT_NE(last_value, std::string::npos);

  for (const std::size_t offset : {std::size_t{0}, std::size_t{3}, std::size_t{7}, std::size_t{40 * 30 * 8 - 1}}) {
    std::string damaged = whole;
    damaged[last_value + 7 - offset] = static_cast<char>(damaged[last_value + 7 - offset] ^ 1);
    write_bytes(path, damaged);
    const auto lines = file_digests(path);
    const auto line = std::ranges::find(lines, std::string("/x"), &DatasetDigest::dataset);
    EXPECT_NE(line->digest, line->recorded) << "byte " << offset << " from the end";
  }
}

TEST(RecordedDigests, AreThoseOfAnIntactFileWithoutReadingItsValues)
{
  const auto path = test_folder() / "cohort.h5";
  test::write_example(path);
  const auto intact = file_digests(path);
  const auto recorded = recorded_digests(path);

  ASSERT_EQ(recorded.size(), intact.size());
  for (std::size_t line = 0; line < intact.size(); ++line) {
    EXPECT_EQ(recorded[line].dataset, intact[line].dataset);
    EXPECT_EQ(recorded[line].digest, intact[line].digest);
    EXPECT_EQ(recorded[line].recorded, intact[line].recorded);
  }
}

TEST(RecordedDigests, DoNotSeeAChangedValue)
{
  const auto path = test_folder() / "r.h5";
  const Eigen::MatrixXd values = Eigen::MatrixXd::Random(40, 30);
  ResultWriter writer(path, "s", {});
  writer.matrix("/x", values, "1", "d");
  writer.finish();
  std::string bytes = bytes_of(path);
  const double last = values(39, 29);
  const auto position = bytes.find(std::string(reinterpret_cast<const char*>(&last), 8));
  ASSERT_NE(position, std::string::npos);
  bytes[position] = static_cast<char>(bytes[position] ^ 1);
  write_bytes(path, bytes);

  const auto recorded = recorded_digests(path);
  const auto line = std::ranges::find(recorded, std::string("/x"), &DatasetDigest::dataset);
  EXPECT_EQ(line->digest, line->recorded);
  EXPECT_NE(digests_by_name(path).at("/x"), line->recorded);
}

TEST(FileDigests, NeverTakeADamagedFileForAnIntactOne)
{
  const auto path = test_folder() / "cohort.h5";
  test::write_example(path);
  const std::string whole = bytes_of(path);
  const auto intact = digests_by_name(path);

  for (std::size_t byte = 0; byte < whole.size(); byte += 61) {
    std::string damaged = whole;
    damaged[byte] = static_cast<char>(damaged[byte] ^ 0x10);
    write_bytes(path, damaged);
    try {
      for (const auto& line : file_digests(path)) {
        const bool same = intact.contains(line.dataset) && intact.at(line.dataset) == line.digest;
        EXPECT_TRUE(same || line.digest != line.recorded) << "byte " << byte << " " << line.dataset;
      }
    } catch (const base::IoError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith(path.string()));
    }
  }
}

TEST(FileDigests, RefuseWhatIsNoHdf5File)
{
  const auto path = test_folder() / "text.h5";
  write_bytes(path, "no HDF5");

  EXPECT_THAT(thrown_message<base::IoError>([&] { file_digests(path); }),
              testing::HasSubstr("text.h5: HDF5 H5Fopen failed: "));
  EXPECT_THAT(thrown_message<base::IoError>([&] { file_digests("absent.h5"); }),
              testing::HasSubstr("absent.h5: HDF5 H5Fopen failed: "));
}

}  // namespace
}  // namespace dmn::store
