#include "files/delimited.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"

namespace dmn::files {
namespace {

using base::InputError;
using test::message_of;
using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ReadTsv, GivesNamesAndRows)
{
  const TemporaryFolder folder;

  const auto table = read_tsv(folder.write("a.tsv", "participant_id\tage\nsub-01\t40\nsub-02\tn/a\n"));

  EXPECT_THAT(table.names, ElementsAre("participant_id", "age"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("sub-01", "40"), ElementsAre("sub-02", "n/a")));
  EXPECT_THAT(table.column(table.require("age")), ElementsAre("40", "n/a"));
  EXPECT_EQ(table.line_of(1), "a.tsv:3");
}

TEST(ReadTsv, IsTheSameWithWindowsLinesByteOrderMarkAndBlankLinesAtTheEnd)
{
  const TemporaryFolder folder;

  const auto table = read_tsv(folder.write("a.tsv", "\xEF\xBB\xBFid\tage\r\ns1\t40\r\ns2\t41\r\n\r\n\n"));

  EXPECT_THAT(table.names, ElementsAre("id", "age"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("s1", "40"), ElementsAre("s2", "41")));
}

TEST(ReadTsv, KeepsEmptyCellsAlsoAtTheEndOfARow)
{
  const TemporaryFolder folder;
  const auto table = read_tsv(folder.write("a.tsv", "a\tb\tc\n\t\t\nx\t\ty"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("", "", ""), ElementsAre("x", "", "y")));
}

TEST(ReadTsv, ReadsATableWithoutRows)
{
  const TemporaryFolder folder;
  EXPECT_THAT(read_tsv(folder.write("a.tsv", "a\tb\n")).rows, ElementsAre());
}

TEST(ReadTsv, ReadsAVeryLongLine)
{
  const TemporaryFolder folder;
  std::string header = "c0";
  std::string row = "0";
  for (int i = 1; i < 200'000; ++i) {
    header += "\tc" + std::to_string(i);
    row += "\t" + std::to_string(i);
  }

  const auto table = read_tsv(folder.write("a.tsv", header + "\n" + row));

  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0].at(table.require("c199999")), "199999");
}

TEST(ReadTsv, NamesTheLineOfARowWithAnotherNumberOfFields)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", "a\tb\n1\t2\n3\n");
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(path); }),
              HasSubstr("a.tsv:3: a row has another number of fields than the header: found \"1\"; expected 2 fields"));
}

TEST(ReadTsv, RefusesABlankLineBetweenRows)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", "a\tb\n1\t2\n\n3\t4\n");
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(path); }),
              HasSubstr("a.tsv:3: a row has another number of fields"));
}

TEST(ReadTsv, RefusesAColumnThatComesTwice)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", "a\tb\ta\n1\t2\t3\n");
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(path); }), HasSubstr("a.tsv:1: a column comes twice: field \"a\""));
}

TEST(ReadTsv, RefusesAnEmptyFile)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", "\r\n\n");
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(path); }), HasSubstr("a.tsv: is empty; expected a header line"));
}

TEST(ReadTsv, RefusesABlankHeaderLine)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", "\na\tb\n");
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(path); }), HasSubstr("a.tsv:1: the header line is empty"));
}

TEST(ReadTsv, RefusesNulBytes)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", std::string_view("a\tb\n1\0\t2\n", 9));
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(path); }), HasSubstr("a.tsv:2: holds a NUL byte: not a text file"));
}

TEST(ReadTsv, RefusesAFolder)
{
  const TemporaryFolder folder;
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(folder.path()); }), HasSubstr("is a folder, not a file"));
}

TEST(ReadTsv, RefusesAPipeInsteadOfWaitingForIt)
{
  const TemporaryFolder folder;
  const auto path = folder.path() / "pipe.tsv";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(message_of<InputError>([&] { read_tsv(path); }), HasSubstr("pipe.tsv: is not a regular file"));
}

TEST(ReadTsv, NamesAFileThatIsNotThere)
{
  EXPECT_THAT(message_of<InputError>([] { read_tsv("/nowhere/a.tsv"); }), HasSubstr("/nowhere/a.tsv: no such file"));
}

TEST(DelimitedTable, NamesTheColumnsThereAreWhenOneIsMissing)
{
  const TemporaryFolder folder;
  const auto table = read_tsv(folder.write("a.tsv", "a\tb\n"));
  EXPECT_THAT(message_of<InputError>([&] { table.require("group"); }),
              AllOf(HasSubstr("a.tsv"), HasSubstr("no column \"group\"; the columns are: a, b")));
  EXPECT_FALSE(table.find("group").has_value());
}

TEST(DelimitedTable, ShowsOnlyTheFirstColumnsOfAWideTable)
{
  const TemporaryFolder folder;
  std::string header = "c0";
  for (int i = 1; i < 300; ++i) header += "\tc" + std::to_string(i);
  const auto table = read_tsv(folder.write("a.tsv", header));
  EXPECT_THAT(message_of<InputError>([&] { table.require("group"); }), HasSubstr("c10, c11, ... (300 in all)"));
}

TEST(ReadText, RefusesMoreThanTheLimit)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.txt", "12345");
  EXPECT_EQ(read_text(path, 5), "12345");
  EXPECT_THAT(message_of<InputError>([&] { read_text(path, 4); }),
              HasSubstr("a.txt: the file is too large: expected at most 4 bytes"));
}

TEST(ReadText, GivesEveryByteOfALargeFile)
{
  const TemporaryFolder folder;
  std::string content(1'000'003, ' ');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * i % 251);
  EXPECT_EQ(read_text(folder.write("a.bin", content)), content);
}

}  // namespace
}  // namespace dmn::files
