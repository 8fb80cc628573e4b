#include "report/pdf_writer.hpp"

#include <gmock/gmock.h>

namespace dmn::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Drawing drawing_of(Mark mark)
{
  return {.width = 100, .height = 40, .title = "t", .description = "d", .marks = {std::move(mark)}};
}

TEST(PdfFile, SaysWhereEachObjectBegins)
{
  const std::string file = pdf_file(drawing_of(Disc{.centre = {10, 10}, .radius = 4, .style = {.fill = Ink::first}}));

  const auto table = file.find("xref\n0 7\n");
  ASSERT_NE(table, std::string::npos);
  for (std::size_t number = 1; number <= 6; ++number) {
    const auto entry = file.substr(table + 9 + 20 * number, 20);
    const auto offset = std::stoul(entry.substr(0, 10));
    const std::string begin = std::to_string(number) + " 0 obj\n";
    EXPECT_EQ(file.substr(offset, begin.size()), begin);
    EXPECT_EQ(entry.substr(10), " 00000 n \n");
  }
  EXPECT_THAT(file, HasSubstr("startxref\n" + std::to_string(table) + "\n%%EOF\n"));
}

TEST(PdfFile, TurnsTheDrawingUpsideDownOntoAPageInPoints)
{
  const std::string file = pdf_file(drawing_of(Line{.from = {1, 2}, .to = {3, 4}, .style = {.stroke = Ink::text}}));

  EXPECT_THAT(file, HasSubstr("/MediaBox [0 0 93 48]"));
  EXPECT_THAT(file, HasSubstr("0.75 0 0 -0.75 9 39 cm\n"));
  EXPECT_THAT(file, HasSubstr("1 2 m\n3 4 l\nS\n"));
}

TEST(PdfFile, EscapesTexts)
{
  EXPECT_THAT(pdf_file(drawing_of(Words{.at = {1, 2}, .text = "a (b) \\c"})), HasSubstr("(a \\(b\\) \\\\c) Tj\n"));
}

TEST(PdfFile, PutsTheEndOfATextWhereItIsAnchored)
{
  EXPECT_THAT(pdf_file(drawing_of(Words{.at = {50, 20}, .text = "0000", .size = 10, .anchor = Anchor::end})),
              HasSubstr("1 0 0 -1 27.76 20 Tm\n"));
}

TEST(PdfFile, DeclaresOpacities)
{
  EXPECT_THAT(pdf_file(drawing_of(Box{.width = 5, .height = 5, .style = {.fill = Ink::second, .opacity = 0.25}})),
              HasSubstr("/ExtGState << /O25 << /CA 0.25 /ca 0.25 >> >>"));
}

TEST(PdfFile, HoldsPicturesWithTheirPalette)
{
  const Picture picture{
      .width = 4, .height = 4, .columns = 2, .rows = 1, .cells = {1, 0}, .palette = {{}, {.red = 255}}};

  const std::string file = pdf_file(drawing_of(picture));

  EXPECT_THAT(file,
              HasSubstr("/Width 2 /Height 1 /BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB 1 <000000ff0000>]"));
  EXPECT_THAT(file, HasSubstr(std::string("stream\n\1\0\nendstream", 19)));
}

TEST(PdfFile, HasNoDate)
{
  EXPECT_THAT(pdf_file(drawing_of(Disc{})), Not(HasSubstr("Date")));
}

}  // namespace
}  // namespace dmn::report
