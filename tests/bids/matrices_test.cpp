#include "bids/matrices.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "bids/fake_dataset.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;
using connectivity::Edge;
using test::message_of;
using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

connectivity::RoiTable rois(const std::vector<std::string>& labels)
{
  connectivity::RoiTable table;
  for (const auto& label : labels) table.push_back({.label = label});
  return table;
}

std::vector<std::string> labels_of(const MatrixCohort& given)
{
  std::vector<std::string> labels;
  for (const auto& roi : given.cohort.rois) labels.push_back(roi.label);
  return labels;
}

std::string refusal(const MatricesOptions& options)
{
  return message_of<UsageError>([&] { read_matrices(options); });
}

TEST(WideTable, BecomesSortedRowsOfFisherZ)
{
  const TemporaryFolder folder;
  folder.write("participants.tsv", "participant_id\tgroup\tsite\tage\nsub-02\tpatient\tA\t50\n01\tcontrol\tB\tn/a\n");
  const auto table = folder.write(
      "m.tsv", "participant_id\tsession\tA--B\tA--C\tB--C\nsub-02\tn/a\t0.5\tn/a\t-1\n01\tn/a\t0\t0.25\t1\n");

  const auto given = read_matrices({.matrices = table});

  EXPECT_EQ(given.transform, "fisher_z");
  EXPECT_THAT(labels_of(given), ElementsAre("A", "B", "C"));
  EXPECT_TRUE(given.cohort.edges.is_full());
  ASSERT_EQ(given.edges.rows(), 2);
  EXPECT_EQ(given.cohort.runs[0], (base::RunId{"01", "", "", ""}));
  EXPECT_DOUBLE_EQ(given.edges(0, 1), std::atanh(0.25));
  EXPECT_DOUBLE_EQ(given.edges(0, 2), std::atanh(1 - 1e-7));
  EXPECT_DOUBLE_EQ(given.edges(1, 0), std::atanh(0.5));
  EXPECT_TRUE(std::isnan(given.edges(1, 1)));
  EXPECT_DOUBLE_EQ(given.edges(1, 2), -std::atanh(1 - 1e-7));
  EXPECT_THAT(given.cohort.group, ElementsAre("control", "patient"));
  EXPECT_THAT(given.cohort.site, ElementsAre("B", "A"));
  EXPECT_EQ(given.cohort.participants.find("age")->numbers.at(1), 50);
  EXPECT_THAT(given.cohort.excluded, IsEmpty());
  EXPECT_EQ(given.cohort.roi_set, "m");
}

TEST(WideTable, ASubsetOfThePairsKeepsItsColumnOrder)
{
  const TemporaryFolder folder;
  const auto table = folder.write("m.tsv", "participant_id\tsession\tC--D\tB--A\tA--D\ns\tn/a\t0.1\t0.2\t0.3\n");
  folder.write("m.json", R"({"Values": "other"})");

  const auto given = read_matrices({.matrices = table});

  EXPECT_THAT(labels_of(given), ElementsAre("C", "D", "B", "A"));
  EXPECT_THAT(given.cohort.edges.edges(), ElementsAre(Edge{0, 1}, Edge{2, 3}, Edge{1, 3}));
  EXPECT_EQ(given.transform, "none");
  EXPECT_EQ(given.edges(0, 2), 0.3);
}

TEST(WideTable, FollowsTheOrderOfTheRoiTable)
{
  const TemporaryFolder folder;
  const auto table = folder.write("m.tsv", "participant_id\tsession\tC--B\tA--C\tB--A\ns\tn/a\t0.1\t0.2\t0.3\n");
  folder.write("m.json", R"({"Values": "fisher_z"})");

  const auto given = read_matrices({.matrices = table, .labels = "atlas.tsv", .rois = rois({"A", "B", "C"})});

  EXPECT_TRUE(given.cohort.edges.is_full());
  EXPECT_EQ(given.edges, (Eigen::RowVector3d(0.3, 0.2, 0.1)));
  EXPECT_EQ(given.transform, "fisher_z");
  EXPECT_EQ(given.cohort.roi_set, "atlas");
}

TEST(WideTable, RefusesColumnsThatAreNoEdges)
{
  const TemporaryFolder folder;
  const auto message = [&](const std::string& columns, const connectivity::RoiTable& table = {}) {
    return refusal({.matrices = folder.write("m.tsv", "participant_id\tsession\t" + columns + "\n"), .rois = table});
  };
  EXPECT_THAT(
      message("A-B"),
      HasSubstr("m.tsv: a column that is no edge: found \"A-B\"; expected two labels joined by --, as in A--B"));
  EXPECT_THAT(message("A--B--C"), HasSubstr("a column that is no edge"));
  EXPECT_THAT(message("A---B"), HasSubstr("a column that is no edge"));
  EXPECT_THAT(message("--B"), HasSubstr("a column that is no edge"));
  EXPECT_THAT(message("A--"), HasSubstr("a column that is no edge"));
  EXPECT_THAT(message("A--A"), HasSubstr("an edge of an ROI with itself: found \"A--A\""));
  EXPECT_THAT(message("A--B\tC--A\tB--A"), HasSubstr("the same edge twice: found \"A--B and B--A\""));
  EXPECT_THAT(message("A--B", rois({"A", "C"})),
              HasSubstr("a label that rois.labels does not have: field \"rois.labels\" is \"B\""));
  EXPECT_THAT(message("A--B", rois({"A", "B", "A"})), HasSubstr("rois.labels has the label twice"));
  EXPECT_THAT(refusal({.matrices = folder.write("n.tsv", "participant_id\tA--B\tA--C\n")}),
              HasSubstr("not a table of matrices: field \"header\" is \"participant_id, A--B, A--C\""));
  EXPECT_THAT(refusal({.matrices = folder.write("o.tsv", "")}), HasSubstr("o.tsv: is empty; expected a header line"));
}

TEST(WideTable, RefusesNumbersThatCannotBeCorrelationsNamingTheSidecar)
{
  const TemporaryFolder folder;
  const auto table =
      folder.write("m.tsv", "participant_id\tsession\tA--B\tA--C\ns1\tn/a\t0.5\t0.5\ns2\tn/a\t0.5\t1.25\n");
  EXPECT_THAT(refusal({.matrices = table}),
              AllOf(HasSubstr("m.tsv:3: a correlation outside [-1, 1]: field \"A--C\" is \"1.25\""),
                    HasSubstr("m.json must say so (fisher_z or other)")));
  folder.write("m.json", R"({"Values": "fisher_z"})");
  EXPECT_EQ(read_matrices({.matrices = table}).edges(1, 1), 1.25);
  folder.write("m.json", R"({"Values": "covariance"})");
  EXPECT_THAT(refusal({.matrices = table}),
              HasSubstr("m.json: field \"Values\" is \"covariance\"; expected correlation, fisher_z or other"));
  folder.write("m.json", R"({"Values": 3})");
  EXPECT_THAT(refusal({.matrices = table}), HasSubstr("m.json: field \"Values\" is \"3\"; expected a text"));
}

TEST(WideTable, TakesARoundedOneForACorrelation)
{
  const TemporaryFolder folder;
  const auto table = folder.write("m.tsv", "participant_id\tsession\tA--B\ns\tn/a\t1.0000000000000002\n");
  EXPECT_DOUBLE_EQ(read_matrices({.matrices = table}).edges(0, 0), std::atanh(1 - 1e-7));
}

TEST(WideTable, RefusesBrokenRows)
{
  const TemporaryFolder folder;
  const auto message = [&](const std::string& rows, const std::string& values = "correlation") {
    folder.write("m.json", R"({"Values": ")" + values + "\"}");
    return refusal({.matrices = folder.write("m.tsv", "participant_id\tsession\tA--B\tA--C\n" + rows)});
  };
  EXPECT_THAT(message("s\tn/a\t1\n"),
              HasSubstr("m.tsv:2: a row has another number of fields than the header: found \"3\"; expected 4 fields"));
  EXPECT_THAT(message("s\n"), HasSubstr("found \"2\"; expected 4 fields"));
  EXPECT_THAT(message("s\tn/a\t0.1\tx\n"), HasSubstr("m.tsv:2: field \"A--C\" is \"x\"; expected a number or n/a"));
  EXPECT_THAT(message("s\tn/a\t0.1\tinf\n", "other"),
              HasSubstr("m.tsv:2: field \"A--C\" is \"inf\"; expected a finite number or n/a"));
  EXPECT_THAT(message("n/a\tn/a\t0.1\t0\n"), HasSubstr("m.tsv:2: no participant_id"));
  EXPECT_THAT(message("s\t1\t0\t0\nt\t1\t0\t0\nsub-s\tses-1\t0\t0\n"),
              HasSubstr("m.tsv:2 and m.tsv:4: sub-s ses-1: the same row twice"));
}

TEST(Matrices, ListDataWithoutARowAndRowsWithoutDataAndDuplicates)
{
  const TemporaryFolder folder;
  const auto participants =
      folder.write("p.tsv", "participant_id\tgroup\nsub-1\ta\nsub-2\ta\nsub-3\tb\nsub-2\tb\nsub-4\tb\n");
  const auto table =
      folder.write("m.tsv", "participant_id\tsession\tA--B\n1\t2\t0.1\n1\t1\t0.2\n2\tn/a\t0.3\n9\tn/a\t0.4\n");

  const auto given = read_matrices({.matrices = table, .participants = participants});

  EXPECT_THAT(given.cohort.runs, ElementsAre(base::RunId{"sub-1", "1", "", ""}, base::RunId{"sub-1", "2", "", ""}));
  EXPECT_DOUBLE_EQ(given.edges(0, 0), std::atanh(0.2));
  ASSERT_EQ(given.cohort.excluded.size(), 4U);
  EXPECT_EQ(given.cohort.excluded[0].reason,
            "m.tsv:5: data without a row in the participants table: no row for this participant");
  EXPECT_EQ(given.cohort.excluded[1].id.participant, "sub-2");
  EXPECT_EQ(given.cohort.excluded[1].reason, "p.tsv:3 and :5: duplicate participant: more than one row");
  EXPECT_EQ(given.cohort.excluded[2].reason, "p.tsv:4: a row without data: no matrix for this participant");
  EXPECT_EQ(given.cohort.excluded[3].id.participant, "sub-4");
  EXPECT_EQ(given.cohort.participants.n_rows(), 2U);
}

TEST(Matrices, GoOnWithoutAParticipantsTable)
{
  const TemporaryFolder folder;
  const auto given =
      read_matrices({.matrices = folder.write("x/y/m.tsv", "participant_id\tsession\tA--B\nsub-1\tn/a\t0.1\n")});
  EXPECT_THAT(given.cohort.group, ElementsAre(""));
  EXPECT_THAT(given.warnings, ElementsAre("no participants table: the groups are not known"));
}

TEST(Matrices, SayWhatTheirSidecarNotes)
{
  const TemporaryFolder folder;
  const auto table = folder.write("m.tsv", "participant_id\tsession\tA--B\nsub-1\tn/a\t0.1\n");
  folder.write("m.json", R"({"Note": "motion is still inside"})");
  folder.write("participants.tsv", "participant_id\tgroup\nsub-1\tpatient\n");

  EXPECT_THAT(read_matrices({.matrices = table}).warnings, ::testing::Contains("motion is still inside"));
}

TEST(Matrices, RefuseTablesThatAreNotThere)
{
  const TemporaryFolder folder;
  EXPECT_THAT(refusal({.matrices = folder.path() / "absent.tsv"}), HasSubstr("absent.tsv: no such file"));
  const auto table = folder.write("m.tsv", "participant_id\tsession\tA--B\ns\tn/a\t0.1\n");
  EXPECT_THAT(refusal({.matrices = table, .participants = folder.path() / "p.tsv"}), HasSubstr("p.tsv: no such file"));
  const auto participants = folder.write("p.tsv", "participant_id\tgroup\ns\ta\n");
  EXPECT_THAT(refusal({.matrices = table, .participants = participants, .group_column = "type"}),
              HasSubstr("no such column in the participants table: field \"input.group_column\" is \"type\""));
}

class MatrixManifest : public ::testing::Test {
 protected:
  std::string refusal_of(const std::string& file) const
  {
    return refusal({.matrices = manifest_of(file), .rois = rois({"A", "B", "C"})});
  }
  std::filesystem::path manifest_of(const std::string& file) const
  {
    return folder.write("d/manifest.tsv", "participant_id\tsession\tfile\nsub-1\tn/a\t" + file + "\n");
  }

  TemporaryFolder folder;
};

TEST_F(MatrixManifest, ReadsSquareTablesOfTextByPositionOfTheRois)
{
  folder.write("d/m.csv", "1,0.1,0.2\n0.1,1,n/a\n0.2,n/a,1\n");
  folder.write("d/manifest.json", R"({"Values": "other"})");

  const auto given =
      read_matrices({.matrices = manifest_of("m.csv"), .labels = "mist.tsv", .rois = rois({"A", "A", "C"})});

  EXPECT_TRUE(given.cohort.edges.is_full());
  EXPECT_EQ(given.edges(0, 0), 0.1);
  EXPECT_EQ(given.edges(0, 1), 0.2);
  EXPECT_TRUE(std::isnan(given.edges(0, 2)));
  EXPECT_EQ(given.cohort.roi_set, "mist");
}

TEST_F(MatrixManifest, LeavesOutFilesThatDoNotFitAndGoesOn)
{
  folder.write("d/good.tsv", "1\t0.1\t0.2\n0.1\t1\t0\n0.2\t0\t1\n");
  folder.write("d/two.tsv", "1\t0.1\n0.1\t1\n");
  folder.write("d/skew.tsv", "1\t0.1\t0.2\n0.3\t1\t0\n0.2\t0\t1\n");
  folder.write("d/header.tsv", "A\tB\tC\n1\t0\t0\n0\t1\t0\n0\t0\t1\n");
  const auto manifest = folder.write("d/manifest.tsv",
                                     "participant_id\tsession\tfile\nb\tn/a\ttwo.tsv\na\tn/a\tgood.tsv\n"
                                     "c\tn/a\tskew.tsv\nd\tn/a\theader.tsv\ne\tn/a\tabsent.npy\n"
                                     "f\tn/a\t../outside.tsv\n");
  folder.write("outside.tsv", "1");

  const auto given = read_matrices({.matrices = manifest, .rois = rois({"A", "B", "C"})});

  ASSERT_EQ(given.edges.rows(), 1);
  EXPECT_EQ(given.cohort.runs.front().participant, "a");
  EXPECT_DOUBLE_EQ(given.edges(0, 1), std::atanh(0.2));
  ASSERT_EQ(given.cohort.excluded.size(), 5U);
  EXPECT_EQ(given.cohort.excluded[0].reason,
            "manifest.tsv:2: two.tsv: the matrix and the ROI table do not belong together: field \"shape\" is "
            "\"(2, 2)\"; expected (3, 3), or (3,) for the upper triangle, for the 3 rows of rois.labels");
  EXPECT_EQ(
      given.cohort.excluded[1].reason,
      "manifest.tsv:4: skew.tsv: the matrix is not symmetric: field \"row 2, column 1\" is \"0.3\"; expected 0.1");
  EXPECT_EQ(given.cohort.excluded[2].reason,
            "manifest.tsv:5: header.tsv: a header line in a matrix file; expected numbers only");
  EXPECT_THAT(given.cohort.excluded[3].reason, HasSubstr("manifest.tsv:6: absent.npy: no such file"));
  EXPECT_THAT(given.cohort.excluded[4].reason, HasSubstr("the path leaves the dataset folder"));
}

TEST_F(MatrixManifest, RefusesWhatNoFileCanSurvive)
{
  folder.write("d/large.tsv", "1\t0\t2\n0\t1\t0\n2\t0\t1\n");
  folder.write("d/m.mat", "x");
  EXPECT_THAT(refusal_of("large.tsv"),
              HasSubstr("large.tsv: a correlation outside [-1, 1]: field \"row 1, column 3\" is \"2\""));
  EXPECT_THAT(refusal_of("m.mat"), HasSubstr("m.mat: not a matrix file: expected a name ending in .npy, .tsv or .csv"));
}

TEST_F(MatrixManifest, NeedsTheRoiTableAndExactlyItsColumns)
{
  EXPECT_THAT(refusal({.matrices = manifest_of("m.npy")}),
              HasSubstr("a manifest of matrices needs the names of its regions: field \"rois.labels\""));
  const auto more = folder.write("m.tsv", "participant_id\tsession\tfile\tage\ns\tn/a\tm.npy\t3\n");
  EXPECT_THAT(refusal({.matrices = more, .rois = rois({"A", "B"})}),
              HasSubstr("expected exactly participant_id, session, file"));
  EXPECT_THROW(read_matrices({.matrices = more, .labels = "rois.tsv"}), base::ShapeError);
}

TEST(MatrixManifestData, ReadsPublishedVectorsOfCorrelations)
{
  const auto folder = std::filesystem::path(DMN_SOURCE_DIR) / "tests/bids/data/npy";
  connectivity::RoiTable table;
  for (int i = 0; i < 264; ++i) table.push_back({.label = "P" + std::to_string(i)});

  const auto given = read_matrices({.matrices = folder / "manifest.tsv", .rois = table});

  ASSERT_EQ(given.edges.rows(), 3);
  EXPECT_EQ(given.edges.cols(), 34716);
  EXPECT_EQ(given.cohort.runs.front().participant, "sub-002");
  EXPECT_NEAR(std::tanh(given.edges(0, 0)), 0.17486623601036697, 1e-15);
  EXPECT_NEAR(std::tanh(given.edges(0, 34715)), 0.5262559140887326, 1e-15);
}

}  // namespace
}  // namespace dmn::bids
