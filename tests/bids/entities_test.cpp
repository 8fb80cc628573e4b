#include "bids/entities.hpp"

#include <gmock/gmock.h>

namespace dmn::bids {
namespace {

TEST(Entities, AreReadFromAnImageName)
{
  const auto entities =
      parse_entities("sub-01_ses-2_task-rest_acq-mb_run-01_space-MNI152NLin2009cAsym_res-2_desc-preproc_bold.nii.gz");

  ASSERT_TRUE(entities.has_value());
  EXPECT_EQ(entities->participant, "01");
  EXPECT_EQ(entities->session, "2");
  EXPECT_EQ(entities->task, "rest");
  EXPECT_EQ(entities->run, "01");
  EXPECT_EQ(entities->space, "MNI152NLin2009cAsym");
  EXPECT_EQ(entities->resolution, "2");
  EXPECT_EQ(entities->description, "preproc");
  EXPECT_EQ(entities->suffix, "bold");
  EXPECT_EQ(entities->extension, ".nii.gz");
  EXPECT_EQ(display_space(*entities), "MNI152NLin2009cAsym:res-2");
}

TEST(Entities, SayWhatAnImageAndItsConfoundsHaveInCommon)
{
  const auto image = parse_entities("sub-01_task-rest_dir-AP_run-1_space-T1w_desc-preproc_bold.nii");
  const auto confounds = parse_entities("sub-01_task-rest_dir-AP_run-1_desc-confounds_regressors.tsv");

  EXPECT_EQ(image->acquired, "sub-01_task-rest_dir-AP_run-1");
  EXPECT_EQ(confounds->acquired, image->acquired);
  EXPECT_EQ(display_space(*confounds), "native");
}

TEST(Entities, TolerateUnknownOnesAndLabelsWithDotsOrDashes)
{
  const auto entities = parse_entities("sub-A.1-b_mood-calm_task-rest_bold.json");
  ASSERT_TRUE(entities.has_value());
  EXPECT_EQ(entities->participant, "A.1-b");
  EXPECT_EQ(entities->suffix, "bold");
  EXPECT_EQ(entities->extension, ".json");
}

TEST(Entities, DoNotTakeASurfaceForAnImage)
{
  EXPECT_EQ(parse_entities("sub-01_task-rest_space-fsLR_den-91k_bold.dtseries.nii")->extension, ".dtseries.nii");
}

TEST(Entities, AreNothingForOtherNames)
{
  for (const auto* name : {"", "sub-", "sub-01", "sub-_task-rest_bold.nii", "participants.tsv",
                           "dataset_description.json", "sub-01_odd_bold.nii", "sub-01_task-rest.nii",
                           "SUB-01_task-rest_bold.nii", "sub-01_task-rest_bo\nld.nii", "sub-01__bold.nii"})
    EXPECT_FALSE(parse_entities(name).has_value()) << name;
}

}  // namespace
}  // namespace dmn::bids
