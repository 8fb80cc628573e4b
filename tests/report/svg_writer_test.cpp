#include "report/svg_writer.hpp"

#include <gmock/gmock.h>

namespace dmn::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Drawing drawing_of(Mark mark)
{
  return {.width = 10, .height = 5, .title = "A & B", .description = "a < b", .marks = {std::move(mark)}};
}

TEST(SvgElement, SaysWhatItShowsToThoseWhoDoNotSeeIt)
{
  EXPECT_THAT(svg_element(drawing_of(Disc{})),
              HasSubstr("<svg viewBox=\"0 0 10 5\" role=\"img\" aria-label=\"A &amp; B. a &lt; b\">"));
}

TEST(SvgElement, NamesInksByClassesAndWritesOwnColours)
{
  const Disc disc{
      .centre = {1, 2.005}, .radius = 3, .style = {.fill = Ink::first, .stroke = rgb("#010203"), .width = 2}};

  EXPECT_THAT(
      svg_element(drawing_of(disc)),
      HasSubstr("<circle cx=\"1\" cy=\"2.01\" r=\"3\" class=\"f-first\" stroke=\"#010203\" stroke-width=\"2\"/>"));
}

TEST(SvgElement, EscapesTextsAndTitles)
{
  EXPECT_THAT(svg_element(drawing_of(Words{.at = {1, 2}, .text = "</text><script>"})),
              HasSubstr("class=\"f-text\">&lt;/text&gt;&lt;script&gt;</text>"));
  EXPECT_THAT(svg_element(drawing_of(Line{.from = {0, 0}, .to = {1, 1}, .style = {}, .note = {.title = "<b>"}})),
              HasSubstr("<title>&lt;b&gt;</title></line>"));
}

TEST(SvgElement, DrawsDotsOfOnePlaceOnce)
{
  const Dots dots{.points = {{1, 1}, {1.01, 1}, {2, 3}}, .radius = 1.5, .style = {.fill = Ink::second, .opacity = 0.5}};

  EXPECT_THAT(svg_element(drawing_of(dots)),
              HasSubstr("<path d=\"M1 1h0M2 3h0\" stroke-linecap=\"round\" class=\"s-second\" fill=\"none\" "
                        "stroke-width=\"3\" opacity=\"0.5\"/>"));
}

TEST(SvgElement, ClosesAShapeThatIsClosed)
{
  const Shape shape{.points = {{0, 0}, {1, 0}, {0, 1}}, .closed = true, .style = {.stroke = Ink::line, .dashed = true}};

  EXPECT_THAT(svg_element(drawing_of(shape)), HasSubstr("d=\"M0 0L1 0L0 1Z\" class=\"s-line\" fill=\"none\" "
                                                        "stroke-dasharray=\"4 3\""));
}

TEST(SvgElement, HoldsItsPictures)
{
  const Picture picture{.width = 4, .height = 4, .columns = 1, .rows = 1, .cells = {0}, .palette = {{}}};

  EXPECT_THAT(svg_element(drawing_of(picture)), HasSubstr("href=\"data:image/png;base64,iVBORw0KGgo"));
}

TEST(SvgFile, StandsAloneOnWhitePaperWithoutNotes)
{
  const Disc disc{.style = {.fill = Ink::first}, .note = {.title = "sub-01", .data = " data-t=\"1\""}};

  const std::string file = svg_file(drawing_of(disc));

  EXPECT_THAT(file, HasSubstr("xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(file, HasSubstr("fill=\"#b35806\""));
  EXPECT_THAT(file, HasSubstr("<title>A &amp; B</title>"));
  EXPECT_THAT(file, Not(HasSubstr("sub-01")));
  EXPECT_THAT(file, Not(HasSubstr("data-t")));
}

}  // namespace
}  // namespace dmn::report
