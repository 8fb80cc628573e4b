#include "bids/index.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "bids/fake_dataset.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;
using test::fake_options;
using test::FakeDataset;
using test::FakeRun;
using test::message_of;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> ids_of(const Manifest& manifest)
{
  std::vector<std::string> ids;
  for (const auto& run : manifest.runs) ids.push_back(base::display(run.id));
  return ids;
}

std::string only_reason(const Manifest& manifest)
{
  EXPECT_EQ(manifest.runs.size(), 1U);
  return manifest.runs.empty() ? "no run" : manifest.runs.front().reason;
}

std::string reason_of(const FakeRun& run)
{
  const FakeDataset dataset;
  dataset.add(run);
  return only_reason(index_cohort(fake_options(dataset)));
}

TEST(Index, FindsEverythingOfARun)
{
  const FakeDataset dataset;
  dataset.add({.participant = "01", .session = "2", .run = "01", .extension = ".nii"});
  dataset.write("participants.tsv", "participant_id\tgroup\tsite\tage\nsub-01\tpatient\tA\t40\n");

  const auto manifest = index_cohort(fake_options(dataset));

  ASSERT_EQ(manifest.runs.size(), 1U);
  const auto& run = manifest.runs.front();
  EXPECT_EQ(run.reason, "");
  EXPECT_EQ(run.id, (base::RunId{"sub-01", "2", "rest", "01"}));
  EXPECT_EQ(run.site, "A");
  EXPECT_EQ(run.group, "patient");
  EXPECT_EQ(run.dataset, dataset.path());
  const std::string stem = "sub-01/ses-2/func/sub-01_ses-2_task-rest_run-01";
  EXPECT_EQ(run.image, stem + "_space-MNI152NLin2009cAsym_desc-preproc_bold.nii");
  EXPECT_EQ(run.mask, stem + "_space-MNI152NLin2009cAsym_desc-brain_mask.nii.gz");
  EXPECT_EQ(run.confounds, stem + "_desc-confounds_timeseries.tsv");
  EXPECT_EQ(run.confounds_json, stem + "_desc-confounds_timeseries.json");
  EXPECT_EQ(run.space, "MNI152NLin2009cAsym");
  EXPECT_EQ(run.tr_s, 2.0);
  EXPECT_EQ(run.n_volumes, 5);
  EXPECT_EQ(run.n_voxels, 1000);
  EXPECT_THAT(manifest.warnings, IsEmpty());
}

TEST(Index, ReadsTheOlderConfoundsNameAndGzippedOrMissingParts)
{
  const FakeDataset dataset;
  dataset.add({.confounds_suffix = "regressors", .mask = false});
  const auto manifest = index_cohort(fake_options(dataset));
  EXPECT_EQ(only_reason(manifest), "");
  EXPECT_EQ(manifest.runs.front().confounds, "sub-01/func/sub-01_task-rest_desc-confounds_regressors.tsv");
  EXPECT_EQ(manifest.runs.front().mask, "");
}

TEST(Index, PrefersTheNewerConfoundsName)
{
  const FakeDataset dataset;
  dataset.add({.confounds_suffix = "regressors", .rows = 3});
  dataset.add({.confounds_suffix = "timeseries"});
  EXPECT_EQ(only_reason(index_cohort(fake_options(dataset))), "");
}

TEST(Index, SortsRunsBytewiseAndKeepsZeroPaddedRunsApart)
{
  const FakeDataset dataset;
  for (const auto* run : {"1", "01", "10", "2"}) dataset.add({.participant = "10", .run = run});
  dataset.add({.participant = "9"});
  dataset.add({.participant = "10", .task = "motor"});
  EXPECT_THAT(ids_of(index_cohort(fake_options(dataset))),
              ElementsAre("sub-10 task-rest run-01", "sub-10 task-rest run-1", "sub-10 task-rest run-10",
                          "sub-10 task-rest run-2", "sub-9 task-rest"));
}

TEST(Index, TakesParticipantsWithAndWithoutPrefix)
{
  const FakeDataset dataset;
  dataset.add({.participant = "01"});
  dataset.add({.participant = "02"});
  dataset.write("participants.tsv", "participant_id\tgroup\n01\tcontrol\nsub-02\tn/a\n");

  const auto manifest = index_cohort(fake_options(dataset));

  ASSERT_EQ(manifest.runs.size(), 2U);
  EXPECT_EQ(manifest.runs[0].id.participant, "01");
  EXPECT_EQ(manifest.runs[0].group, "control");
  EXPECT_EQ(manifest.runs[1].id.participant, "sub-02");
  EXPECT_EQ(manifest.runs[1].group, "");
  EXPECT_TRUE(manifest.runs[1].usable());
}

TEST(Index, ExcludesAScanWithoutARowAndARowWithoutAScan)
{
  const FakeDataset dataset;
  dataset.add({.participant = "01"});
  dataset.add({.participant = "02", .run = "1"});
  dataset.write("participants.tsv", "participant_id\tgroup\tsite\nsub-01\tcontrol\tA\nsub-03\tpatient\tB\n");

  const auto manifest = index_cohort(fake_options(dataset));

  EXPECT_THAT(ids_of(manifest), ElementsAre("sub-01 task-rest", "sub-02 task-rest run-1", "sub-03"));
  EXPECT_EQ(manifest.runs[0].reason, "");
  EXPECT_EQ(manifest.runs[1].reason,
            "participants.tsv: a scan without a row in the table: no row for this participant");
  EXPECT_EQ(manifest.runs[2].reason, "participants.tsv:3: a row without a scan: no run of task \"rest\" found");
  EXPECT_EQ(manifest.runs[2].group, "patient");
  EXPECT_EQ(manifest.runs[2].site, "B");
  EXPECT_EQ(manifest.participants.n_rows(), 2U);
}

TEST(Index, ExcludesADuplicateParticipantNamingBothRows)
{
  const FakeDataset dataset;
  dataset.add({.participant = "01", .run = "1"});
  dataset.add({.participant = "01", .run = "2"});
  dataset.write("participants.tsv", "participant_id\tgroup\nsub-02\ta\nsub-01\ta\nsub-02\tb\n01\tb\n");

  const auto manifest = index_cohort(fake_options(dataset));

  EXPECT_THAT(ids_of(manifest), ElementsAre("sub-01 task-rest run-1", "sub-01 task-rest run-2", "sub-02"));
  EXPECT_EQ(manifest.runs[0].reason, "participants.tsv:3 and :5: duplicate participant: more than one row");
  EXPECT_EQ(manifest.runs[1].reason, manifest.runs[0].reason);
  EXPECT_EQ(manifest.runs[2].reason,
            "participants.tsv:2: a row without a scan: no run of task \"rest\" found; "
            "participants.tsv:2 and :4: duplicate participant: more than one row");
}

TEST(Index, ExcludesARunFoundInTwoFolders)
{
  const FakeDataset one("one");
  const FakeDataset two("two");
  one.add({});
  two.add({});
  two.add({.participant = "02"});
  auto options = fake_options(one, "A");
  options.derivatives.push_back({.site = "B", .path = two.path()});

  const auto manifest = index_cohort(options);

  EXPECT_THAT(ids_of(manifest), ElementsAre("sub-01 task-rest", "sub-02 task-rest"));
  EXPECT_THAT(manifest.runs[0].reason,
              AllOf(HasSubstr("the same run in two folders: A ("), HasSubstr("/one) and B ("), HasSubstr("/two)")));
  EXPECT_THAT(manifest.runs[0].reason, Not(HasSubstr(one.path().string())));
  EXPECT_EQ(manifest.runs[1].reason, "");
  EXPECT_EQ(manifest.runs[1].site, "B");
}

TEST(Index, ExcludesWrongSpaceNamingWhatThereIs)
{
  EXPECT_EQ(reason_of({.space = "_space-T1w"}),
            "sub-01/func/sub-01_task-rest_space-T1w_desc-preproc_bold.nii.gz: wrong space: field \"space\" is \"T1w\"; "
            "expected MNI152NLin2009cAsym or MNI152NLin6Asym");
  EXPECT_THAT(reason_of({.space = ""}), HasSubstr("wrong space: field \"space\" is \"native\""));
}

TEST(Index, TakesTheSecondSpaceWhereTheFirstIsNotThere)
{
  const FakeDataset dataset;
  dataset.add({.participant = "01"});
  dataset.add({.participant = "01", .space = "_space-MNI152NLin6Asym_res-2"});
  dataset.add({.participant = "02", .space = "_space-MNI152NLin6Asym_res-2"});

  const auto manifest = index_cohort(fake_options(dataset));

  EXPECT_EQ(manifest.runs[0].space, "MNI152NLin2009cAsym");
  EXPECT_EQ(manifest.runs[1].space, "MNI152NLin6Asym:res-2");
  EXPECT_TRUE(manifest.runs[1].usable());
}

TEST(Index, AsksForOneOfSeveralResolutions)
{
  const FakeDataset dataset;
  dataset.add({.space = "_space-MNI152NLin2009cAsym_res-1"});
  dataset.add({.space = "_space-MNI152NLin2009cAsym_res-2", .image = "dims=4 volumes=5 voxels=7 tr=2"});
  auto options = fake_options(dataset);

  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(options); }),
              AllOf(HasSubstr("several resolutions to choose from"), HasSubstr("field \"input.space\""),
                    HasSubstr("as in MNI152NLin2009cAsym:res-2"),
                    HasSubstr("MNI152NLin2009cAsym:res-1, MNI152NLin2009cAsym:res-2")));

  options.space = "MNI152NLin2009cAsym:res-2";
  const auto manifest = index_cohort(options);
  EXPECT_EQ(only_reason(manifest), "");
  EXPECT_EQ(manifest.runs.front().n_voxels, 7);
  EXPECT_EQ(manifest.runs.front().mask,
            "sub-01/func/sub-01_task-rest_space-MNI152NLin2009cAsym_res-2_desc-brain_mask.nii.gz");

  options.space = "MNI152NLin2009cAsym:res-3";
  EXPECT_THAT(only_reason(index_cohort(options)), HasSubstr("expected MNI152NLin2009cAsym:res-3"));
}

TEST(Index, RefusesASpaceTheRegionsAreNotDefinedIn)
{
  const FakeDataset dataset;
  auto options = fake_options(dataset);
  options.space = "T1w";
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(options); }),
              HasSubstr("field \"input.space\" is \"T1w\"; expected MNI152NLin2009cAsym or MNI152NLin6Asym"));
}

TEST(Index, ExcludesTwoImagesOfOneRunNamingBoth)
{
  const FakeDataset dataset;
  dataset.add({.extra = "_acq-long"});
  dataset.add({.extra = "_acq-short"});
  EXPECT_EQ(only_reason(index_cohort(fake_options(dataset))),
            "several images for one run: "
            "sub-01/func/sub-01_task-rest_acq-long_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz and "
            "sub-01/func/sub-01_task-rest_acq-short_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz");
}

TEST(Index, IgnoresSingleEchoesWithOneWarning)
{
  const FakeDataset dataset;
  dataset.add({});
  dataset.add({.extra = "_echo-1"});
  dataset.add({.extra = "_echo-2"});
  const auto manifest = index_cohort(fake_options(dataset));
  EXPECT_EQ(only_reason(manifest), "");
  EXPECT_THAT(manifest.warnings, Contains(AllOf(HasSubstr("single echoes and phase images are ignored: "),
                                                HasSubstr("echo-1"), HasSubstr("(and 1 more)"))));
}

TEST(Index, ExcludesAnImageThatIsEmptyBrokenOrThreeDimensional)
{
  EXPECT_EQ(reason_of({.image = ""}),
            "sub-01/func/sub-01_task-rest_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz: is empty: found \"0 "
            "bytes\"; expected a NIfTI header");
  EXPECT_THAT(reason_of({.image = "junk"}), HasSubstr("is not a NIfTI image"));
  EXPECT_THAT(reason_of({.image = "dims=3 volumes=1 voxels=10 tr=2", .rows = 1}),
              HasSubstr("a single volume: field \"dimensions\" is \"3\"; expected 4 (a run of volumes)"));
}

TEST(RepetitionTime, ComesFromTheSidecarTheHeaderOrTheOption)
{
  const auto tr_of = [](const FakeRun& run, std::optional<double> tr_s) {
    const FakeDataset dataset;
    dataset.add(run);
    auto options = fake_options(dataset);
    options.tr_s = tr_s;
    const auto manifest = index_cohort(options);
    EXPECT_EQ(only_reason(manifest), "");
    return manifest.runs.front().tr_s;
  };
  EXPECT_EQ(tr_of({.image = "dims=4 volumes=5 voxels=9 tr=2.0009", .json = R"({"RepetitionTime": 2})"}, 3.0), 2.0);
  EXPECT_EQ(tr_of({.image = "dims=4 volumes=5 voxels=9 tr=2.5", .json = ""}, 3.0), 2.5);
  EXPECT_EQ(tr_of({.image = "dims=4 volumes=5 voxels=9 tr=2.5", .json = "{}"}, 3.0), 2.5);
  EXPECT_EQ(tr_of({.image = "dims=4 volumes=5 voxels=9", .json = "{}"}, 3.0), 3.0);
}

TEST(RepetitionTime, IsAnErrorWhereSidecarAndHeaderDiffer)
{
  EXPECT_EQ(reason_of({.image = "dims=4 volumes=5 voxels=9 tr=2.0015"}),
            "sub-01/func/sub-01_task-rest_space-MNI152NLin2009cAsym_desc-preproc_bold.json: TR mismatch: field "
            "\"RepetitionTime\" is \"2 s\"; "
            "expected 2.0015 s, as pixdim[4] says in "
            "sub-01/func/sub-01_task-rest_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz");
}

TEST(RepetitionTime, IsAnErrorWhereNobodySaysIt)
{
  EXPECT_THAT(reason_of({.image = "dims=4 volumes=5 voxels=9", .json = "{}"}),
              HasSubstr("bold.nii.gz: TR missing: field \"RepetitionTime\" is \"absent\"; expected seconds in the JSON "
                        "sidecar or the header, or input.tr_s"));
}

TEST(RepetitionTime, RefusesASidecarThatCannotBeRight)
{
  EXPECT_THAT(reason_of({.json = "{"}), HasSubstr("bold.json: is not valid JSON"));
  EXPECT_THAT(reason_of({.json = "[2.0]"}), HasSubstr("bold.json: is not a JSON object"));
  EXPECT_THAT(reason_of({.json = R"({"RepetitionTime": "2.0"})"}),
              HasSubstr("field \"RepetitionTime\" is \"\"2.0\"\"; expected a number above 0"));
  EXPECT_THAT(reason_of({.json = R"({"RepetitionTime": -2})"}),
              HasSubstr("field \"RepetitionTime\" is \"-2\"; expected a number above 0"));
  EXPECT_THAT(reason_of({.json = R"({"RepetitionTime": 2000})"}),
              HasSubstr("field \"RepetitionTime\" is \"2000\"; expected a repetition time in seconds, at most 60"));
}

TEST(RepetitionTime, IsReadFromADeeplyNestedSidecar)
{
  std::string deep = R"({"RepetitionTime": 2, "x": )";
  for (int i = 0; i < 20'000; ++i) deep += "[";
  for (int i = 0; i < 20'000; ++i) deep += "]";
  EXPECT_EQ(reason_of({.json = deep + "}"}), "");
}

TEST(IndexConfounds, AreAskedForUnlessTheStrategyNeedsNone)
{
  const FakeDataset dataset;
  dataset.add({.confounds_suffix = ""});
  auto options = fake_options(dataset);
  EXPECT_EQ(only_reason(index_cohort(options)),
            "sub-01/func: no confounds table: expected *_desc-confounds_timeseries.tsv of the run");
  options.needs_confounds = false;
  EXPECT_EQ(only_reason(index_cohort(options)), "");
}

TEST(IndexConfounds, RowsMustMatchTheVolumes)
{
  EXPECT_EQ(reason_of({.rows = 4}),
            "sub-01/func/sub-01_task-rest_desc-confounds_timeseries.tsv: confounds rows and volumes differ: field "
            "\"rows\" is \"4\"; "
            "expected 5, one a volume");
}

TEST(IndexConfounds, MustHaveTheColumnsByNameOrWildcard)
{
  const FakeDataset dataset;
  dataset.add({});
  auto options = fake_options(dataset);
  options.needed_confounds = {"trans_*", "csf", "rot_*", "global_signal"};
  EXPECT_EQ(only_reason(index_cohort(options)),
            "sub-01/func/sub-01_task-rest_desc-confounds_timeseries.tsv: confound columns are missing: field \"rot_*, "
            "global_signal\" is "
            "\"absent\"; expected columns of these names");
}

TEST(IndexConfounds, CountWindowsLinesAndNoBlankLinesAtTheEnd)
{
  const FakeDataset dataset;
  const FakeRun run;
  dataset.add(run);
  dataset.write(FakeDataset::stem(run) + "_desc-confounds_timeseries.tsv",
                "\xEF\xBB\xBF"
                "csf\r\n1\r\n2\r\n3\r\n4\r\n5\r\n\r\n\r\n");
  auto options = fake_options(dataset);
  options.needed_confounds = {"csf"};
  EXPECT_EQ(only_reason(index_cohort(options)), "");
}

TEST(Index, ListsEveryProblemOfARun)
{
  const FakeDataset dataset;
  dataset.add({.image = "dims=4 volumes=5 voxels=9 tr=1", .rows = 3});
  dataset.write("participants.tsv", "participant_id\tgroup\nsub-02\tpatient\n");
  auto options = fake_options(dataset);
  options.needed_confounds = {"global_signal"};

  const auto reason = index_cohort(options).runs.front().reason;

  EXPECT_THAT(reason,
              AllOf(HasSubstr("TR mismatch"), HasSubstr("; sub-01/func/"), HasSubstr("columns are missing"),
                    HasSubstr("rows and volumes differ"), HasSubstr("; participants.tsv: a scan without a row")));
}

TEST(Index, ExcludesARunWithoutPreprocessedImage)
{
  const FakeDataset dataset;
  dataset.write("sub-01/func/sub-01_task-rest_desc-confounds_timeseries.tsv", "csf\n1\n");
  dataset.write("sub-01/func/sub-01_task-rest_space-fsLR_den-91k_bold.dtseries.nii", "x");
  EXPECT_EQ(only_reason(index_cohort(fake_options(dataset))), "sub-01/func: no desc-preproc_bold image");
}

TEST(Index, ExcludesAFileThatNamesAnotherParticipantThanItsFolder)
{
  const FakeDataset dataset;
  dataset.add({});
  std::filesystem::rename(dataset.path() / "sub-01", dataset.path() / "sub-02");
  const auto manifest = index_cohort(fake_options(dataset));
  EXPECT_THAT(only_reason(manifest), HasSubstr("file name and folder disagree: found \"sub-01\"; expected sub-02"));
  EXPECT_EQ(manifest.runs.front().id.participant, "sub-02");
}

TEST(Index, RefusesLinksThatLeaveTheDataset)
{
  const FakeDataset dataset;
  const FakeRun run;
  dataset.add(run);
  const auto secret = dataset.parent() / "secret.json";
  std::filesystem::create_directories(dataset.parent() / "elsewhere" / "func");
  std::ofstream(secret) << R"({"RepetitionTime": 2})";
  const auto json = dataset.path() / (FakeDataset::stem(run) + run.space + "_desc-preproc_bold.json");
  std::filesystem::remove(json);
  std::filesystem::create_symlink("../../../secret.json", json);
  std::filesystem::create_directory_symlink(dataset.parent() / "elsewhere", dataset.path() / "sub-02");

  const auto manifest = index_cohort(fake_options(dataset));

  ASSERT_EQ(manifest.runs.size(), 2U);
  EXPECT_THAT(manifest.runs[0].reason, HasSubstr("desc-preproc_bold.json: a symbolic link leaves the dataset folder"));
  EXPECT_EQ(manifest.runs[1].reason, "sub-02: a symbolic link leaves the dataset folder");
  EXPECT_EQ(base::display(manifest.runs[1].id), "sub-02");
}

TEST(Index, FollowsLinksInsideTheDatasetAndNamesBrokenOnes)
{
  const FakeDataset dataset;
  const FakeRun run;
  dataset.add(run);
  const auto image = dataset.path() / (FakeDataset::stem(run) + run.space + "_desc-preproc_bold.nii.gz");
  dataset.write(".git/annex/object", run.image);
  std::filesystem::remove(image);
  std::filesystem::create_symlink("../../.git/annex/object", image);
  EXPECT_EQ(only_reason(index_cohort(fake_options(dataset))), "");

  std::filesystem::remove(dataset.path() / ".git/annex/object");
  EXPECT_THAT(only_reason(index_cohort(fake_options(dataset))),
              HasSubstr("bold.nii.gz: a symbolic link leads to nothing"));
}

TEST(Index, TakesADatasetThatIsItselfALinkAndHasBlanksInItsPath)
{
  const FakeDataset dataset("my study  (2020)");
  dataset.add({});
  const auto link = dataset.parent() / "link";
  std::filesystem::create_directory_symlink(dataset.path(), link);
  auto options = fake_options(dataset);
  options.derivatives.front().path = link / "";
  const auto manifest = index_cohort(options);
  EXPECT_EQ(only_reason(manifest), "");
  EXPECT_EQ(manifest.runs.front().dataset, link);
}

TEST(Index, ExcludesAFolderInPlaceOfAFile)
{
  const FakeDataset dataset;
  const FakeRun run;
  dataset.add(run);
  const auto confounds = dataset.path() / (FakeDataset::stem(run) + "_desc-confounds_timeseries.tsv");
  std::filesystem::remove(confounds);
  std::filesystem::create_directory(confounds);
  EXPECT_THAT(only_reason(index_cohort(fake_options(dataset))), HasSubstr("timeseries.tsv: is a folder, not a file"));
}

TEST(Index, GivesAnEmptyManifestForAnEmptyDataset)
{
  const FakeDataset dataset;
  const auto manifest = index_cohort(fake_options(dataset));
  EXPECT_THAT(manifest.runs, IsEmpty());
  EXPECT_THAT(manifest.participants.columns, IsEmpty());
}

TEST(Index, RefusesAFolderThatIsNotThereOrComesTwice)
{
  const FakeDataset dataset;
  auto options = fake_options(dataset);
  options.derivatives.push_back({.site = "B", .path = dataset.path() / "." / ""});
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(options); }), HasSubstr("the same folder twice"));
  options.derivatives = {{.site = "", .path = dataset.path() / "absent"}};
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(options); }),
              HasSubstr("absent: no such folder: field \"input.derivatives\""));
  options.derivatives.clear();
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(options); }),
              HasSubstr("expected either input.derivatives or input.series"));
}

}  // namespace
}  // namespace dmn::bids
