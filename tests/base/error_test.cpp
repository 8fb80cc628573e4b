#include "base/error.hpp"

#include <gmock/gmock.h>

namespace dmn::base {
namespace {

TEST(Error, NamesFileParticipantFieldFoundAndExpected)
{
  const InputError error("", {.file = "participants.tsv:87",
                              .participant = "sub-0412 (site-03)",
                              .field = "age",
                              .expected = "years, 18 to 100",
                              .found = "n/a"});

  EXPECT_STREQ(error.what(),
               "participants.tsv:87: sub-0412 (site-03): field \"age\" is \"n/a\"; expected years, 18 to 100");
}

TEST(Error, LeavesOutWhatIsNotKnown)
{
  EXPECT_STREQ(InputError("zero variance over 180 volumes", {.participant = "sub-0412 run-1"}).what(),
               "sub-0412 run-1: zero variance over 180 volumes");
  EXPECT_STREQ(UsageError("no input given", {.expected = "one of a, b"}).what(),
               "no input given: expected one of a, b");
  EXPECT_STREQ(UsageError("plain").what(), "plain");
}

TEST(Error, OuterContextFillsGapsAndReplacesNothing)
{
  InputError error("gzip stream ends early", {.file = "bold.nii.gz"});

  error.add_context({.file = "another.nii.gz", .participant = "sub-01"});

  EXPECT_STREQ(error.what(), "bold.nii.gz: sub-01: gzip stream ends early");
}

TEST(Error, NamesFilesRelativeToTheirDataset)
{
  InputError error("/data/site a/sub-01/x.tsv is empty", {.file = "/data/site a/sub-01/bold.nii.gz"});

  error.name_files_below("/data/site a");

  EXPECT_STREQ(error.what(), "sub-01/bold.nii.gz: sub-01/x.tsv is empty");
}

TEST(Error, IsNotSharedUntilEveryRankThrowsIt)
{
  IoError error("disk full");
  EXPECT_FALSE(error.shared());
  error.mark_shared();
  EXPECT_TRUE(error.shared());
}

}  // namespace
}  // namespace dmn::base
