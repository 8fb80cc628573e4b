#include "bids/manifest.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "bids/fake_dataset.hpp"

namespace dmn::bids {
namespace {

using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Run run_of_size(std::int64_t n_volumes, std::int64_t n_voxels, std::string reason = {})
{
  bids::Run run;
  run.n_volumes = n_volumes;
  run.n_voxels = n_voxels;
  run.reason = std::move(reason);
  return run;
}

TEST(Manifest, GivesTheLargestUsableRunsFirstAndTiesInOrder)
{
  Manifest manifest;
  manifest.runs = {run_of_size(10, 10), run_of_size(50, 2), run_of_size(1000, 1000, "bad"), run_of_size(20, 10),
                   run_of_size(INT64_MAX, INT64_MAX)};
  EXPECT_THAT(manifest.usable_largest_first(), ElementsAre(4, 3, 0, 1));
}

TEST(Manifest, IsWrittenColumnByColumn)
{
  Manifest manifest;
  bids::Run run;
  run.id = {"sub-01", "2", "rest", ""};
  run.site = "A";
  run.dataset = "/data/my study";
  run.image = "sub-01/x.nii.gz";
  run.space = "MNI152NLin2009cAsym:res-2";
  run.tr_s = 0.8;
  run.n_volumes = 300;
  run.n_voxels = 1000;
  manifest.runs = {run};

  EXPECT_EQ(
      manifest_text(manifest),
      "participant_id\tsession\ttask\trun\tsite\tgroup\tstatus\treason\tdataset\timage\tmask\tconfounds\tconfounds_"
      "json\tseries\t"
      "orientation\tspace\ttr_s\tn_volumes\tn_voxels\n"
      "sub-01\t2\trest\tn/a\tA\tn/a\tusable\tn/a\t/data/my study\tsub-01/x.nii.gz\tn/a\tn/a\tn/a\tn/a\tn/a\t"
      "MNI152NLin2009cAsym:res-2\t0.8\t300\t1000\n");
}

TEST(Manifest, ReadsBackWhatWasWritten)
{
  Manifest manifest;
  bids::Run series;
  series.id = {"01", "", "", "01"};
  series.dataset = "d";
  series.series = "s.tsv";
  series.roi_by_time = true;
  series.tr_s = 2.123456789012345;
  series.n_volumes = 5;
  series.n_voxels = 7;
  bids::Run excluded;
  excluded.id = {"02", "", "", ""};
  excluded.reason = "one; a\ttab and a\nline";
  manifest.runs = {series, excluded};
  const TemporaryFolder folder;

  const auto runs = read_manifest(folder.write("manifest.tsv", manifest_text(manifest)));

  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].id, series.id);
  EXPECT_EQ(runs[0].series, "s.tsv");
  EXPECT_TRUE(runs[0].roi_by_time);
  EXPECT_EQ(runs[0].tr_s, series.tr_s);
  EXPECT_EQ(runs[0].n_voxels, 7);
  EXPECT_TRUE(runs[0].usable());
  EXPECT_EQ(runs[1].reason, "one; a tab and a line");
  EXPECT_TRUE(std::isnan(runs[1].tr_s));
  EXPECT_EQ(runs[1].image, "");
}

TEST(Manifest, RefusesAStatusThatContradictsTheReason)
{
  const TemporaryFolder folder;
  std::string text = manifest_text({.runs = {bids::Run{}}, .participants = {}, .warnings = {}});
  text.replace(text.find("usable"), 6, "excluded");
  const auto path = folder.write("manifest.tsv", text);
  EXPECT_THAT(test::message_of<base::InputError>([&] { read_manifest(path); }),
              HasSubstr("manifest.tsv:2: status and reason disagree: found \"excluded\""));
}

}  // namespace
}  // namespace dmn::bids
