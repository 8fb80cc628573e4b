#include "stats/group_comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using testing::columns_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;
using testing::random_edges;
using ::testing::StartsWith;
using testing::two_site_cohort;

constexpr double rounding = 1e-12;

GroupOptions with(const std::string& model, std::vector<std::string> contrasts = {})
{
  GroupOptions options;
  options.model = model;
  options.contrasts = std::move(contrasts);
  return options;
}

Eigen::VectorXd t_of(const Cohort& cohort, const Eigen::MatrixXd& edges, const GroupOptions& options = {})
{
  return compare(cohort, columns_of(edges), options).contrasts.front().edges.t;
}

void expect_same(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
  ASSERT_EQ(a.size(), b.size());
  EXPECT_LT((a - b).cwiseAbs().maxCoeff(), rounding);
}

template <class Value>
std::vector<Value> reordered(const std::vector<Value>& values, const std::vector<Eigen::Index>& order)
{
  std::vector<Value> result;
  for (const Eigen::Index row : order) result.push_back(values[static_cast<std::size_t>(row)]);
  return result;
}

Cohort reordered(Cohort cohort, const std::vector<Eigen::Index>& order)
{
  cohort.runs = reordered(cohort.runs, order);
  cohort.group = reordered(cohort.group, order);
  cohort.site = reordered(cohort.site, order);
  for (auto* table : {&cohort.participants, &cohort.qc}) {
    for (auto& column : table->columns) {
      if (column.numeric) column.numbers = reordered(column.numbers, order);
      if (!column.numeric) column.words = reordered(column.words, order);
    }
  }
  return cohort;
}

TEST(Compare, FlipsTWhenTheGroupsAreSwapped)
{
  const Cohort cohort = two_site_cohort();
  Cohort swapped = cohort;
  for (auto& label : swapped.group) label = label == "patient" ? "control" : "patient";
  const Eigen::MatrixXd edges = random_edges(40, 6);

  expect_same(t_of(cohort, edges), -t_of(swapped, edges));
}

TEST(Compare, IsUnchangedByAConstantColumn)
{
  Cohort cohort = two_site_cohort();
  const Eigen::MatrixXd edges = random_edges(40, 6);
  const Eigen::VectorXd before = t_of(cohort, edges);
  cohort.participants.columns.push_back(make_column("scanner", std::vector<std::string>(40, "3T")));

  expect_same(t_of(cohort, edges, with("group + age + sex + mean_fd + site + scanner")), before);
}

TEST(Compare, IsUnchangedByTheOrderOfRows)
{
  const Cohort cohort = two_site_cohort();
  const Eigen::MatrixXd edges = random_edges(40, 6);
  std::vector<Eigen::Index> order(40);
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(5));

  expect_same(t_of(reordered(cohort, order), edges(order, Eigen::all)), t_of(cohort, edges));
}

TEST(Compare, IsUnchangedByTheUnitsOfAge)
{
  Cohort cohort = two_site_cohort();
  const Eigen::MatrixXd edges = random_edges(40, 6);
  const Eigen::VectorXd before = t_of(cohort, edges);
  for (auto& age : cohort.participants.columns[0].numbers) age = age * 365.25 + 1000;

  expect_same(t_of(cohort, edges), before);
}

TEST(Compare, IsUnchangedByTheOrderOfTheModel)
{
  const Cohort cohort = two_site_cohort();
  const Eigen::MatrixXd edges = random_edges(40, 6);

  expect_same(t_of(cohort, edges, with("site + mean_fd + sex + age + group")), t_of(cohort, edges));
}

TEST(Compare, FindsAPlantedDifferenceWhereItIs)
{
  const Cohort cohort = two_site_cohort();
  Eigen::MatrixXd edges = random_edges(40, 6);
  edges.col(4).head(20).array() -= 0.5;

  const GroupResult result = compare(cohort, columns_of(edges), {});

  const TestStatistics& found = result.contrasts.front().edges;
  EXPECT_LT(found.t[4], -5);
  EXPECT_LT(found.q_fdr[4], 1e-4);
  EXPECT_LT(found.g_high[4], 0);
  EXPECT_EQ(result.contrasts.front().n_found, 1);
}

TEST(Compare, RefusesSiteAliasedWithGroupBeforeReadingAnEdge)
{
  Cohort cohort = two_site_cohort();
  for (std::size_t row = 0; row < 40; ++row) cohort.site[row] = row < 20 ? "site-03" : "site-01";
  const auto never = [](Eigen::Index, Eigen::Index) -> Eigen::MatrixXd { throw std::logic_error("an edge was read"); };

  EXPECT_THAT(message_of<base::DesignError>([&] { compare(cohort, never, {}); }),
              HasSubstr("site and group are aliased: all patient participants come from site site-03"));
}

TEST(Compare, TestsTheChosenEdgesOnly)
{
  Cohort cohort = two_site_cohort();
  cohort.rois[0].network = cohort.rois[1].network = cohort.rois[3].network = "DMN";
  const Eigen::MatrixXd edges = random_edges(40, 6);
  GroupOptions options;
  options.edges = "network:DMN";

  const GroupResult result = compare(cohort, columns_of(edges), options);

  ASSERT_THAT(result.plan.edges, ElementsAre(0, 2, 4));
  const Eigen::VectorXd all = t_of(cohort, edges);
  const std::vector<Eigen::Index> chosen{0, 2, 4};
  expect_same(result.contrasts.front().edges.t, all(chosen));
}

TEST(Compare, ChoosesAcrossManyBlocks)
{
  Cohort cohort = two_site_cohort(60);
  for (std::size_t roi = 0; roi < 60; roi += 3) cohort.rois[roi].network = "DMN";
  const Eigen::MatrixXd edges = random_edges(40, 1770);
  ASSERT_LT(edge_block_width(40), 1770);
  GroupOptions options;
  options.edges = "network:DMN";

  const GroupResult result = compare(cohort, columns_of(edges), options);

  ASSERT_EQ(result.plan.edges.size(), 190U);
  const Eigen::VectorXd all = t_of(cohort, edges);
  expect_same(result.contrasts.front().edges.t, all(result.plan.edges));
}

TEST(Compare, SummarisesAllRoisWhateverTheChosenEdges)
{
  Cohort cohort = two_site_cohort();
  cohort.rois[0].network = cohort.rois[1].network = "DMN";
  cohort.rois[2].network = cohort.rois[3].network = "Salience";
  const Eigen::MatrixXd edges = random_edges(40, 6);
  GroupOptions options;
  options.edges = "network:DMN";

  const GroupResult result = compare(cohort, columns_of(edges), options);

  ASSERT_EQ(result.markers.summaries.size(), 5U);
  EXPECT_EQ(result.markers.summaries[1].name, "M4");
  const Eigen::MatrixXd mean = edges.middleCols(1, 4).rowwise().mean();
  Cohort one_edge = cohort;
  one_edge.edges = connectivity::EdgeList(4, {{0, 1}});
  expect_same(result.contrasts.front().markers.t.segment(1, 1), t_of(one_edge, mean));
}

TEST(Compare, LeavesRoisWithoutDataOutOfEveryMarker)
{
  Cohort cohort = two_site_cohort();
  for (auto& roi : cohort.rois) roi.network = "DMN";
  Eigen::MatrixXd edges = random_edges(40, 6);
  for (const Eigen::Index edge : {0, 1, 2}) edges.col(edge).head(5).setConstant(NAN);

  const GroupResult result = compare(cohort, columns_of(edges), {});

  EXPECT_THAT(result.markers.dropped_rois, ElementsAre("R0"));
  EXPECT_THAT(result.markers.summaries.front().edges, ElementsAre(3, 4, 5));
  EXPECT_EQ(result.contrasts.front().markers.n[0], 40);
  EXPECT_THAT(result.warnings, Contains("without data in more than 10 % of the participants, hence in no marker: R0"));
}

TEST(Compare, AveragesTheRunsOfASession)
{
  const Cohort cohort = two_site_cohort();
  const Eigen::MatrixXd edges = random_edges(40, 6);
  Cohort doubled = cohort;
  std::vector<Eigen::Index> order;
  for (Eigen::Index row = 0; row < 40; ++row) order.insert(order.end(), {row, row});
  doubled = reordered(doubled, order);
  Eigen::MatrixXd both = edges(order, Eigen::all);
  for (std::size_t row = 0; row < 80; ++row) {
    doubled.runs[row].run = row % 2 == 0 ? "1" : "2";
    both.row(static_cast<Eigen::Index>(row)).array() += row % 2 == 0 ? 0.1 : -0.1;
  }

  const GroupResult result = compare(doubled, columns_of(both), {});

  EXPECT_EQ(result.plan.design.n_rows(), 40);
  expect_same(result.contrasts.front().edges.t, t_of(cohort, edges));
}

TEST(Compare, CountsRowsAndListsWhoIsLeftOut)
{
  Cohort cohort = two_site_cohort();
  cohort.participants.columns[0].numbers[0] = NAN;

  const GroupResult result = compare(cohort, columns_of(random_edges(40, 6)), {});

  ASSERT_EQ(result.plan.left_out.size(), 1U);
  EXPECT_EQ(result.plan.left_out.front().id.participant, "01");
  EXPECT_EQ(result.plan.left_out.front().reason, "no age");
  ASSERT_EQ(result.plan.counts.size(), 4U);
  EXPECT_EQ(result.plan.counts[2].group, "patient");
  EXPECT_EQ(result.plan.counts[2].site, "A");
  EXPECT_EQ(result.plan.counts[2].n, 9);
}

TEST(Compare, AnswersSeveralContrastsAtOnce)
{
  const auto result =
      compare(two_site_cohort(), columns_of(random_edges(40, 6)),
              with("group*age + site", {"pain: patient - control", "slope: group:age", "sites: F(site)"}));

  ASSERT_EQ(result.contrasts.size(), 3U);
  EXPECT_EQ(result.contrasts[1].contrast.name, "slope");
  EXPECT_TRUE(std::isnan(result.contrasts[2].edges.t[0]));
  EXPECT_NEAR(result.contrasts[2].edges.f[0],
              std::pow(t_of(two_site_cohort(), random_edges(40, 6), with("group*age + site", {"s: site"}))[0], 2),
              1e-10);
}

TEST(Compare, LeavesPFweToThePermutations)
{
  const GroupResult result = compare(two_site_cohort(), columns_of(random_edges(40, 6)), {});

  EXPECT_TRUE(result.contrasts.front().edges.p_fwe.array().isNaN().all());
  EXPECT_EQ(result.contrasts.front().contrast.expression, "patient - control");
}

TEST(Compare, SaysHowManyEdgesCouldNotBeTested)
{
  Eigen::MatrixXd edges = random_edges(40, 6);
  edges.col(2).setConstant(0.1);
  edges.col(3).tail(18).setConstant(NAN);

  const GroupResult result = compare(two_site_cohort(), columns_of(edges), {});

  EXPECT_THAT(result.contrasts.front().warnings,
              ElementsAre("2 of 6 edges could not be tested: under 5 in a group (1), zero residual variance (1)"));
}

TEST(Compare, RefusesTwoContrastsOfOneName)
{
  EXPECT_EQ(message_of<base::UsageError>([] {
              compare(two_site_cohort(), columns_of(random_edges(40, 6)), with("group", {"a: group", "a: group"}));
            }),
            "two contrasts are named \"a\"");
}

TEST(Compare, RefusesUnknownNames)
{
  EXPECT_THAT(message_of<base::DesignError>(
                  [] { compare(two_site_cohort(), columns_of(random_edges(40, 6)), with("group + Site")); }),
              StartsWith("the model names \"Site\""));
}

TEST(EdgeBlockWidth, DependsOnTheRowsAlone)
{
  EXPECT_EQ(edge_block_width(0), 1024);
  EXPECT_EQ(edge_block_width(1000), 1024);
  EXPECT_EQ(edge_block_width(50000), 80);
  EXPECT_EQ(edge_block_width(10000000), 16);
}

}  // namespace
}  // namespace dmn::stats
