#include "store/shard.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "examples.hpp"
#include "store/digest.hpp"
#include "thrown_message.hpp"

namespace dmn::store {
namespace {

using test::bytes_of;
using test::example_shard;
using test::test_folder;
using test::thrown_message;
using test::write_bytes;
using testing::HasSubstr;

bool same(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         ((a.array() == b.array()) || (a.array().isNaN() && b.array().isNaN())).all();
}

TEST(Shard, PathFollowsBids)
{
  EXPECT_EQ(shard_path({"sub-01", "2", "rest", "01"}),
            "sub-01/ses-2/func/sub-01_ses-2_task-rest_run-01_connectivity.h5");
  EXPECT_EQ(shard_path({"01", "", "rest", ""}), "sub-01/func/sub-01_task-rest_connectivity.h5");
}

TEST(Shard, ReadsBackWhatWasWritten)
{
  const auto path = test_folder() / "s.h5";
  const Shard written = example_shard();
  write_shard(path, written);

  const Shard shard = read_shard(path);

  EXPECT_EQ(shard.id, written.id);
  EXPECT_EQ(shard.input_fingerprint, "input");
  EXPECT_EQ(shard.config_fingerprint, "config");
  EXPECT_EQ(shard.options_text, written.options_text);
  EXPECT_EQ(shard.tr_s, 0.8);
  ASSERT_EQ(shard.sets.size(), 2U);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(shard.sets[k].roi_set, written.sets[k].roi_set);
    EXPECT_EQ(shard.sets[k].labels, written.sets[k].labels);
    EXPECT_EQ(shard.sets[k].invalid, written.sets[k].invalid);
    EXPECT_EQ(shard.sets[k].resampled, written.sets[k].resampled);
    EXPECT_TRUE(same(shard.sets[k].values, written.sets[k].values));
  }
  EXPECT_EQ(shard.sets[0].coverage, written.sets[0].coverage);
  ASSERT_EQ(shard.combinations.size(), 3U);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto& found = shard.combinations[k];
    const auto& expected = written.combinations[k];
    EXPECT_EQ(found.roi_set, expected.roi_set);
    EXPECT_EQ(found.strategy, expected.strategy);
    EXPECT_TRUE(same(found.denoised.series, expected.denoised.series));
    EXPECT_EQ(found.denoised.kept, expected.denoised.kept);
    EXPECT_EQ(found.denoised.confounds, expected.denoised.confounds);
    EXPECT_EQ(found.denoised.warnings, expected.denoised.warnings);
    EXPECT_EQ(found.denoised.exclusions, expected.denoised.exclusions);
    ASSERT_EQ(found.kinds.size(), expected.kinds.size());
    for (std::size_t n = 0; n < found.kinds.size(); ++n) {
      EXPECT_EQ(found.kinds[n].kind, expected.kinds[n].kind);
      EXPECT_EQ(found.kinds[n].estimator, expected.kinds[n].estimator);
      EXPECT_TRUE(same(found.kinds[n].estimate.edges, expected.kinds[n].estimate.edges));
      EXPECT_TRUE(same(found.kinds[n].estimate.diagonal, expected.kinds[n].estimate.diagonal));
      EXPECT_EQ(found.kinds[n].estimate.shrinkage, expected.kinds[n].estimate.shrinkage);
      EXPECT_EQ(found.kinds[n].estimate.warnings, expected.kinds[n].estimate.warnings);
    }
  }
}

TEST(Shard, GivesGatheringWhatItNeeds)
{
  const auto path = test_folder() / "s.h5";
  write_shard(path, example_shard());

  const auto summary = read_shard_summary(path, "z/set", "36p");
  const auto tangent = read_shard_kind(path, "z/set", "36p", connectivity::Kind::tangent);

  EXPECT_EQ(summary.qc.mean_fd, 0.125);
  EXPECT_EQ(summary.qc.dof, 3);
  EXPECT_TRUE(std::isnan(summary.qc.tsnr));
  EXPECT_THAT(summary.confounds, testing::ElementsAre("trans_x", "trans_y"));
  EXPECT_THAT(summary.warnings, testing::ElementsAre("confound \"csf\" is constant"));
  EXPECT_TRUE(summary.exclusions.empty());
  EXPECT_THAT(summary.invalid, testing::ElementsAre("", "covers 25 %", ""));
  EXPECT_EQ(tangent.edges, Eigen::Vector3d(1, 2, 3));
  EXPECT_EQ(tangent.diagonal, Eigen::Vector3d(4, 5, 6));
  EXPECT_THAT(read_shard_summary(path, "a", "trans_*,rot_*").exclusions, testing::SizeIs(2));
}

TEST(Shard, KeepsMeasuresInTheirOrder)
{
  const auto path = test_folder() / "s.h5";
  Shard shard = example_shard();
  shard.combinations[0].measures = {{"strength", Eigen::Vector3d(1, 2, std::nan(""))},
                                    {"modularity", Eigen::VectorXd::Constant(1, 0.4)}};
  const auto& first = shard.combinations[0];
  write_shard(path, shard);

  const auto measures = read_shard_measures(path, first.roi_set, first.strategy);

  ASSERT_EQ(measures.size(), 2U);
  EXPECT_EQ(measures[0].name, "strength");
  EXPECT_TRUE(same(measures[0].values, first.measures[0].values));
  EXPECT_EQ(measures[1].values[0], 0.4);
  EXPECT_EQ(read_shard(path).combinations[0].measures.size(), 2U);
  EXPECT_EQ(read_shard(path).combinations[0].kinds.size(), first.kinds.size());
  const auto& other = shard.combinations[1];
  EXPECT_TRUE(read_shard_measures(path, other.roi_set, other.strategy).empty());
}

TEST(Shard, FilesOfEqualContentAreEqualByteForByte)
{
  const auto folder = test_folder();
  write_shard(folder / "one.h5", example_shard());
  write_shard(folder / "two.h5", example_shard());

  EXPECT_EQ(bytes_of(folder / "one.h5"), bytes_of(folder / "two.h5"));
}

TEST(Shard, DigestsDoNotDependOnTheFingerprints)
{
  const auto folder = test_folder();
  Shard other = example_shard();
  other.input_fingerprint = "another disk";
  write_shard(folder / "one.h5", example_shard());
  write_shard(folder / "two.h5", other);
  const auto one = file_digests(folder / "one.h5");
  const auto two = file_digests(folder / "two.h5");

  ASSERT_EQ(one.size(), two.size());
  for (std::size_t k = 0; k < one.size(); ++k) EXPECT_EQ(one[k].digest, two[k].digest) << one[k].dataset;
}

TEST(ShardFingerprints, AreReadWithoutTheRest)
{
  const auto path = test_folder() / "s.h5";
  write_shard(path, example_shard());

  const auto found = read_shard_fingerprints(path);

  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->input, "input");
  EXPECT_EQ(found->config, "config");
  EXPECT_EQ(found->inputs_text, "image: bold.nii.gz, 12 bytes\n");
  EXPECT_EQ(found->options_text, "denoise.strategy = 36p\n");
}

TEST(ShardFingerprints, AreNothingForAbsentForeignAndEmptyFiles)
{
  const auto folder = test_folder();
  test::write_example(folder / "cohort.h5");
  write_bytes(folder / "empty.h5", "");
  write_bytes(folder / "text.h5", "participant_id\tage\n");

  EXPECT_FALSE(read_shard_fingerprints(folder / "absent.h5").has_value());
  EXPECT_FALSE(read_shard_fingerprints(folder / "cohort.h5").has_value());
  EXPECT_FALSE(read_shard_fingerprints(folder / "empty.h5").has_value());
  EXPECT_FALSE(read_shard_fingerprints(folder / "text.h5").has_value());
  EXPECT_FALSE(read_shard_fingerprints(folder).has_value());
}

TEST(ShardFingerprints, AreNothingForATornFile)
{
  const auto path = test_folder() / "s.h5";
  write_shard(path, example_shard());
  const std::string whole = bytes_of(path);

  for (std::size_t length = 0; length < whole.size(); length += length < 600 ? 1 : 97) {
    write_bytes(path, whole.substr(0, length));
    EXPECT_FALSE(read_shard_fingerprints(path).has_value()) << length << " of " << whole.size() << " bytes";
  }
}

TEST(Shard, ADamagedValueIsAnErrorThatNamesTheDataset)
{
  const auto path = test_folder() / "s.h5";
  Shard shard = example_shard();
  shard.combinations[0].kinds[0].estimate.edges = Eigen::VectorXd::LinSpaced(2000, 0.25, 1.75);
  write_shard(path, shard);
  std::string bytes = bytes_of(path);
  const double last = 1.75;
  const auto position = bytes.find(std::string(reinterpret_cast<const char*>(&last), 8));
  ASSERT_NE(position, std::string::npos);
  bytes[position] = static_cast<char>(bytes[position] ^ 4);
  write_bytes(path, bytes);

  EXPECT_THAT(
      thrown_message<base::IoError>([&] { read_shard_kind(path, "z/set", "36p", connectivity::Kind::correlation); }),
      testing::AllOf(HasSubstr("s.h5: content does not match the digest recorded when it was written: field "
                               "\"/rois-z%2Fset/denoise-36p/correlation/edges\" is "),
                     HasSubstr("; expected ")));
}

TEST(Shard, ReadersSurviveAnyDamage)
{
  const auto path = test_folder() / "s.h5";
  write_shard(path, example_shard());
  const std::string whole = bytes_of(path);

  for (std::size_t byte = 0; byte < whole.size(); byte += 37) {
    std::string damaged = whole;
    damaged[byte] = static_cast<char>(damaged[byte] ^ 0x41);
    write_bytes(path, damaged);
    read_shard_fingerprints(path);
    try {
      EXPECT_EQ(read_shard_kind(path, "z/set", "36p", connectivity::Kind::tangent).edges, Eigen::Vector3d(1, 2, 3));
    } catch (const base::IoError&) {
    }
  }
}

TEST(Shard, AChangedBitAnywhereInItsValuesIsFoundAndNamed)
{
  const auto path = test_folder() / "s.h5";
  Shard shard = example_shard();
  shard.sets[0].values = Eigen::VectorXd::LinSpaced(6000, 0.25, 1.75).reshaped(2000, 3);
  write_shard(path, shard);
  verify_shard(path);
  const std::string whole = bytes_of(path);
  const double raw = shard.sets[0].values(1999, 2);
  const auto position = whole.find(std::string(reinterpret_cast<const char*>(&raw), 8));
  ASSERT_NE(position, std::string::npos);
  for (int bit = 0; bit < 64; bit += 7) {
    std::string damaged = whole;
    damaged[position + static_cast<std::size_t>(bit / 8)] ^= static_cast<char>(1 << bit % 8);
    write_bytes(path, damaged);
    EXPECT_THAT(thrown_message<base::IoError>([&] { verify_shard(path); }),
                testing::AllOf(HasSubstr("s.h5: content does not match the digest recorded when it was written"),
                               HasSubstr("series")));
  }
}

TEST(Shard, ATornFileIsFound)
{
  const auto path = test_folder() / "s.h5";
  write_shard(path, example_shard());
  const std::string whole = bytes_of(path);
  for (const std::size_t lost : {std::size_t{1}, std::size_t{100}, whole.size() / 2, whole.size()}) {
    write_bytes(path, whole.substr(0, whole.size() - lost));
    EXPECT_THAT(thrown_message<base::IoError>([&] { verify_shard(path); }), HasSubstr("s.h5: ")) << lost;
  }
}

TEST(Shard, SaysWhatItDoesNotHold)
{
  const auto path = test_folder() / "s.h5";
  write_shard(path, example_shard());

  EXPECT_THAT(thrown_message<base::IoError>([&] { read_shard_summary(path, "z/set", "compcor"); }),
              HasSubstr("s.h5: the file has no group of this name: expected /rois-z%2Fset/denoise-compcor"));
  EXPECT_THAT(
      thrown_message<base::IoError>([&] { read_shard_kind(path, "a", "trans_*,rot_*", connectivity::Kind::tangent); }),
      HasSubstr("the file has no group of this name"));
  test::write_example(path);
  EXPECT_THAT(
      thrown_message<base::IoError>([&] { read_shard(path); }),
      HasSubstr("s.h5: not a file of this schema: field \"schema\" is \"dmn-cohort/1\"; expected dmn-cohort-shard/1"));
}

}  // namespace
}  // namespace dmn::store
