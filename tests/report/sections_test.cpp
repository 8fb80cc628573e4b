#include "report/sections.hpp"

#include <gmock/gmock.h>

#include "report/html_text.hpp"
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

StudyResults pooled_study()
{
  return {.pool = PooledResults{
              .path = "pool/result.h5",
              .contrast = "patient - control",
              .model = "group + site",
              .sites = {"A", "B"},
              .people = {20, 22},
              .edges = {.path = "pool/edges.tsv",
                        .names = {"label_i", "label_j", "n", "t", "p", "q_fdr", "g", "g_low", "g_high", "status"},
                        .rows = {{"a", "b", "42", "1", "0.3", "0.3", "0.25", "-0.25", "0.75", "tested"},
                                 {"a", "c", "42", "-4", "0.001", "0.002", "-1", "-1.5", "-0.5", "tested"},
                                 {"b", "c", "42", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a", "constant"}}},
              .meta = {
                  .path = "pool/meta.tsv",
                  .names = {"estimate", "ci_low", "ci_high", "I2"},
                  .rows = {{"0.25", "-0.5", "1", "0"}, {"-1", "-1.75", "-0.25", "40"}, {"n/a", "n/a", "n/a", "n/a"}}}}};
}

TEST(PoolSection, CountsWhatTheSumsOfAllSitesSay)
{
  const std::string html = pool_section(pooled_study());

  EXPECT_THAT(html, HasSubstr("data-source=\"pool/result.h5|length|/sites/site\">2</data> sites"));
  EXPECT_THAT(html, HasSubstr("data-source=\"pool/result.h5|equal|/edges/status|tested\">2</data> tested edges"));
  EXPECT_THAT(html, HasSubstr("data-source=\"pool/edges.tsv|at most|q_fdr|0.05\">1</data> has"));
  EXPECT_THAT(html, HasSubstr("data-source=\"pool/result.h5|value|/sites/n|1\">22</data>"));
}

TEST(PoolSection, ListsTestedEdgesFromTheStrongest)
{
  const std::string text = plain_text(pool_section(pooled_study()));

  EXPECT_LT(text.find("−1.00"), text.find("+0.25"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
  EXPECT_EQ(pool_section({}), "");
}

StudyResults study_of(const std::string& contrast)
{
  StudyResults study{.contrasts = {{.name = "x",
                                    .summary = {.path = "s.json", .values = {{"/contrast", contrast}}},
                                    .edges = {.path = "edges.tsv",
                                              .names = {"roi_i", "roi_j", "label_i", "label_j", "beta", "t", "p"},
                                              .rows = {{"0", "1", "a", "b", "0.5", "3", "0.01"}}}}}};
  study.cohort = CohortPicture{.path = "cohort.h5",
                               .rois = {{.label = "a"}, {.label = "b"}, {.label = "c"}},
                               .edges = connectivity::EdgeList(3, {{0, 1}}),
                               .session = std::vector<std::string>(7, "2"),
                               .groups = {"patient"},
                               .group_size = {7},
                               .means = {Eigen::VectorXd::Constant(1, 0.25)}};
  return study;
}

TEST(MatricesSection, ShowsTestedRegionsAndCountsRunsOfTheSessionCompared)
{
  const auto study = study_of("patient - control");
  std::vector<NamedDrawing> figures;

  const auto html = matrices_section(study, study.contrasts[0], findings_of(study.contrasts[0]), "c1-", figures);

  EXPECT_THAT(html, HasSubstr("Regions without a tested edge are left out."));
  EXPECT_THAT(html, HasSubstr("|equal|/runs/group|patient|/runs/session|2\">7</data> runs of session 2"));
  EXPECT_EQ(std::get<Picture>(figures.at(0).second.marks.at(0)).columns, 2);
  EXPECT_THAT(html, HasSubstr("in each group?"));
}

TEST(MatricesSection, CountsTheRunsOfBothSessionsOfAChange)
{
  auto study = study_of("patient - control");
  study.cohort->session = {"2", "1", "2", "1", "1", "1", "1"};
  std::vector<NamedDrawing> figures;

  const auto html = matrices_section(study, study.contrasts[0], findings_of(study.contrasts[0]), "c1-", figures);

  EXPECT_THAT(html,
              HasSubstr("/runs/group|patient|/runs/session|1|/runs/session|2\">7</data> runs of sessions 1 and 2"));
}

TEST(MatricesSection, SaysThatRunsWithoutASessionWereCompared)
{
  auto study = study_of("patient - control");
  study.cohort->session = std::vector<std::string>(7);
  std::vector<NamedDrawing> figures;

  const auto html = matrices_section(study, study.contrasts[0], findings_of(study.contrasts[0]), "c1-", figures);

  EXPECT_THAT(html, HasSubstr("/runs/session|\">7</data> runs of session n/a"));
}

TEST(EdgesSection, HasAColumnOfFamilyWisePWhereOneWasComputed)
{
  auto study = study_of("patient - control");
  auto& edges = study.contrasts[0].edges;
  edges.names.push_back("p_fwe");
  for (const std::string p_fwe : {"n/a", "0.2"}) {
    edges.rows[0].resize(edges.names.size());
    edges.rows[0].back() = p_fwe;
    const auto html = edges_section(study, study.contrasts[0], findings_of(study.contrasts[0]), "c1-");
    EXPECT_EQ(html.find("data-column=\"p_fwe\"") != std::string::npos, p_fwe != "n/a") << html;
  }
}

TEST(Sections, SpeakOfSlopesWhereNoGroupsAreCompared)
{
  const auto study = study_of("age");
  const auto& contrast = study.contrasts[0];
  std::vector<NamedDrawing> figures;

  EXPECT_THAT(edges_section(study, contrast, findings_of(contrast), ""), HasSubstr(">Slope</th>"));
  EXPECT_THAT(sites_section(contrast, "", figures), HasSubstr("Is there an association, and does it hold"));
  EXPECT_THAT(matrices_section(study, contrast, findings_of(contrast), "", figures), Not(HasSubstr("in each group")));
  EXPECT_THAT(trust_section(study), HasSubstr("An association over many people says nothing about one person."));
  EXPECT_THAT(trust_section(study_of("a - b")), HasSubstr("Group means differ while single people overlap"));
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
