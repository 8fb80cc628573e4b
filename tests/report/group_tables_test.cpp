#include "report/group_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "base/text.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::report {
namespace {

using ::testing::ElementsAre;

std::vector<std::vector<std::string>> cells_of(const std::string& text)
{
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) rows.push_back(base::split(line, '\t'));
  return rows;
}

struct Analysis {
  explicit Analysis(const std::string& contrast = "x: patient - control")
  {
    cohort.rois[0].network = cohort.rois[1].network = cohort.rois[2].network = "DMN";
    edges.col(1).setConstant(0.5);
    stats::GroupOptions options;
    options.contrasts = {contrast};
    result = stats::compare(cohort, stats::testing::columns_of(edges), options);
  }

  stats::Cohort cohort = stats::testing::two_site_cohort();
  Eigen::MatrixXd edges = stats::testing::random_edges(40, 6);
  stats::GroupResult result;
};

TEST(EdgesTsv, HasTheAgreedColumnsWithTheStatusLast)
{
  const Analysis analysis;

  const auto rows = cells_of(edges_tsv(analysis.cohort, analysis.result, analysis.result.contrasts.front()));

  ASSERT_EQ(rows.size(), 7U);
  EXPECT_THAT(rows.front(), ElementsAre("roi_i", "roi_j", "label_i", "label_j", "n", "beta", "se", "t", "df", "p",
                                        "q_fdr", "p_fwe", "g", "g_low", "g_high", "status"));
}

TEST(EdgesTsv, HasARowAnEdgeInEdgeOrder)
{
  const Analysis analysis;
  const auto& statistics = analysis.result.contrasts.front().edges;

  const auto rows = cells_of(edges_tsv(analysis.cohort, analysis.result, analysis.result.contrasts.front()));

  const auto& row = rows[1 + 3];
  EXPECT_THAT(std::vector<std::string>(row.begin(), row.begin() + 5), ElementsAre("1", "2", "R1", "R2", "40"));
  EXPECT_EQ(*base::parse_double(row[7]), statistics.t[3]);
  EXPECT_EQ(*base::parse_double(row[14]), statistics.g_high[3]);
  EXPECT_EQ(row[11], "n/a");
  EXPECT_EQ(row.back(), "tested");
}

TEST(EdgesTsv, SaysWhyAnEdgeWasNotTested)
{
  const Analysis analysis;

  const auto rows = cells_of(edges_tsv(analysis.cohort, analysis.result, analysis.result.contrasts.front()));

  EXPECT_EQ(rows[2][7], "n/a");
  EXPECT_EQ(rows[2].back(), "zero residual variance");
}

TEST(EdgesTsv, PutsFurtherColumnsBeforeTheStatus)
{
  const Analysis analysis;

  const auto rows = cells_of(edges_tsv(analysis.cohort, analysis.result, analysis.result.contrasts.front(),
                                       {{.name = "v", .values = Eigen::VectorXd::Constant(6, 0.5)}}));

  EXPECT_EQ(rows[0][15], "v");
  EXPECT_EQ(rows[1][15], "0.5");
  EXPECT_EQ(rows[0][16], "status");
}

TEST(EdgesTsv, HasFAndItsDegreesOfFreedomForAnFTest)
{
  const Analysis analysis("sites: F(site)");
  const auto& statistics = analysis.result.contrasts.front().edges;

  const auto rows = cells_of(edges_tsv(analysis.cohort, analysis.result, analysis.result.contrasts.front()));

  EXPECT_EQ(rows[0][15], "F");
  EXPECT_EQ(rows[0][16], "df1");
  EXPECT_EQ(*base::parse_double(rows[1][15]), statistics.f[0]);
  EXPECT_EQ(rows[1][16], "1");
  EXPECT_EQ(rows[1][7], "n/a");
}

TEST(MarkersTsv, HasTheAgreedColumnsAndOneRowAMarker)
{
  const Analysis analysis;
  const auto& statistics = analysis.result.contrasts.front().markers;

  const auto rows = cells_of(markers_tsv(analysis.result, analysis.result.contrasts.front()));

  ASSERT_EQ(rows.size(), 3U);
  EXPECT_THAT(rows[0], ElementsAre("marker", "n", "beta", "se", "t", "df", "p", "p_fwe", "g", "g_low", "g_high",
                                   "description", "status"));
  EXPECT_EQ(rows[1][0], "M1");
  EXPECT_EQ(rows[2][0], "within_DMN");
  EXPECT_EQ(*base::parse_double(rows[2][4]), statistics.t[1]);
  EXPECT_EQ(rows[2].back(), "tested");
}

}  // namespace
}  // namespace dmn::report
