#include <gmock/gmock.h>

#include "bids/fake_dataset.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;
using test::FakeDataset;
using test::message_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* three_by_two = "A\tB\n1\t2\n3\t4\n5\t6\n";

IndexOptions series_options(const std::filesystem::path& series)
{
  IndexOptions options;
  options.series = series;
  options.needs_confounds = false;
  return options;
}

Run only_run(const IndexOptions& options)
{
  const auto manifest = index_cohort(options);
  EXPECT_EQ(manifest.runs.size(), 1U);
  return manifest.runs.empty() ? Run{} : manifest.runs.front();
}

TEST(SeriesManifest, GivesOneRunARow)
{
  const FakeDataset dataset;
  dataset.write("series/a b.tsv", three_by_two);
  dataset.write("series/c.csv", "1,2,3\n4,5,6\n");
  dataset.write("fd.tsv", "framewise_displacement\nn/a\n0.1\n0.2\n");
  const auto path = dataset.write("manifest.tsv",
                                  "participant_id\tsession\tfile\trun\ttr_s\tconfounds\torientation\n"
                                  "sub-02\tn/a\tseries/c.csv\tn/a\t2.5\tn/a\troi_by_time\n"
                                  "01\tses-1\tseries/a b.tsv\trun-2\t2.0\tfd.tsv\ttime_by_roi\n");

  const auto manifest = index_cohort(series_options(path));

  ASSERT_EQ(manifest.runs.size(), 2U);
  const auto& first = manifest.runs[0];
  EXPECT_EQ(first.id, (base::RunId{"01", "1", "", "2"}));
  EXPECT_EQ(first.reason, "");
  EXPECT_EQ(first.dataset, dataset.path());
  EXPECT_EQ(first.series, "series/a b.tsv");
  EXPECT_EQ(first.confounds, "fd.tsv");
  EXPECT_EQ(first.n_volumes, 3);
  EXPECT_EQ(first.n_voxels, 2);
  EXPECT_EQ(first.tr_s, 2.0);
  const auto& second = manifest.runs[1];
  EXPECT_EQ(second.reason, "");
  EXPECT_TRUE(second.roi_by_time);
  EXPECT_EQ(second.n_volumes, 3);
  EXPECT_EQ(second.n_voxels, 2);
}

TEST(SeriesManifest, JoinsTheParticipantsTableBesideIt)
{
  const FakeDataset dataset;
  dataset.write("a.tsv", three_by_two);
  dataset.write("participants.tsv", "participant_id\tgroup\nsub-01\tpatient\nsub-09\tcontrol\n");
  auto options =
      series_options(dataset.write("manifest.tsv", "participant_id\tsession\tfile\n01\tn/a\ta.tsv\n02\tn/a\ta.tsv\n"));
  options.tr_s = 2;

  const auto manifest = index_cohort(options);

  ASSERT_EQ(manifest.runs.size(), 3U);
  EXPECT_EQ(manifest.runs[1].id.participant, "sub-01");
  EXPECT_EQ(manifest.runs[1].group, "patient");
  EXPECT_TRUE(manifest.runs[1].usable());
  EXPECT_EQ(manifest.runs[1].tr_s, 2);
  EXPECT_THAT(manifest.runs[0].reason, HasSubstr("a scan without a row"));
  EXPECT_THAT(manifest.runs[2].reason, HasSubstr("participants.tsv:3: a row without a scan"));
}

TEST(SeriesManifest, ExcludesAFileThatLeavesItsFolder)
{
  const FakeDataset dataset;
  dataset.write("../outside.tsv", three_by_two);
  std::filesystem::create_symlink("../outside.tsv", dataset.path() / "link.tsv");
  const auto reason = [&](const std::string& file) {
    auto options = series_options(dataset.write("m.tsv", "participant_id\tsession\tfile\n01\tn/a\t" + file + "\n"));
    options.tr_s = 2;
    return only_run(options).reason;
  };
  EXPECT_EQ(reason("../outside.tsv"),
            "m.tsv:2: the path leaves the dataset folder: field \"file\" is \"../outside.tsv\"; expected a path inside "
            "the folder of the table");
  EXPECT_THAT(reason("a/../../outside.tsv"), HasSubstr("the path leaves the dataset folder"));
  EXPECT_THAT(reason("/etc/passwd"), HasSubstr("the path leaves the dataset folder"));
  EXPECT_THAT(reason("link.tsv"), HasSubstr("link.tsv: a symbolic link leaves the dataset folder"));
  EXPECT_THAT(reason("absent.tsv"), HasSubstr("absent.tsv: no such file"));
  EXPECT_THAT(reason("n/a"), HasSubstr("m.tsv:2: no file named"));
  EXPECT_THAT(reason("."), HasSubstr("is a folder, not a file"));
}

TEST(SeriesManifest, TakesTheRepetitionTimeFromASidecarWhereItHasNone)
{
  const FakeDataset dataset;
  dataset.write("a.tsv.gz", three_by_two);
  dataset.write("a.json", R"({"SamplingFrequency": 0.5})");
  const auto path = dataset.write("m.tsv", "participant_id\tsession\tfile\n01\tn/a\ta.tsv.gz\n");
  EXPECT_EQ(only_run(series_options(path)).tr_s, 2.0);
}

TEST(SeriesManifest, SaysWhatIsWrongWithARow)
{
  const FakeDataset dataset;
  dataset.write("a.tsv", three_by_two);
  dataset.write("a.json", R"({"RepetitionTime": 3})");
  dataset.write("bad.tsv", "A\tB\n");
  const auto reason = [&](const std::string& cells) {
    return only_run(series_options(dataset.write(
                        "m.tsv", "participant_id\tsession\tfile\ttr_s\torientation\n01\tn/a\t" + cells + "\n")))
        .reason;
  };
  EXPECT_THAT(
      reason("a.tsv\t2\tn/a"),
      HasSubstr("m.tsv:2: TR mismatch: field \"tr_s\" is \"2 s\"; expected 3 s, as RepetitionTime says in a.json"));
  EXPECT_THAT(reason("a.tsv\tfast\tn/a"), HasSubstr("m.tsv:2: field \"tr_s\" is \"fast\"; expected seconds, above 0"));
  EXPECT_THAT(reason("a.tsv\t3\tsideways"),
              HasSubstr("field \"orientation\" is \"sideways\"; expected time_by_roi or roi_by_time"));
  EXPECT_THAT(reason("bad.tsv\tn/a\tn/a"),
              AllOf(HasSubstr("bad.tsv: holds no row of numbers"), HasSubstr("bad.tsv: TR missing")));
}

TEST(SeriesManifest, ChecksConfounds)
{
  const FakeDataset dataset;
  dataset.write("a.tsv", three_by_two);
  dataset.write("fd.tsv", "framewise_displacement\n0\n0\n");
  auto options = series_options(dataset.write(
      "m.tsv", "participant_id\tsession\tfile\tconfounds\n01\tn/a\ta.tsv\tfd.tsv\n02\tn/a\ta.tsv\tn/a\n"));
  options.tr_s = 2;
  options.needs_confounds = true;
  options.needed_confounds = {"csf"};

  const auto manifest = index_cohort(options);

  EXPECT_THAT(manifest.runs[0].reason,
              AllOf(HasSubstr("fd.tsv: confound columns are missing: field \"csf\""),
                    HasSubstr("fd.tsv: confounds rows and volumes differ: field \"rows\" is \"2\"; expected 3")));
  EXPECT_THAT(manifest.runs[1].reason, HasSubstr("a.tsv: no confounds table"));
}

TEST(SeriesManifest, RefusesTheSameRunTwiceAndMissingColumns)
{
  const FakeDataset dataset;
  dataset.write("a.tsv", three_by_two);
  const auto twice =
      dataset.write("m.tsv", "participant_id\tsession\tfile\nsub-01\t1\ta.tsv\n02\t1\ta.tsv\n01\tses-1\ta.tsv\n");
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(series_options(twice)); }),
              HasSubstr("m.tsv:2 and :4: sub-01 ses-1: the same run twice"));
  const auto columns = dataset.write("n.tsv", "participant_id\tfile\n01\ta.tsv\n");
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(series_options(columns)); }),
              HasSubstr("n.tsv: no column \"session\""));
  const auto nobody = dataset.write("o.tsv", "participant_id\tsession\tfile\nn/a\tn/a\ta.tsv\n");
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(series_options(nobody)); }),
              HasSubstr("o.tsv:2: no participant_id"));
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(series_options(dataset.path() / "absent.tsv")); }),
              HasSubstr("absent.tsv: no such file"));
}

TEST(SeriesFolder, FindsSeriesInFuncFoldersAndBesideThem)
{
  const FakeDataset dataset;
  dataset.write("sub-01/ses-1/func/sub-01_ses-1_task-rest_run-1_space-MNI152NLin6Asym_seg-4S_stat-mean_timeseries.tsv",
                three_by_two);
  dataset.write("sub-01/ses-1/func/sub-01_ses-1_task-rest_run-1_space-MNI152NLin6Asym_seg-4S_stat-mean_timeseries.json",
                R"({"RepetitionTime": 0.8})");
  dataset.write("sub-01/ses-1/func/sub-01_ses-1_task-motor_timeseries.tsv", three_by_two);
  dataset.write("sub-02_task-rest_timeseries.tsv", three_by_two);
  dataset.write("sub-02_task-rest_timeseries.json", R"({"SamplingFrequency": 0.5})");
  dataset.write("sub-02_task-rest_desc-confounds_timeseries.tsv", "csf\n1\n2\n3\n");

  const auto manifest = index_cohort(series_options(dataset.path()));

  ASSERT_EQ(manifest.runs.size(), 2U);
  EXPECT_EQ(manifest.runs[0].id, (base::RunId{"sub-01", "1", "rest", "1"}));
  EXPECT_EQ(manifest.runs[0].reason, "");
  EXPECT_EQ(manifest.runs[0].tr_s, 0.8);
  EXPECT_EQ(manifest.runs[0].n_voxels, 2);
  EXPECT_EQ(manifest.runs[1].id, (base::RunId{"sub-02", "", "rest", ""}));
  EXPECT_EQ(manifest.runs[1].tr_s, 2.0);
  EXPECT_EQ(manifest.runs[1].confounds, "sub-02_task-rest_desc-confounds_timeseries.tsv");
}

TEST(SeriesFolder, ExcludesSeveralSeriesOfOneRun)
{
  const FakeDataset dataset;
  dataset.write("sub-01_task-rest_seg-A_timeseries.tsv", three_by_two);
  dataset.write("sub-01_task-rest_seg-B_timeseries.tsv", three_by_two);
  EXPECT_EQ(
      only_run(series_options(dataset.path())).reason,
      "several series for one run: sub-01_task-rest_seg-A_timeseries.tsv and sub-01_task-rest_seg-B_timeseries.tsv");
}

}  // namespace
}  // namespace dmn::bids
