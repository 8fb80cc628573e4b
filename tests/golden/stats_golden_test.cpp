#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "connectivity/matrix_vector.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::stats {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double tight = 1e-9;     ///< t, beta, se, df, g
constexpr double of_tails = 1e-8;  ///< p, q and interval bounds: quantile searches of the reference

constexpr double last_digit = 1e-14;  ///< of what the reference printed, for values next to zero

const std::filesystem::path golden = DMN_GOLDEN_DIR;

Eigen::VectorXd numbers(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    values[static_cast<Eigen::Index>(row)] =
        base::is_missing(cells[row]) ? std::nan("") : *base::parse_double(cells[row]);
  }
  return values;
}

void expect_near(const Eigen::VectorXd& found, const Eigen::VectorXd& expected, double tolerance, const char* what)
{
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (Eigen::Index e = 0; e < found.size(); ++e) {
    ASSERT_EQ(std::isnan(found[e]), std::isnan(expected[e])) << what << " of edge " << e;
    if (std::isnan(found[e])) continue;
    ASSERT_NEAR(found[e], expected[e], tolerance * std::abs(expected[e]) + last_digit) << what << " of edge " << e;
  }
}

void expect_reference(const TestStatistics& found, const files::DelimitedTable& reference)
{
  expect_near(found.beta, numbers(reference, "beta"), tight, "beta");
  expect_near(found.se, numbers(reference, "se"), tight, "se");
  expect_near(found.t, numbers(reference, "t"), tight, "t");
  expect_near(found.df, numbers(reference, "df"), tight, "df");
  expect_near(found.g, numbers(reference, "g"), tight, "g");
  expect_near(found.p, numbers(reference, "p"), of_tails, "p");
  expect_near(found.q_fdr, numbers(reference, "q_fdr"), of_tails, "q");
  expect_near(found.g_low, numbers(reference, "g_low"), of_tails, "g_low");
  expect_near(found.g_high, numbers(reference, "g_high"), of_tails, "g_high");
  expect_near(found.n.cast<double>(), numbers(reference, "n"), 0, "n");
}

Cohort cohort_of(const files::DelimitedTable& participants, int n_rois, std::vector<connectivity::Edge> edges)
{
  Cohort cohort;
  for (std::size_t column = 0; column < participants.names.size(); ++column) {
    cohort.participants.columns.push_back(make_column(participants.names[column], participants.column(column)));
  }
  for (const auto& id : participants.column(participants.require("participant_id"))) {
    cohort.runs.push_back({.participant = id});
  }
  cohort.group = participants.column(participants.require("group"));
  cohort.site = participants.column(participants.require("site"));
  cohort.edges = connectivity::EdgeList(n_rois, std::move(edges));
  cohort.rois.resize(static_cast<std::size_t>(n_rois));
  for (int roi = 0; roi < n_rois; ++roi) cohort.rois[static_cast<std::size_t>(roi)].label = std::to_string(roi);
  return cohort;
}

ReadEdges columns_of(const Eigen::MatrixXd& edges)
{
  return [&edges](Eigen::Index first, Eigen::Index n) { return Eigen::MatrixXd(edges.middleCols(first, n)); };
}

/// The DMN regions of ds004144, all in one network `default`.
class FibromyalgiaGolden : public ::testing::Test {
 protected:
  FibromyalgiaGolden()
      : reference_(files::read_tsv(golden / "group_01/edges_dmn.tsv.gz")),
        cohort_(cohort_of(files::read_tsv(golden / "group_01/participants.tsv"), 264, reference_edges()))
  {
    const auto array = files::read_npy(golden / "group_01/dmn_correlations.npy");
    edges_.resize(array.shape[0], array.shape[1]);
    for (Eigen::Index row = 0; row < edges_.rows(); ++row) {
      for (Eigen::Index e = 0; e < edges_.cols(); ++e) {
        edges_(row, e) = connectivity::fisher_z(array.values[static_cast<std::size_t>(row * edges_.cols() + e)]);
      }
    }
    for (const auto& edge : cohort_.edges.edges()) {
      cohort_.rois[static_cast<std::size_t>(edge.i)].network = "default";
      cohort_.rois[static_cast<std::size_t>(edge.j)].network = "default";
    }
  }

  std::vector<connectivity::Edge> reference_edges() const
  {
    const Eigen::VectorXd i = numbers(reference_, "roi_i");
    const Eigen::VectorXd j = numbers(reference_, "roi_j");
    std::vector<connectivity::Edge> edges;
    for (Eigen::Index e = 0; e < i.size(); ++e) edges.push_back({static_cast<int>(i[e]), static_cast<int>(j[e])});
    return edges;
  }

  GroupResult compare_with(const std::string& model) const
  {
    GroupOptions options;
    options.model = model;
    options.edges = "network:default";
    return compare(cohort_, columns_of(edges_), options);
  }

  files::DelimitedTable reference_;
  Cohort cohort_;
  Eigen::MatrixXd edges_;
};

TEST_F(FibromyalgiaGolden, EveryEdgeAgreesWithTheIndependentProgram)
{
  const GroupResult result = compare_with("group + Age + sex + site");

  ASSERT_EQ(result.plan.edges.size(), 1653U);
  EXPECT_EQ(result.plan.design.basis.rank(), 3);
  EXPECT_EQ(result.plan.design.residual_df(), 63);
  expect_reference(result.contrasts.front().edges, reference_);
}

TEST_F(FibromyalgiaGolden, ConstantSexAndSiteAreDroppedWithAWarning)
{
  const GroupResult result = compare_with("group + Age + sex + site");

  EXPECT_THAT(result.plan.warnings, ElementsAre("column \"sex\" is constant (\"F\"): dropped from the model",
                                           "column \"site\" is constant (\"ds004144\"): dropped from the model"));
}

TEST_F(FibromyalgiaGolden, TheModelOfGroupAloneGivesThePooledVarianceT)
{
  const GroupResult result = compare_with("group");

  const auto welch = files::read_tsv(golden / "group_01/welch_dmn.tsv.gz");
  expect_near(result.contrasts.front().edges.t, numbers(welch, "ols_group_only_t"), tight, "t");
}

TEST_F(FibromyalgiaGolden, TheMeanOfTheNetworkIsAMarker)
{
  const GroupResult result = compare_with("group + Age");

  const auto reference = files::read_tsv(golden / "group_01/mean_dmn.tsv");
  ASSERT_EQ(result.markers.summaries.size(), 1U);
  EXPECT_EQ(result.markers.summaries.front().name, "within_default");
  const TestStatistics& marker = result.contrasts.front().markers;
  expect_near(marker.beta, numbers(reference, "beta"), tight, "beta");
  expect_near(marker.se, numbers(reference, "se"), tight, "se");
  expect_near(marker.t, numbers(reference, "t"), tight, "t");
  expect_near(marker.g, numbers(reference, "g"), tight, "g");
  expect_near(marker.p, numbers(reference, "p"), of_tails, "p");
  expect_near(marker.g_low, numbers(reference, "g_low"), of_tails, "g_low");
  expect_near(marker.g_high, numbers(reference, "g_high"), of_tails, "g_high");
}

/// Four simulated sites, 12 ROIs.
class MultisiteGolden : public ::testing::Test {
 protected:
  void read(const std::filesystem::path& folder)
  {
    cohort_ = cohort_of(files::read_tsv(folder / "participants.tsv"), 12, connectivity::EdgeList::full(12).edges());
    const auto table = files::read_tsv(folder / "matrices.tsv.gz");
    edges_.resize(static_cast<Eigen::Index>(table.rows.size()), 66);
    Eigen::Index edge = 0;
    for (const auto& name : table.names) {
      if (name.find("--") != std::string::npos) edges_.col(edge++) = numbers(table, name);
    }
    reference_ = files::read_tsv(folder / "edges.tsv");
  }

  GroupResult compare_with(const std::string& model) const
  {
    GroupOptions options;
    options.model = model;
    return compare(cohort_, columns_of(edges_), options);
  }

  files::DelimitedTable reference_;
  Cohort cohort_;
  Eigen::MatrixXd edges_;
};

TEST_F(MultisiteGolden, EveryEdgeAgreesWithTheIndependentProgram)
{
  read(golden / "group_02");

  const GroupResult result = compare_with("group + age + sex + mean_fd + site");

  expect_reference(result.contrasts.front().edges, reference_);
}

TEST_F(MultisiteGolden, TheDesignMatrixIsTheGivenOne)
{
  read(golden / "group_02");

  const GroupResult result = compare_with("group + age + sex + mean_fd + site");

  const auto given = files::read_tsv(golden / "group_02/design.tsv");
  ASSERT_EQ(result.plan.design.kept_column_names(), given.names);
  for (std::size_t k = 0; k < given.names.size(); ++k) {
    expect_near(result.plan.design.matrix.col(static_cast<Eigen::Index>(k)), numbers(given, given.names[k]), 1e-12,
                given.names[k].c_str());
  }
}

TEST_F(MultisiteGolden, TheSiteWithPatientsOnlyIsListed)
{
  read(golden / "group_02");

  const GroupResult result = compare_with("group + age + sex + mean_fd + site");

  EXPECT_THAT(result.contrasts.front().warnings,
              ElementsAre("site \"D\" has patient participants only (14): it contributes nothing to patient - control "
                          "within sites"));
}

TEST_F(MultisiteGolden, DegenerateEdgesHaveTheReferencesNumbersAndStatus)
{
  read(golden / "group_02/degenerate");

  const GroupResult result = compare_with("group + age + sex + mean_fd + site + scanner + age_copy");

  const TestStatistics& edges = result.contrasts.front().edges;
  expect_reference(edges, reference_);
  const auto expected = reference_.column(reference_.require("status"));
  for (std::size_t e = 0; e < expected.size(); ++e) EXPECT_EQ(words(edges.status[e]), expected[e]) << "edge " << e;
}

TEST_F(MultisiteGolden, DegenerateColumnsAndRowsAreNamed)
{
  read(golden / "group_02/degenerate");

  const GroupResult result = compare_with("group + age + sex + mean_fd + site + scanner + age_copy");

  EXPECT_EQ(result.plan.design.n_rows(), 119);
  EXPECT_EQ(result.plan.design.basis.rank(), 9);
  EXPECT_EQ(result.contrasts.front().edges.n_tested(), 64);
  EXPECT_THAT(result.plan.warnings, Contains("1 of 120 participants left out of the model: no age (1), no age_copy (1)"));
  EXPECT_THAT(result.plan.warnings, Contains("column \"scanner\" is constant (\"same\"): dropped from the model"));
  EXPECT_THAT(result.plan.warnings,
              Contains("column \"age_copy\" is collinear with intercept, age: dropped from the model"));
  EXPECT_THAT(result.plan.warnings, Contains(HasSubstr("site \"E\" has one participant")));
}

}  // namespace
}  // namespace dmn::stats
