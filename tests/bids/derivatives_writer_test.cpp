#include "bids/derivatives_writer.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "base/error.hpp"
#include "bids/entities.hpp"

namespace dmn::bids {
namespace {

using ::testing::HasSubstr;

TEST(DerivativeFiles, AreCalledAsByFmriprep)
{
  const auto files = derivative_files({.participant = "sub-01", .session = "2", .task = "rest", .run = "1"},
                                      {.space = "MNI152NLin2009cAsym", .resolution = "2"});

  EXPECT_EQ(files.bold,
            "sub-01/ses-2/func/sub-01_ses-2_task-rest_run-1_space-MNI152NLin2009cAsym_res-2_desc-preproc_bold.nii.gz");
  EXPECT_EQ(files.mask,
            "sub-01/ses-2/func/sub-01_ses-2_task-rest_run-1_space-MNI152NLin2009cAsym_res-2_desc-brain_mask.nii.gz");
  EXPECT_EQ(files.confounds, "sub-01/ses-2/func/sub-01_ses-2_task-rest_run-1_desc-confounds_timeseries.tsv");
}

TEST(DerivativeFiles, LeaveOutWhatTheRunDoesNotHave)
{
  const auto files = derivative_files({.participant = "01", .task = "rest"}, {.space = "X", .regressors = true});

  EXPECT_EQ(files.bold, "sub-01/func/sub-01_task-rest_space-X_desc-preproc_bold.nii.gz");
  EXPECT_EQ(files.confounds_json, "sub-01/func/sub-01_task-rest_desc-confounds_regressors.json");
}

TEST(DerivativeFiles, AreUnderstoodByTheReaderOfNames)
{
  const auto files = derivative_files({.participant = "7", .task = "rest", .run = "2"}, {});

  const auto entities = parse_entities(files.bold.filename().string());

  ASSERT_TRUE(entities.has_value());
  EXPECT_EQ(entities->participant, "7");
  EXPECT_EQ(entities->run, "2");
  EXPECT_EQ(entities->description, "preproc");
}

TEST(DerivativeFiles, RefuseALabelThatIsNoName)
{
  try {
    derivative_files({.participant = "sub-../x", .task = "rest"}, {});
    FAIL() << "accepted";
  } catch (const base::UsageError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("a file cannot be named after this: field \"sub\" is \"../x\"; expected letters "
                          "and digits only"));
  }
}

TEST(ConfoundsText, WritesMissingCellsAndEveryDigit)
{
  signal::ConfoundTable table;
  table.names = {"csf", "dvars"};
  table.values.resize(2, 2);
  table.values << 1, std::numeric_limits<double>::quiet_NaN(), 0.1, 1.0 / 3.0;

  EXPECT_EQ(confounds_text(table), "csf\tdvars\n1\tn/a\n0.1\t0.3333333333333333\n");
}

TEST(ConfoundsJson, DescribesComponentsAsFmriprepDoes)
{
  const auto text = confounds_json_text({{.column = "w_comp_cor_00",
                                          .mask = "WM",
                                          .singular_value = 2.5,
                                          .variance_explained = 0.25,
                                          .cumulative_variance_explained = 0.25}});

  EXPECT_EQ(text,
            "{\n  \"w_comp_cor_00\": {\n    \"CumulativeVarianceExplained\": 0.25,\n    \"Mask\": \"WM\",\n"
            "    \"Method\": \"aCompCor\",\n    \"Retained\": true,\n    \"SingularValue\": 2.5,\n"
            "    \"VarianceExplained\": 0.25\n  }\n}\n");
}

TEST(TableText, WritesWordsNumbersAndMissingCells)
{
  stats::Table table;
  table.columns = {{.name = "participant_id", .words = {"sub-01", "sub-02"}},
                   {.name = "age", .numeric = true, .numbers = {40.5, std::numeric_limits<double>::quiet_NaN()}}};

  EXPECT_EQ(table_text(table), "participant_id\tage\nsub-01\t40.5\nsub-02\tn/a\n");
}

TEST(DatasetDescription, NamesTheProgramThatWroteIt)
{
  const auto text = dataset_description_text("Cohort", "1.2.3");

  EXPECT_THAT(text, HasSubstr("\"DatasetType\": \"derivative\""));
  EXPECT_THAT(text, HasSubstr("\"Name\": \"dmn-cohort\""));
  EXPECT_THAT(text, HasSubstr("\"Version\": \"1.2.3\""));
}

TEST(BoldJson, HoldsTheRepetitionTime)
{
  EXPECT_EQ(bold_json_text(base::Seconds(2.5), "rest"),
            "{\n  \"RepetitionTime\": 2.5,\n  \"SkullStripped\": false,\n  \"TaskName\": \"rest\"\n}\n");
}

}  // namespace
}  // namespace dmn::bids
