#include "report/sections.hpp"

#include <gmock/gmock.h>

#include "report/page.hpp"

namespace dmn::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

PredictionResults prediction_of(bool gain)
{
  return {.name = "group",
          .summary = {.path = "predict/group/summary.json",
                      .values = {{"/outcome", "group"},
                                 {"/positive", "patient"},
                                 {"/reference", "control"},
                                 {"/gain_over_covariates", "0.125"},
                                 {"/gain_is_shown", gain ? "true" : "false"}}},
          .metrics = {.path = "predict/group/metrics.tsv",
                      .names = {"site", "model", "n", "auc", "auc_low", "auc_high", "auc_all_rows"},
                      .rows = {{"all", "model", "4", "0.75", "0.5", "0.875", "0.75"},
                               {"A", "model", "4", "0.75", "n/a", "n/a", "0.75"}}},
          .predictions = {.path = "predict/group/predictions.tsv",
                          .names = {"observed", "predicted"},
                          .rows = {{"0", "0.1"}, {"1", "0.3"}, {"0", "0.4"}, {"1", "0.9"}}}};
}

TEST(PredictionSection, SaysNothingOfConnectivityWithoutAGain)
{
  std::vector<NamedDrawing> figures;
  const auto with = prediction_section({.predictions = {prediction_of(true)}}, figures);
  const auto without = prediction_section({.predictions = {prediction_of(false)}}, figures);

  EXPECT_THAT(with, HasSubstr("carries information beyond the covariates (exploratory)"));
  EXPECT_THAT(without, HasSubstr("no gain is shown, so nothing is said about connectivity"));
  EXPECT_THAT(without, Not(HasSubstr("carries information")));
  EXPECT_THAT(with, HasSubstr("data-source=\"predict/group/metrics.tsv|0|auc\">0.75</data>"));
}

TEST(PredictionSection, DrawsTheRocCurveThroughItsCorners)
{
  std::vector<NamedDrawing> figures;
  prediction_section({.predictions = {prediction_of(true)}}, figures);

  ASSERT_EQ(figures.size(), 2U);
  const Shape* curve = nullptr;
  for (const auto& mark : figures[0].second.marks) {
    if (const auto* shape = std::get_if<Shape>(&mark)) curve = shape;
  }
  ASSERT_NE(curve, nullptr);
  ASSERT_EQ(curve->points.size(), 5U);
  EXPECT_DOUBLE_EQ(curve->points[0].x, curve->points[1].x);
  EXPECT_DOUBLE_EQ(curve->points[1].y, curve->points[2].y);
  EXPECT_DOUBLE_EQ((curve->points[1].y - curve->points[0].y) * 2, curve->points[4].y - curve->points[0].y);
}

TEST(PredictionSection, IsAbsentWithoutFiles)
{
  std::vector<NamedDrawing> figures;

  EXPECT_EQ(prediction_section({}, figures), "");
  EXPECT_TRUE(figures.empty());
}

StudyResults coupled_with_motion(const std::string& distance)
{
  StudyResults study;
  study.quality = {.path = "group/quality.json", .values = {{"/qc_fc/edges", "1"}, {"/qc_fc/distance_rho", "-0.5"}}};
  study.motion_edges = {.path = "group/motion_edges.tsv", .names = {"r", "distance_mm"}, .rows = {{"0.2", distance}}};
  return study;
}

TEST(MotionSection, DrawsTheCouplingByDistance)
{
  std::vector<NamedDrawing> figures;
  const auto html = motion_section(coupled_with_motion("40"), figures);

  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].first, "motion-distance");
  EXPECT_THAT(html, HasSubstr("quality.json|/qc_fc/distance_rho"));
}

TEST(MotionSection, SaysWhyThereIsNoDistance)
{
  std::vector<NamedDrawing> figures;
  const auto html = motion_section(coupled_with_motion("n/a"), figures);

  EXPECT_TRUE(figures.empty());
  EXPECT_THAT(html, HasSubstr("The regions have no coordinates"));
  EXPECT_THAT(html, Not(HasSubstr("distance_rho")));
}

TEST(Page, LoadsNothingAndCarriesTheBanner)
{
  const Page page = page_of({.title = "<Title>", .program = "dmn-cohort"});

  EXPECT_THAT(page.html, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page.html, HasSubstr("Research use only; not a diagnostic device."));
  EXPECT_THAT(page.html, HasSubstr("<h1>&lt;Title&gt;</h1>"));
  EXPECT_THAT(page.html, Not(HasSubstr("http://")));
  EXPECT_THAT(page.html, Not(HasSubstr("https://")));
}

}  // namespace
}  // namespace dmn::report
