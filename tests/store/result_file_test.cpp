#include "store/result_file.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "examples.hpp"
#include "store/digest.hpp"
#include "store/hdf5_file.hpp"
#include "thrown_message.hpp"

namespace dmn::store {
namespace {

using test::test_folder;
using test::thrown_message;
using testing::HasSubstr;

TEST(ResultFile, ReadsBackWhatWasWritten)
{
  const auto path = test_folder() / "result.h5";
  const Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(2000, -3, 3);
  ResultWriter writer(path, "dmn-cohort-group/1", {{"version", "0.1.0"}});
  writer.attribute("correction", "nbs");
  writer.numbers("/edges/t", t, "1", "t statistic");
  writer.strings("/edges/label_i", {"PCC", "", "left angular gyrus"}, "first ROI");
  writer.integers("/edges/n", {1, -2, std::int64_t{1} << 40}, "1", "complete cases");
  writer.matrix("/null/deep/max_t", Eigen::MatrixXd::Ones(2, 3), "1", "null");
  writer.strings("/none", {}, "no texts");
  writer.finish();

  EXPECT_EQ(read_numbers(path, "/edges/t"), t);
  EXPECT_EQ(read_numbers(path, "/edges/n"), Eigen::Vector3d(1, -2, 1099511627776));
  EXPECT_THAT(read_strings(path, "/edges/label_i"), testing::ElementsAre("PCC", "", "left angular gyrus"));
  EXPECT_TRUE(read_strings(path, "/none").empty());
  for (const auto& line : file_digests(path)) EXPECT_EQ(line.digest, line.recorded) << line.dataset;
}

TEST(ResultFile, SaysWhichDatasetIsAbsentOrOfAnotherKind)
{
  const auto path = test_folder() / "result.h5";
  ResultWriter writer(path, "s", {});
  writer.strings("/words", {"a"}, "d");
  writer.matrix("/matrix", Eigen::MatrixXd::Ones(2, 3), "1", "d");
  writer.finish();

  EXPECT_THAT(thrown_message<base::InputError>([&] { read_numbers(path, "/absent"); }),
              HasSubstr("result.h5: the file has no dataset of this name: expected /absent"));
  EXPECT_THAT(thrown_message<base::InputError>([&] { read_numbers(path, "/words"); }),
              HasSubstr("a dataset is not a vector of numbers: field \"/words\""));
  EXPECT_THAT(thrown_message<base::InputError>([&] { read_strings(path, "/matrix"); }),
              HasSubstr("a dataset is not a vector of texts: field \"/matrix\""));
}

TEST(ResultReader, ReadsWhatWasWrittenOfItsSchemaOnly)
{
  const auto path = test_folder() / "model.h5";
  ResultWriter writer(path, "dmn-cohort-model/1", {});
  writer.attribute("kind", "correlation");
  writer.matrix("/basis", Eigen::Matrix2d::Identity(), "1", "d");
  writer.numbers("/weight", Eigen::Vector2d(1, 2), "1", "d");
  writer.strings("/name", {"a", "b"}, "d");
  writer.finish();

  const ResultReader reader(path, "dmn-cohort-model/1");

  EXPECT_EQ(reader.attribute("kind"), "correlation");
  EXPECT_EQ(reader.matrix("/basis"), Eigen::Matrix2d::Identity());
  EXPECT_EQ(reader.numbers("/weight"), Eigen::Vector2d(1, 2));
  EXPECT_THAT(reader.strings("/name"), testing::ElementsAre("a", "b"));
  EXPECT_THAT(thrown_message<base::InputError>([&] { ResultReader(path, "dmn-cohort-group/1"); }),
              HasSubstr("dmn-cohort-group/1"));
  EXPECT_THAT(thrown_message<base::InputError>([&] { (void)reader.numbers("/absent"); }), HasSubstr("/absent"));
}

TEST(ResultFile, RefusesTheSameNameTwice)
{
  const auto folder = test_folder();
  {
    ResultWriter writer(folder / "result.h5", "s", {});
    writer.numbers("/t", Eigen::Vector2d(1, 2), "1", "d");
    EXPECT_THAT(thrown_message<base::IoError>([&] { writer.numbers("/t", Eigen::Vector2d(1, 2), "1", "d"); }),
                HasSubstr("result.h5: HDF5 H5Dcreate2 failed: name already exists"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(LinkName, StandsForAnyTextAndKeepsDifferentTextsApart)
{
  EXPECT_EQ(link_name("age at scan [%]"), "age at scan [%]");
  EXPECT_EQ(link_name("a/b"), "a%2Fb");
  EXPECT_EQ(link_name("a%2Fb"), "a%252Fb");
  EXPECT_EQ(link_name("%"), "%25");
  EXPECT_EQ(link_name(""), "%");
  EXPECT_EQ(link_name("."), "%2E");
  EXPECT_EQ(link_name(std::string_view("a\0b", 3)), "a%00b");
}

}  // namespace
}  // namespace dmn::store
