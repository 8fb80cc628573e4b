#include "files/line_stream.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "files/temporary_folder.hpp"

namespace dmn::files {
namespace {

using base::InputError;
using test::message_of;
using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> lines_of(const std::filesystem::path& path)
{
  LineStream stream(path);
  std::vector<std::string> lines;
  for (std::string_view line; stream.next(line);) {
    lines.emplace_back(line);
    EXPECT_EQ(stream.number(), lines.size());
  }
  return lines;
}

TEST(LineStream, KeepsEmptyLinesInTheMiddleAndDropsThemAtTheEnd)
{
  const TemporaryFolder folder;
  EXPECT_THAT(lines_of(folder.write("a", "\n\na\r\n\r\n\nb\n\nc\n\n\r\n\n")),
              ElementsAre("", "", "a", "", "", "b", "", "c"));
  EXPECT_THAT(lines_of(folder.write("a", "")), IsEmpty());
  EXPECT_THAT(lines_of(folder.write("a", "\n\n")), IsEmpty());
}

TEST(LineStream, DropsAByteOrderMarkAtTheStartOnly)
{
  const TemporaryFolder folder;
  EXPECT_THAT(lines_of(folder.write("a", "\xEF\xBB\xBFx\n\xEF\xBB\xBFy")), ElementsAre("x", "\xEF\xBB\xBFy"));
}

TEST(LineStream, GivesLinesOfAnyLengthWhereverTheBufferEnds)
{
  const TemporaryFolder folder;
  std::vector<std::string> expected;
  std::string content;
  for (std::size_t length : {131071, 1, 131072, 0, 5, 131073, 400000, 7, 262143, 3}) {
    expected.emplace_back(length, static_cast<char>('a' + expected.size()));
    content += expected.back() + "\n";
  }
  EXPECT_EQ(lines_of(folder.write("a", content)), expected);
}

TEST(LineStream, NamesTheLineOfANulByte)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", std::string_view("a\nb\0\n", 5));
  EXPECT_THAT(message_of<InputError>([&] { lines_of(path); }), HasSubstr("a.tsv:2: holds a NUL byte: not a text file"));
}

TEST(LineStream, RefusesMoreThanTheLimit)
{
  const TemporaryFolder folder;
  const auto path = folder.write("a.tsv", "123\n456\n");
  EXPECT_THAT(message_of<InputError>([&] { LineStream(path, 7); }),
              HasSubstr("a.tsv: the file is too large: expected at most 7 bytes"));
}

TEST(TakeField, VisitsEveryFieldOnce)
{
  std::vector<std::string> fields;
  for (std::string_view line = "\ta\t\tb\t"; line.data() != nullptr;) fields.emplace_back(take_field(line, '\t'));
  EXPECT_THAT(fields, ElementsAre("", "a", "", "b", ""));
}

}  // namespace
}  // namespace dmn::files
