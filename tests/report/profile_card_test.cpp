#include "report/profile_card.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "report/profile_drawing.hpp"
#include "report/svg_writer.hpp"

namespace dmn::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const double nan = std::nan("");

CardRow row_at(double z, double half_width = nan)
{
  return {.name = "M1",
          .description = "within network DMN",
          .label = "M1  within network DMN",
          .observed = 0.25,
          .expected = 0.3,
          .z = z,
          .z_low = z - half_width,
          .z_high = z + half_width,
          .status = "scored"};
}

CardSection section_of(std::vector<CardRow> rows)
{
  return {"Where?", "Means of Fisher z.", std::move(rows)};
}

TEST(PercentileText, RoundsToWholePercentiles)
{
  EXPECT_EQ(percentile_text(row_at(0)), "50");
  EXPECT_EQ(percentile_text(row_at(-1.2265)), "11");
  EXPECT_EQ(percentile_text(row_at(-2.05)), "2");
  EXPECT_EQ(percentile_text(row_at(-0.8064, 0.8)), "21 [5, 50]");
  EXPECT_EQ(percentile_text(row_at(1.88)), "97");
}

TEST(PercentileText, DoesNotPretendToKnowTheTails)
{
  EXPECT_EQ(percentile_text(row_at(-4)), "< 1");
  EXPECT_EQ(percentile_text(row_at(4)), "> 99");
  EXPECT_EQ(percentile_text(row_at(nan)), "n/a");
}

/// Position of the disc.
double x_of_disc(const Drawing& drawing)
{
  for (const auto& mark : drawing.marks) {
    if (const auto* disc = std::get_if<Disc>(&mark)) return disc->centre.x;
  }
  return nan;
}

TEST(ProfileDrawing, CutsNoValueOff)
{
  for (const double z : {-14.5, -3.0, 0.0, 7.7}) {
    const auto drawing = profile_drawing(section_of({row_at(z, 1.5)}), Width::wide);
    EXPECT_GT(x_of_disc(drawing), 270);
    EXPECT_LT(x_of_disc(drawing), 610);
  }
}

TEST(ProfileDrawing, StandsInTheMiddleAtZero)
{
  EXPECT_EQ(x_of_disc(profile_drawing(section_of({row_at(0)}), Width::wide)), 440);
  EXPECT_EQ(x_of_disc(profile_drawing(section_of({row_at(0)}), Width::narrow)), 180);
}

TEST(ProfileDrawing, IsHollowAndDashedWithoutTheSite)
{
  auto row = row_at(1, 1);
  row.adjusted_for_site = false;
  const auto svg = svg_element(profile_drawing(section_of({row}), Width::wide));

  EXPECT_THAT(svg, HasSubstr("f-paper"));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
}

TEST(ProfileDrawing, HasNoDiscOfWhatIsWithheldAndSaysSo)
{
  const auto drawing = profile_drawing(section_of({row_at(nan)}), Width::narrow);

  EXPECT_TRUE(std::isnan(x_of_disc(drawing)));
  EXPECT_THAT(svg_element(drawing), HasSubstr(">withheld<"));
  EXPECT_THAT(drawing.description, HasSubstr("M1  within network DMN: withheld."));
}

TEST(ProfileDrawing, CutsLongNamesBetweenCharacters)
{
  auto row = row_at(0);
  row.label = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaäöü";
  EXPECT_THAT(svg_element(profile_drawing(section_of({row}), Width::wide)),
              HasSubstr("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…<"));
}

TEST(ProfileCard, CarriesTheBannerAndEscapesEveryName)
{
  ProfileCard card{.title = "<x>", .sentences = {"a & b"}, .facts = {{"Site", "<s>"}}};
  card.sections = {section_of({row_at(0.5)})};
  card.sections[0].rows[0].status = "withheld: <why>";
  const auto page = profile_card_html(card);

  EXPECT_THAT(page, HasSubstr("Research use only; not a diagnostic device."));
  EXPECT_THAT(page, HasSubstr("<h1>&lt;x&gt;</h1>"));
  EXPECT_THAT(page, HasSubstr("a &amp; b"));
  EXPECT_THAT(page, HasSubstr("<dd>&lt;s&gt;</dd>"));
  EXPECT_THAT(page, HasSubstr("withheld: &lt;why&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(ProfileCard, SaysWhereTheReliabilityIsUnknown)
{
  ProfileCard card{.title = "x"};
  card.sections = {section_of({row_at(0.5)})};
  EXPECT_THAT(profile_card_html(card), HasSubstr("0.50 [reliability unknown]"));
  card.sections = {section_of({row_at(0.5, 1)})};
  EXPECT_THAT(profile_card_html(card), HasSubstr("0.50 [−0.50, 1.50]"));
}

}  // namespace
}  // namespace dmn::report
