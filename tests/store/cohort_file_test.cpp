#include "store/cohort_file.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "examples.hpp"
#include "store/digest.hpp"
#include "store/result_file.hpp"
#include "thrown_message.hpp"

namespace dmn::store {
namespace {

using test::bytes_of;
using test::example_cohort;
using test::example_diagonals;
using test::example_edges;
using test::test_folder;
using test::thrown_message;
using test::write_bytes;
using testing::HasSubstr;

bool same(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         ((a.array() == b.array()) || (a.array().isNaN() && b.array().isNaN())).all();
}

void expect_same(const stats::Table& found, const stats::Table& expected)
{
  ASSERT_EQ(found.columns.size(), expected.columns.size());
  for (std::size_t c = 0; c < found.columns.size(); ++c) {
    EXPECT_EQ(found.columns[c].name, expected.columns[c].name);
    EXPECT_EQ(found.columns[c].numeric, expected.columns[c].numeric);
    EXPECT_EQ(found.columns[c].words, expected.columns[c].words);
    EXPECT_THAT(found.columns[c].numbers,
                testing::Pointwise(testing::NanSensitiveDoubleEq(), expected.columns[c].numbers));
  }
}

TEST(CohortFile, ReadsBackTheCohort)
{
  const auto path = test_folder() / "cohort.h5";
  test::write_example(path);
  const stats::Cohort expected = example_cohort();

  const CohortReader reader(path);
  const auto& cohort = reader.cohort();

  EXPECT_EQ(cohort.runs, expected.runs);
  EXPECT_EQ(cohort.site, expected.site);
  EXPECT_EQ(cohort.group, expected.group);
  EXPECT_EQ(cohort.roi_set, expected.roi_set);
  EXPECT_EQ(cohort.roi_hash, expected.roi_hash);
  EXPECT_EQ(cohort.edges.edges(), expected.edges.edges());
  expect_same(cohort.participants, expected.participants);
  expect_same(cohort.qc, expected.qc);
  ASSERT_EQ(cohort.rois.size(), expected.rois.size());
  for (std::size_t r = 0; r < cohort.rois.size(); ++r) {
    EXPECT_EQ(cohort.rois[r].label, expected.rois[r].label);
    EXPECT_EQ(cohort.rois[r].network, expected.rois[r].network);
    EXPECT_EQ(cohort.rois[r].subsystem, expected.rois[r].subsystem);
    EXPECT_EQ(cohort.rois[r].hemisphere, expected.rois[r].hemisphere);
    EXPECT_TRUE(same(cohort.rois[r].xyz_mm, expected.rois[r].xyz_mm));
    EXPECT_THAT(cohort.rois[r].radius_mm, testing::NanSensitiveDoubleEq(expected.rois[r].radius_mm));
  }
  ASSERT_EQ(cohort.excluded.size(), 2U);
  EXPECT_EQ(cohort.excluded[1].id, expected.excluded[1].id);
  EXPECT_EQ(cohort.excluded[1].reason, "truncated gzip");
  EXPECT_THAT(reader.provenance(), testing::ElementsAre(testing::Pair("config", "[denoise]\nstrategy = 36p\n"),
                                                        testing::Pair("empty", ""), testing::Pair("version", "0.1.0")));
}

TEST(CohortFile, ReadsAnyColumnsOfAKind)
{
  const auto path = test_folder() / "cohort.h5";
  test::write_example(path);

  const CohortReader reader(path);

  ASSERT_EQ(reader.kinds().size(), 2U);
  EXPECT_EQ(reader.kinds()[1].name, "covariance");
  EXPECT_EQ(reader.kinds()[1].transform, "none");
  EXPECT_EQ(reader.kinds()[1].estimator, "ledoit-wolf");
  EXPECT_TRUE(reader.kinds()[1].has_diagonal);
  EXPECT_FALSE(reader.kinds()[0].has_diagonal);
  EXPECT_TRUE(same(reader.read_edges("correlation", 0, 6), example_edges()));
  EXPECT_TRUE(same(reader.read_edges("covariance", 1, 3), -example_edges().middleCols(1, 3)));
  EXPECT_EQ(reader.read_edges("correlation", 6, 0).rows(), 5);
  EXPECT_TRUE(same(reader.read_diagonal("covariance"), example_diagonals()));
}

TEST(CohortFile, DoesNotDependOnHowRowsArriveInBlocks)
{
  const auto folder = test_folder();
  stats::Cohort cohort;
  cohort.runs.assign(75, {"p", "", "", ""});
  cohort.site.assign(75, "");
  cohort.group.assign(75, "");
  cohort.rois.assign(20, {.label = "roi"});
  cohort.edges = connectivity::EdgeList::full(20);
  const Eigen::MatrixXd rows = Eigen::MatrixXd::Random(75, 190);
  const auto write = [&](const std::string& name, Eigen::Index block) {
    CohortWriter writer(folder / name, cohort, {{"correlation", "fisher_z", "pearson", false}}, {});
    EXPECT_GE(writer.rows_per_block(), 10);
    for (Eigen::Index row = 0; row < 75; row += block)
      writer.append("correlation", rows.middleRows(row, std::min(block, 75 - row)), {});
    writer.finish();
  };

  write("one.h5", 1);
  write("seven.h5", 7);
  write("all.h5", 75);

  EXPECT_TRUE(same(CohortReader(folder / "one.h5").read_edges("correlation", 0, 190), rows));
  EXPECT_EQ(bytes_of(folder / "one.h5"), bytes_of(folder / "seven.h5"));
  EXPECT_EQ(bytes_of(folder / "one.h5"), bytes_of(folder / "all.h5"));
}

TEST(CohortFile, MayHoldNoRunAndNoExclusion)
{
  const auto path = test_folder() / "cohort.h5";
  stats::Cohort cohort = example_cohort();
  cohort.runs.clear();
  cohort.site.clear();
  cohort.group.clear();
  cohort.participants.columns.clear();
  cohort.qc.columns.clear();
  cohort.excluded.clear();
  CohortWriter writer(path, cohort, {{"tangent", "none", "empirical", true}}, {});
  writer.finish();

  const CohortReader reader(path);

  EXPECT_TRUE(reader.cohort().runs.empty());
  EXPECT_TRUE(reader.cohort().excluded.empty());
  EXPECT_EQ(reader.read_edges("tangent", 0, 6).rows(), 0);
  EXPECT_EQ(reader.read_edges("tangent", 0, 6).cols(), 6);
  EXPECT_EQ(reader.read_diagonal("tangent").cols(), 4);
  for (const auto& line : file_digests(path)) EXPECT_EQ(line.digest, line.recorded);
}

TEST(CohortWriter, KeepsEntriesOfProvenanceLongerThan64KiB)
{
  const auto path = test_folder() / "cohort.h5";
  const std::string fingerprints(300'000, 'f');
  stats::Cohort cohort;
  CohortWriter writer(path, cohort, {}, {{"inputs", fingerprints}});
  writer.finish();

  EXPECT_EQ(CohortReader(path).provenance().front().second, fingerprints);
}

TEST(CohortWriter, RefusesAKindThatWasNotAnnouncedAndRowsThatDoNotFit)
{
  CohortWriter writer(test_folder() / "c.h5", example_cohort(), {{"correlation", "fisher_z", "pearson", false}}, {});

  EXPECT_THAT(thrown_message<base::ShapeError>([&] { writer.append("partial", example_edges(), {}); }),
              HasSubstr("c.h5: a kind was not announced: field \"partial\""));
  EXPECT_THAT(thrown_message<base::ShapeError>([&] { writer.append("correlation", Eigen::MatrixXd(5, 5), {}); }),
              HasSubstr("rows do not fit what is left of a dataset: found \"5 x 5\"; expected at most 5 x 6"));
  EXPECT_THAT(
      thrown_message<base::ShapeError>([&] { writer.append("correlation", example_edges(), example_diagonals()); }),
      HasSubstr("a kind has other diagonals than announced: field \"correlation\" is \"5\"; expected 0 rows"));
  writer.append("correlation", example_edges().topRows(4), {});
  EXPECT_THAT(thrown_message<base::ShapeError>([&] { writer.finish(); }),
              HasSubstr("rows of a dataset are missing: found \"4\"; expected 5"));
}

TEST(CohortWriter, RefusesPartsThatDoNotFitOneAnother)
{
  const auto path = test_folder() / "c.h5";
  stats::Cohort cohort = example_cohort();
  cohort.qc.columns[1].numbers.pop_back();
  EXPECT_THAT(thrown_message<base::ShapeError>([&] { CohortWriter(path, cohort, {}, {}); }),
              HasSubstr("a part of the cohort does not fit its runs: field \"dof\" is \"4\"; expected 5 rows"));

  cohort = example_cohort();
  cohort.rois.pop_back();
  EXPECT_THAT(thrown_message<base::ShapeError>([&] { CohortWriter(path, cohort, {}, {}); }),
              HasSubstr("the edges belong to another number of ROIs: found \"4\"; expected 3"));

  cohort = example_cohort();
  cohort.qc.columns[1] = {.name = "dof", .numeric = false, .words = {"", "", "", "", ""}};
  EXPECT_THAT(thrown_message<base::ShapeError>([&] { CohortWriter(path, cohort, {}, {}); }),
              HasSubstr("a quality column is not numeric: field \"dof\""));
  EXPECT_TRUE(std::filesystem::is_empty(path.parent_path()));
}

TEST(CohortWriter, LeavesNothingWithoutFinish)
{
  const auto folder = test_folder();
  {
    CohortWriter writer(folder / "c.h5", example_cohort(), {{"correlation", "fisher_z", "pearson", false}}, {});
    writer.append("correlation", example_edges(), {});
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(CohortReader, RefusesWhatIsNoCohortFile)
{
  const auto folder = test_folder();
  write_bytes(folder / "text.h5", "participant_id");
  write_shard(folder / "shard.h5", test::example_shard());
  ResultWriter other(folder / "other.h5", "dmn-cohort/2", {});
  other.finish();

  EXPECT_THAT(thrown_message<base::InputError>([&] { CohortReader(folder / "absent.h5"); }),
              HasSubstr("absent.h5: HDF5 H5Fopen failed: "));
  EXPECT_THAT(thrown_message<base::InputError>([&] { CohortReader(folder / "text.h5"); }),
              HasSubstr("text.h5: HDF5 H5Fopen failed: "));
  EXPECT_THAT(
      thrown_message<base::InputError>([&] { CohortReader(folder / "shard.h5"); }),
      HasSubstr("not a file of this schema: field \"schema\" is \"dmn-cohort-shard/1\"; expected dmn-cohort/1"));
  EXPECT_THAT(thrown_message<base::InputError>([&] { CohortReader(folder / "other.h5"); }),
              HasSubstr("\"dmn-cohort/2\""));
}

TEST(CohortReader, SaysWhichKindsTheFileHolds)
{
  const auto path = test_folder() / "c.h5";
  test::write_example(path);
  const CohortReader reader(path);

  EXPECT_THAT(thrown_message<base::InputError>([&] { reader.read_edges("partial", 0, 1); }),
              HasSubstr("c.h5: the cohort file does not hold this kind: field \"kind\" is \"partial\"; expected "
                        "correlation, covariance"));
  EXPECT_THAT(thrown_message<base::InputError>([&] { reader.read_diagonal("correlation"); }),
              HasSubstr("the cohort file holds no diagonal of this kind: found \"correlation\""));
  EXPECT_THAT(thrown_message<base::InputError>([&] { reader.read_edges("correlation", 4, 3); }),
              HasSubstr("a dataset does not have these columns: field \"/connectivity/correlation\""));
}

TEST(CohortFile, HoldsMeasuresOfRegionsAndOfRuns)
{
  const auto path = test_folder() / "c.h5";
  const auto n_rois = static_cast<Eigen::Index>(example_cohort().rois.size());
  const Eigen::MatrixXd strength = Eigen::MatrixXd::Random(5, n_rois);
  const Eigen::MatrixXd modularity = Eigen::MatrixXd::Random(5, 1);
  {
    CohortWriter writer(path, example_cohort(), {}, {},
                        {connectivity::measure_info("strength"), connectivity::measure_info("modularity")});
    writer.append_measure("strength", strength.topRows(2));
    writer.append_measure("modularity", modularity);
    EXPECT_THAT(thrown_message<base::ShapeError>([&] { writer.append_measure("alff", strength); }),
                HasSubstr("a measure was not announced: field \"alff\""));
    writer.append_measure("strength", strength.bottomRows(3));
    writer.finish();
  }

  const CohortReader reader(path);

  EXPECT_THAT(reader.measures(), testing::ElementsAre("strength", "modularity"));
  EXPECT_EQ(reader.read_measure("strength"), strength);
  EXPECT_EQ(reader.read_measure("modularity"), modularity);
  EXPECT_THAT(thrown_message<base::InputError>([&] { reader.read_measure("alff"); }),
              HasSubstr("the cohort file does not hold this measure: found \"alff\""));
}

TEST(CohortFile, HasNoMeasuresUnlessTheyAreAnnounced)
{
  const auto path = test_folder() / "c.h5";
  test::write_example(path);

  EXPECT_TRUE(CohortReader(path).measures().empty());
}

TEST(CohortReader, RefusesATornFile)
{
  const auto path = test_folder() / "cohort.h5";
  test::write_example(path);
  const std::string whole = bytes_of(path);

  for (std::size_t length = 0; length < whole.size(); length += length < 600 ? 1 : 97) {
    write_bytes(path, whole.substr(0, length));
    EXPECT_THROW(CohortReader{path}, base::InputError) << length << " of " << whole.size() << " bytes";
  }
}

}  // namespace
}  // namespace dmn::store
