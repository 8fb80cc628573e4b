#include "bids/participants.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "bids/fake_dataset.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;
using test::fake_options;
using test::FakeDataset;
using test::message_of;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::filesystem::path data = std::filesystem::path(DMN_SOURCE_DIR) / "tests/bids/data";

TEST(Participants, ReadARealTableWithBlanksAndPercentSignsInItsNames)
{
  const ParticipantsTable table(data / "ds000208_participants.tsv", "type", "site");

  EXPECT_EQ(table.n_rows(), 76U);
  EXPECT_EQ(table.group(0), "control");
  EXPECT_FALSE(table.has_site_column());
  EXPECT_THAT(table.rows_of("01"), ElementsAre(0));
  const auto joined = joined_table({table}, {});
  ASSERT_NE(joined.find("% Analgesia WOMAC"), nullptr);
  EXPECT_TRUE(joined.find("% Analgesia WOMAC")->numeric);
  EXPECT_TRUE(joined.find("Age")->numeric);
  EXPECT_FALSE(joined.find("gender")->numeric);
}

TEST(Participants, ReadTheFibromyalgiaTable)
{
  const ParticipantsTable table(data / "ds004144_participants.tsv", "group", "site");
  EXPECT_EQ(table.n_rows(), 66U);
  EXPECT_EQ(table.id(0), "sub-002");
  EXPECT_EQ(table.group(0), "patient");
  EXPECT_EQ(table.site(0), "ds004144");
  EXPECT_EQ(joined_table({table}, {}).find("Fibromyalgia_Impact_Score")->numbers.at(0), 494.8);
}

TEST(Participants, IdsStayWordsAlsoWhereTheyLookLikeNumbers)
{
  const FakeDataset dataset;
  const ParticipantsTable table(dataset.write("participants.tsv", "participant_id\n007\n"), "group", "site");
  const auto joined = joined_table({table}, {});
  EXPECT_FALSE(joined.columns.front().numeric);
  EXPECT_EQ(joined.columns.front().word(0), "007");
}

TEST(Participants, LeaveOutARowWithoutIdWithAWarning)
{
  const FakeDataset dataset;
  const ParticipantsTable table(dataset.write("participants.tsv", "participant_id\tgroup\n\tx\nsub-01 \ty\n"), "group",
                                "site");
  EXPECT_EQ(table.n_rows(), 1U);
  EXPECT_EQ(table.id(0), "sub-01");
  EXPECT_EQ(table.line(0), 3U);
  EXPECT_THAT(table.warnings, ElementsAre("participants.tsv:2: no participant_id; the row is left out"));
}

TEST(Participants, RefuseATableWithoutIds)
{
  const FakeDataset dataset;
  const auto path = dataset.write("participants.tsv", "id\tgroup\nsub-01\tx\n");
  EXPECT_THAT(message_of<UsageError>([&] { ParticipantsTable(path, "group", "site"); }),
              HasSubstr("participants.tsv: no column \"participant_id\"; the columns are: id, group"));
}

TEST(Participants, WithoutATableTheCohortGoesOnWithAWarning)
{
  const FakeDataset dataset;
  dataset.add({});
  const auto manifest = index_cohort(fake_options(dataset, "Bochum"));
  ASSERT_EQ(manifest.runs.size(), 1U);
  EXPECT_TRUE(manifest.runs.front().usable());
  EXPECT_EQ(manifest.runs.front().group, "");
  EXPECT_EQ(manifest.runs.front().site, "Bochum");
  EXPECT_EQ(manifest.runs.front().id.participant, "sub-01");
  EXPECT_THAT(manifest.participants.columns, IsEmpty());
  EXPECT_THAT(manifest.warnings, ElementsAre(AllOf(HasSubstr("no participants table for Bochum ("),
                                                   HasSubstr("/fmriprep): the groups are not known"))));
}

TEST(Participants, AreFoundInTheFolderAbove)
{
  const FakeDataset dataset;
  dataset.add({});
  dataset.write("../participants.tsv", "participant_id\tgroup\nsub-01\tpatient\n");
  EXPECT_EQ(index_cohort(fake_options(dataset)).runs.front().group, "patient");
}

TEST(Participants, EachFolderIsServedByItsOwnTable)
{
  const FakeDataset one("one");
  const FakeDataset two("two");
  const FakeDataset three("three");
  one.add({.participant = "01"});
  two.add({.participant = "02"});
  three.add({.participant = "03"});
  one.write("participants.tsv", "participant_id\tgroup\tage\nsub-01\ta\t40\n");
  two.write("participants.tsv", "participant_id\tgroup\tpain\nsub-01\tb\t7\nsub-02\tb\t8\n");
  auto options = fake_options(one, "A");
  options.derivatives.push_back({.site = "B", .path = two.path()});
  options.derivatives.push_back({.site = "C", .path = three.path()});

  const auto manifest = index_cohort(options);

  ASSERT_EQ(manifest.runs.size(), 4U);
  EXPECT_THAT(manifest.runs[0].reason, HasSubstr("two/participants.tsv:2: a row without a scan"));
  EXPECT_THAT(manifest.runs[1].reason,
              HasSubstr("one/participants.tsv:2 and two/participants.tsv:2: duplicate participant"));
  EXPECT_EQ(manifest.runs[2].reason, "");
  EXPECT_EQ(manifest.runs[2].group, "b");
  EXPECT_EQ(manifest.runs[3].reason, "");
  ASSERT_EQ(manifest.participants.n_rows(), 4U);
  EXPECT_EQ(manifest.participants.columns.front().words,
            (std::vector<std::string>{"sub-01", "sub-01", "sub-02", "sub-03"}));
  EXPECT_EQ(manifest.participants.find("age")->numbers.at(0), 40);
  EXPECT_TRUE(std::isnan(manifest.participants.find("age")->numbers.at(3)));
  EXPECT_EQ(manifest.participants.find("pain")->numbers.at(2), 8);
}

TEST(Participants, OneTableCanServeAllFolders)
{
  const FakeDataset one("one");
  const FakeDataset two("two");
  one.add({.participant = "01"});
  two.add({.participant = "02"});
  auto options = fake_options(one, "A");
  options.derivatives.push_back({.site = "B", .path = two.path()});
  options.participants = one.write("all.tsv", "participant_id\tgroup\nsub-01\ta\nsub-02\tb\nsub-03\tb\n");

  const auto manifest = index_cohort(options);

  ASSERT_EQ(manifest.runs.size(), 3U);
  EXPECT_TRUE(manifest.runs[0].usable());
  EXPECT_TRUE(manifest.runs[1].usable());
  EXPECT_THAT(manifest.runs[2].reason, HasSubstr("all.tsv:4: a row without a scan"));
  EXPECT_EQ(manifest.participants.n_rows(), 3U);
}

TEST(Participants, TheirSiteColumnWinsOverTheSiteOfTheFolderWithAWarning)
{
  const FakeDataset dataset;
  for (const auto* participant : {"01", "02", "03"}) dataset.add({.participant = participant});
  dataset.write("participants.tsv",
                "participant_id\tgroup\tsite\nsub-01\ta\tEssen\nsub-02\ta\tn/a\nsub-03\ta\tEssen\n");

  const auto manifest = index_cohort(fake_options(dataset, "Bochum"));

  EXPECT_EQ(manifest.runs[0].site, "Essen");
  EXPECT_EQ(manifest.runs[1].site, "Bochum");
  EXPECT_THAT(manifest.warnings, ElementsAre(AllOf(HasSubstr("disagree; the table's is used: participants.tsv:2: "
                                                             "sub-01 is \"Essen\" in the table, \"Bochum\" by SITE="),
                                                   HasSubstr("(and 1 more)"))));
}

TEST(Participants, AColumnAskedForMustBeThere)
{
  const FakeDataset dataset;
  dataset.add({});
  dataset.write("participants.tsv", "participant_id\ttype\tsite\nsub-01\tpatient\tA\n");
  auto options = fake_options(dataset);

  EXPECT_THAT(
      index_cohort(options).warnings,
      Contains(HasSubstr("no column \"group\" (input.group_column); the columns are: participant_id, type, site")));
  options.group_column = "diagnosis";
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(options); }),
              AllOf(HasSubstr("no such column in the participants table"),
                    HasSubstr("field \"input.group_column\" is \"diagnosis\""),
                    HasSubstr("expected one of participant_id, type, site")));
  options.group_column = "type";
  EXPECT_EQ(index_cohort(options).runs.front().group, "patient");
}

TEST(Participants, AnExplicitTableMustBeThere)
{
  const FakeDataset dataset;
  auto options = fake_options(dataset);
  options.participants = dataset.path() / "absent.tsv";
  EXPECT_THAT(message_of<UsageError>([&] { index_cohort(options); }), HasSubstr("absent.tsv: no such file"));
}

}  // namespace
}  // namespace dmn::bids
