#include <gmock/gmock.h>

#include <cmath>
#include <map>

#include "report/axis.hpp"
#include "report/brain_figure.hpp"
#include "report/forest_figure.hpp"
#include "report/matrix_figure.hpp"
#include "report/network_figure.hpp"
#include "report/page_parts.hpp"
#include "report/point_figures.hpp"
#include "report/svg_writer.hpp"

namespace dmn::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Axis, HasRoundTicksAroundTheValues)
{
  const auto axis = Axis::around(-0.31, 0.47, 0, 100);

  EXPECT_EQ(axis.text(axis.ticks().front()), "−0.4");
  EXPECT_EQ(axis.text(axis.ticks().back()), "0.6");
  EXPECT_DOUBLE_EQ(axis(axis.low()), 0);
  EXPECT_DOUBLE_EQ(axis(axis.high()), 100);
}

TEST(Axis, WidensARangeWithoutWidth)
{
  const auto axis = Axis::around(3, 3, 0, 1);

  EXPECT_LT(axis.low(), 3);
  EXPECT_GT(axis.high(), 3);
}

TEST(NetworkOrder, BeginsWithTheDefaultModeAndEndsWithNoNetwork)
{
  const connectivity::RoiTable rois{{.label = "a", .network = "Visual"},
                                    {.label = "b"},
                                    {.label = "c", .network = "Default Mode"},
                                    {.label = "d", .network = "Auditory"},
                                    {.label = "e", .network = "Visual"}};

  const auto order = network_order(rois);

  EXPECT_THAT(order.names, ElementsAre("Default Mode", "Auditory", "Visual", "none"));
  EXPECT_THAT(order.rois, ElementsAre(2, 3, 0, 4, 1));
  EXPECT_THAT(order.first, ElementsAre(0, 1, 2, 4));
}

TEST(NetworkOrder, LeavesOutRegionsThatAreNotKept)
{
  const connectivity::RoiTable rois{
      {.label = "a", .network = "Visual"}, {.label = "b", .network = "DMN"}, {.label = "c", .network = "DMN"}};

  const auto order = network_order(rois, {false, true, true});

  EXPECT_THAT(order.rois, ElementsAre(1, 2));
  EXPECT_THAT(order.names, ElementsAre("DMN"));
}

TEST(NetworkOrder, KnowsTheNamesOfTheDefaultMode)
{
  for (const char* name : {"DMN", "DMnet", "default", "Default-Mode", "default mode network"})
    EXPECT_TRUE(is_default_mode(name)) << name;
  for (const char* name : {"", "DMN-like", "Salience"}) EXPECT_FALSE(is_default_mode(name)) << name;
}

TEST(MatrixFigure, DrawsACellARegionPairAndNoDiagonal)
{
  const connectivity::RoiTable rois{{.label = "a", .network = "DMN"}, {.label = "b", .network = "DMN"}};
  const MatrixFigure figure{
      .title = "t", .values = Eigen::Matrix2d{{9, 1}, {-1, 9}}, .limit = 1, .map = ColourMap::blue_red(), .scale = "r"};

  const auto drawing = matrix_figure(figure, network_order(rois));

  EXPECT_THAT(std::get<Picture>(drawing.marks.front()).cells, ElementsAre(127, 254, 0, 127));
}

TEST(BrainFigure, DashesDecreasesAndLeavesUnplacedRegionsOut)
{
  connectivity::RoiTable rois{{.label = "a"}, {.label = "b"}, {.label = "c"}};
  rois[0].xyz_mm = {0, 0, 0};
  rois[1].xyz_mm = {10, 20, 30};
  BrainFigure figure{
      .title = "t",
      .edges = {{.i = 0, .j = 1, .increase = false, .title = "a – b"}, {.i = 0, .j = 2, .title = "a – c"}}};

  const std::string svg = svg_element(brain_figure(figure, rois));

  EXPECT_THAT(svg, HasSubstr("a – b"));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
  EXPECT_THAT(svg, Not(HasSubstr("a – c")));
}

TEST(BrainFigure, HidesWhatOnlyTheSliderShows)
{
  connectivity::RoiTable rois{{.label = "a"}, {.label = "b"}};
  rois[0].xyz_mm = {0, 0, 0};
  rois[1].xyz_mm = {10, 20, 30};
  BrainFigure figure{.edges = {{.i = 0, .j = 1, .shown = false}}};

  EXPECT_THAT(svg_element(brain_figure(figure, rois)), HasSubstr("data-e=\"0\" data-off"));
  figure.only_shown = true;
  EXPECT_THAT(svg_element(brain_figure(figure, rois)), Not(HasSubstr("data-e")));
}

TEST(ForestFigure, SaysItsNumbersAndWhichSiteHasNone)
{
  const double none = std::nan("");
  const Forest forest{.title = "M1",
                      .lower = "lower",
                      .higher = "higher",
                      .rows = {{"A", "20", -0.5, -1, 0, 4}, {"B", "", none, none, none, 0}},
                      .pooled = {"All sites", "20", -0.4, -0.8, 0, 0},
                      .prediction_low = none,
                      .prediction_high = none};

  const std::string svg = svg_element(forest_figure(forest));

  EXPECT_THAT(svg, HasSubstr("A: −0.50 [−1.00, 0.00]."));
  EXPECT_THAT(svg, HasSubstr("no estimate of its own"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_EQ(narrow_forest_figure(forest).width, 350);
}

TEST(StripFigure, DrawsEveryPersonWithinTheAxis)
{
  const auto drawing = strip_figure(
      {.title = "t", .unit = "mm", .columns = {{.label = "A", .group = "g", .values = {0.1, 7, std::nan("")}}}});

  for (const auto& mark : drawing.marks) {
    const auto* dots = std::get_if<Dots>(&mark);
    if (dots == nullptr) continue;
    ASSERT_EQ(dots->points.size(), 2U);
    for (const auto& point : dots->points) EXPECT_TRUE(point.y >= 26 && point.y <= 236) << point.y;
  }
}

TEST(StripFigure, IsAnEmptyFrameWithoutPeople)
{
  EXPECT_THAT(svg_element(strip_figure({.title = "t"})), Not(HasSubstr("nan")));
  EXPECT_THAT(svg_element(scatter_figure({.title = "t"})), Not(HasSubstr("nan")));
}

TEST(NetworkFigure, WritesCountsAndNoHueForWhatWasNotTested)
{
  const Drawing drawing = network_figure("t", "mean difference", {"A", "B"},
                                         {{.row = 0, .column = 0, .effect = -2, .edges = 3, .title = "tested"},
                                          {.row = 1, .column = 0, .effect = std::nan(""), .title = "not tested"}});

  std::map<std::string, std::vector<Paint>> fills;
  for (const auto& mark : drawing.marks) {
    if (const auto* box = std::get_if<Box>(&mark)) fills[box->note.title].push_back(box->style.fill);
  }
  EXPECT_THAT(svg_element(drawing), HasSubstr(">3</text>"));
  EXPECT_EQ(fills["tested"], (std::vector<Paint>{Ink::panel, Ink::second}));
  EXPECT_EQ(fills["not tested"], std::vector<Paint>{Ink::panel});
}

TEST(NetworkFigure, SaysWhatItsColoursMeasure)
{
  const auto cell = [](double effect) { return NetworkCell{.effect = effect, .title = "x"}; };

  const std::string svg = svg_element(network_figure("t", "mean slope", {"A"}, {cell(-0.25)}));
  EXPECT_THAT(svg, HasSubstr(">−0.25</text>"));
  EXPECT_THAT(svg, HasSubstr(">+0.25</text>"));
  EXPECT_THAT(svg, HasSubstr(">mean slope</text>"));
  EXPECT_THAT(svg_element(network_figure("t", "mean slope", {"A"}, {cell(std::nan(""))})),
              Not(HasSubstr("slope</text>")));
}

TEST(DataElement, NamesItsSourceAndKeepsEveryDigit)
{
  EXPECT_EQ(data_element({.value = -0.60612345, .source = "a<b|3|g"}, "−0.61"),
            "<data value=\"-0.60612345\" data-source=\"a&lt;b|3|g\">−0.61</data>");
  EXPECT_EQ(
      sourced_p("p_FWE", {.value = 0.0001, .source = "f|0|p"}),
      "<span class=\"nb\"><i>p</i><sub>FWE</sub> <data value=\"0.0001\" data-source=\"f|0|p\">&lt; .001</data></span>");
}

}  // namespace
}  // namespace dmn::report
