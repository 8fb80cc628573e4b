#include "parcellation/roi_set.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"
#include "image/nifti_bytes.hpp"

namespace dmn::parcellation {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RoiSetTest : public testing::Test {
 protected:
  RoiSet load(const RoiOptions& options) { return load_roi_set(options, folder_.path()); }
  RoiSet load_table(const std::string& text, RoiOptions options = {})
  {
    options.set = folder_.write("points.tsv", text).string();
    return load(options);
  }
  std::string message(const std::string& table)
  {
    return test::message_of<base::UsageError>([&] { load_table(table); });
  }
  std::string message_of(const RoiOptions& options)
  {
    return test::message_of<base::UsageError>([&] { load(options); });
  }
  std::string write_labels(std::vector<double> labels, int datatype = 4, const char* name = "atlas.nii.gz")
  {
    const test::NiftiBytes image{.dim = {3, static_cast<std::int64_t>(labels.size()), 1, 1, 1, 1, 1, 1},
                                 .datatype = datatype,
                                 .bitpix = test::bits_of(datatype),
                                 .raw = std::move(labels)};
    return test::write_bytes(folder_.path() / name, image.bytes()).string();
  }

  test::TemporaryFolder folder_;
};

TEST_F(RoiSetTest, ReadsSpheresWithEitherColumnNames)
{
  for (const char* axes : {"x\ty\tz", "x_mm\ty_mm\tz_mm"}) {
    const RoiSet set = load_table("name\tnetwork\t" + std::string(axes) + "\nPCC\tDMN\t1\t-2\t3.5\n");
    ASSERT_EQ(set.rois.size(), 1U);
    EXPECT_EQ(set.rois[0].label, "PCC");
    EXPECT_EQ(set.rois[0].network, "DMN");
    EXPECT_EQ(set.rois[0].xyz_mm, Eigen::Vector3d(1, -2, 3.5));
    EXPECT_EQ(set.name, "points");
    EXPECT_TRUE(set.is_spheres());
  }
}

TEST_F(RoiSetTest, GivesRadiiByNetwork)
{
  const RoiSet set = load_table(
      "label\tnetwork\tsubsystem\tx\ty\tz\na\tDMN\tn/"
      "a\t0\t0\t0\nb\tLimbic\tamygdala\t0\t0\t0\nc\tLimbic\tcingulate\t0\t0\t0\n"
      "d\tStriatal\tn/a\t0\t0\t0\ne\tThalamus\tn/a\t0\t0\t0\nf\tBrainstem\tn/a\t0\t0\t0\n");
  std::vector<double> radii;
  for (const auto& roi : set.rois) radii.push_back(roi.radius_mm);
  EXPECT_THAT(radii, ElementsAre(5, 4, 5, 4, 4, 3));
}

TEST_F(RoiSetTest, TakesTheRowsRadiusBeforeTheNetworksAndTheOptionsBeforeBoth)
{
  const std::string table = "label\tradius_mm\tx\ty\tz\na\t7\t0\t0\t0\nb\tn/a\t0\t0\t0\n";
  EXPECT_EQ(load_table(table).rois[0].radius_mm, 7);
  EXPECT_EQ(load_table(table).rois[1].radius_mm, 5);
  EXPECT_EQ(load_table(table, {.radius_mm = 6}).rois[0].radius_mm, 6);
}

TEST_F(RoiSetTest, FindsAShippedSetByItsName)
{
  folder_.write("my_points_rois.tsv", "label\tx\ty\tz\na\t0\t0\t0\n");
  EXPECT_EQ(load({.set = "my-points"}).name, "my-points");
  EXPECT_THAT(message_of({.set = "my-pionts"}), HasSubstr("no such ROI set: field \"rois.set\" is \"my-pionts\"; "
                                                          "expected my-points, a coordinates TSV or a label NIfTI"));
}

TEST_F(RoiSetTest, NamesTheLineAndColumnOfABadTable)
{
  EXPECT_THAT(message("label\tx\ty\tz\na\t0\tfar\t0\n"),
              AllOf(HasSubstr("points.tsv:2"), HasSubstr("field \"y\" is \"far\"; expected millimetres")));
  EXPECT_THAT(message("label\tx\ty\tz\na\t0\t0\t0\na\t1\t1\t1\n"), HasSubstr("points.tsv:3: ROI label is there twice"));
  EXPECT_THAT(message("label\tx\ty\tz\na--b\t0\t0\t0\n"), HasSubstr("label would be read as an edge"));
  EXPECT_THAT(message("label\tx\ty\tz\n \t0\t0\t0\n"), HasSubstr("ROI without a label"));
  EXPECT_THAT(message("label\tx\ty\tz\tradius_mm\na\t0\t0\t0\t0\n"),
              HasSubstr("field \"radius_mm\" is \"0\"; expected millimetres, above 0"));
  EXPECT_THAT(message("label\tx\ty\tz\na\t0\t0\tn/a\n"), HasSubstr("ROI has no coordinates"));
  EXPECT_THAT(message("label\ta\nb\tc\n"), HasSubstr("ROI has no coordinates"));
  EXPECT_THAT(message("x\ty\tz\n0\t0\t0\n"),
              HasSubstr("ROI table has no labels: found \"x, y, z\"; expected a column"));
  EXPECT_THAT(message("label\tx\ty\tz\n"), HasSubstr("ROI table has no rows"));
}

TEST_F(RoiSetTest, RefusesOptionsThatCannotBe)
{
  EXPECT_THAT(message_of({.set = "a.tsv", .radius_mm = -1}),
              HasSubstr("radius cannot be used: field \"rois.radius_mm\" is \"-1\""));
  EXPECT_THAT(message_of({.set = "a.tsv", .min_coverage = 1.5}),
              HasSubstr("coverage cannot be used: field \"rois.min_coverage\""));
  EXPECT_THAT(message_of({.set = "a.tsv", .labels = "b.tsv"}), HasSubstr("a table of spheres takes no labels"));
  EXPECT_THAT(message_of({.set = "a.nii", .radius_mm = 5}), HasSubstr("a label image has no radius"));
  EXPECT_THAT(message_of({.set = (folder_.path() / "none.tsv").string()}), HasSubstr("none.tsv: no such file"));
}

TEST_F(RoiSetTest, NumbersTheLabelsOfAnImageWithoutATable)
{
  const RoiSet set = load({.set = write_labels({0, 30, 7, -2, 7, 30, 100})});
  EXPECT_THAT(set.label_values, ElementsAre(7, 30, 100));
  EXPECT_EQ(set.rois[1].label, "30");
  EXPECT_EQ(set.name, "atlas");
  EXPECT_FALSE(set.is_spheres());
}

TEST_F(RoiSetTest, PlacesRegionsWithoutCoordinatesAtTheCentreOfTheirLabel)
{
  const auto image = write_labels({0, 1, 1, 0, 5});
  const RoiSet bare = load({.set = image});
  const RoiSet placed =
      load({.set = image, .labels = folder_.write("t.tsv", "label\tindex\tx\ty\tz\na\t1\t7\t8\t9\n")});
  const RoiSet absent = load({.set = image, .labels = folder_.write("t.tsv", "label\tindex\na\t9\n")});

  EXPECT_EQ(bare.rois[0].xyz_mm, Eigen::Vector3d(2, -1, -1));
  EXPECT_EQ(bare.rois[1].xyz_mm, Eigen::Vector3d(7, -1, -1));
  EXPECT_EQ(placed.rois[0].xyz_mm, Eigen::Vector3d(7, 8, 9));
  EXPECT_TRUE(absent.rois[0].xyz_mm.hasNaN());
}

TEST_F(RoiSetTest, NamesLabelsByTheTable)
{
  const auto image = write_labels({0, 1, 2, 5});
  const RoiSet indexed = load({.set = image, .labels = folder_.write("t.tsv", "index\tname\n5\tfive\n1\tone\n")});
  EXPECT_THAT(indexed.label_values, ElementsAre(5, 1));
  EXPECT_EQ(indexed.rois[0].label, "five");
  EXPECT_THAT(load({.set = image, .labels = folder_.write("t.tsv", "label\nx\ny\n")}).label_values, ElementsAre(1, 2));
  EXPECT_THAT(message_of({.set = image, .labels = folder_.write("t.tsv", "label\tindex\nx\t1\ny\t1\n")}),
              HasSubstr("t.tsv:3: ROI index is there twice"));
  EXPECT_THAT(message_of({.set = image, .labels = folder_.write("t.tsv", "label\tindex\nx\t0\n")}),
              HasSubstr("a whole number of the label image"));
}

TEST_F(RoiSetTest, RefusesAnImageWithoutLabels)
{
  EXPECT_THAT(message_of({.set = write_labels({0, 0, 0})}), HasSubstr("atlas.nii.gz: holds no label"));
  EXPECT_THAT(message_of({.set = write_labels({0, 0.4}, 16)}), HasSubstr("is not a label image"));
}

TEST_F(RoiSetTest, RefusesAnImageOfTooManyLabels)
{
  std::vector<double> labels;
  for (int i = 0; i < 20'001; ++i) labels.push_back(i + 1);
  EXPECT_THAT(message_of({.set = write_labels(labels, 8)}), HasSubstr("at most 20000 labels"));
}

TEST_F(RoiSetTest, ContentFollowsEverythingThatDecidesTheResultAndNothingElse)
{
  const std::string table = "label\tx\ty\tz\na\t0\t0\t0\n";
  const std::string content = load_table(table).content;
  EXPECT_EQ(load_table("z\ty\tx\tlabel\tother\n0\t0\t0.0\ta\t9\n").content, content);
  EXPECT_NE(load_table("label\tx\ty\tz\na\t0\t0\t1\n").content, content);
  EXPECT_NE(load_table(table, {.radius_mm = 6}).content, content);
  EXPECT_NE(load_table(table, {.min_coverage = 0.6}).content, content);

  const std::string labels = load({.set = write_labels({0, 1, 1, 2})}).content;
  EXPECT_EQ(load({.set = write_labels({0, 1, 1, 2}, 16, "copy.nii")}).content, labels);
  EXPECT_NE(load({.set = write_labels({0, 1, 2, 2})}).content, labels);
  EXPECT_NE(load({.set = write_labels({0, 1, 1, 2, 0})}).content, labels);
}

TEST_F(RoiSetTest, ReadsATableWithoutCoordinates)
{
  const LabelledTable table = read_roi_table(folder_.write("t.tsv", "label\themisphere\na\tL\nb\tn/a\n"));
  EXPECT_EQ(table.rois[0].hemisphere, "L");
  EXPECT_THAT(table.rois[1].hemisphere, IsEmpty());
  EXPECT_TRUE(std::isnan(table.rois[0].xyz_mm[0]));
  EXPECT_THAT(table.index, ElementsAre(1, 2));
}

}  // namespace
}  // namespace dmn::parcellation
