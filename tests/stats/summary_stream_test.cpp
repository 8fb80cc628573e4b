#include "stats/summary_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Cohort with_networks()
{
  Cohort cohort = testing::two_site_cohort(6);
  for (std::size_t roi = 0; roi < 6; ++roi) cohort.rois[roi].network = roi % 2 == 0 ? "DMN" : "Salience";
  return cohort;
}

void add_in_blocks(SummaryStream& stream, const Eigen::MatrixXd& edges, Eigen::Index width)
{
  for (Eigen::Index first = 0; first < edges.cols(); first += width) {
    stream.add(edges.middleCols(first, std::min(width, edges.cols() - first)), first);
  }
}

TEST(SummaryStream, EqualsTheSummariesOfTheWholeMatrix)
{
  const Cohort cohort = with_networks();
  Eigen::MatrixXd edges = testing::random_edges(40, 15);
  edges(0, 0) = edges(0, 1) = edges(0, 3) = edges(1, 5) = NAN;
  edges.row(2).setConstant(NAN);

  SummaryStream stream(cohort, 40);
  add_in_blocks(stream, edges, 4);

  const Eigen::MatrixXd expected = connectivity::summary_values(edges, stream.summaries());
  const Eigen::MatrixXd found = stream.values();
  ASSERT_EQ(found.cols(), expected.cols());
  for (Eigen::Index s = 0; s < found.cols(); ++s) {
    for (Eigen::Index row = 0; row < 40; ++row) {
      ASSERT_EQ(std::isnan(found(row, s)), std::isnan(expected(row, s)));
      if (std::isnan(found(row, s))) continue;
      EXPECT_NEAR(found(row, s), expected(row, s), 1e-14);
    }
  }
}

TEST(SummaryStream, PutsTheConfirmatoryMarkersFirst)
{
  const SummaryStream stream(with_networks(), 40);

  std::vector<std::string> names;
  for (const auto& summary : stream.summaries()) names.push_back(summary.name);
  EXPECT_THAT(names, ElementsAre("M1", "M4", "within_DMN", "within_Salience", "between_DMN_Salience"));
}

TEST(SummaryStream, NamesTheRoisThatTheWholeMatrixWouldDrop)
{
  const Cohort cohort = with_networks();
  Eigen::MatrixXd edges = testing::random_edges(40, 15);
  for (Eigen::Index e = 0; e < 15; ++e) {
    if (cohort.edges[e].i == 2 || cohort.edges[e].j == 2) edges.col(e).head(5).setConstant(NAN);
    if (cohort.edges[e].i == 4 || cohort.edges[e].j == 4) edges.col(e).head(4).setConstant(NAN);
  }

  SummaryStream stream(cohort, 40);
  add_in_blocks(stream, edges, 7);

  EXPECT_THAT(stream.rois_to_drop(), ElementsAre(2));
  EXPECT_EQ(stream.rois_to_drop(), connectivity::rois_to_drop(edges, cohort.edges));
}

TEST(SummaryStream, DropsNoRoiOfCompleteData)
{
  SummaryStream stream(with_networks(), 40);
  add_in_blocks(stream, testing::random_edges(40, 15), 15);

  EXPECT_THAT(stream.rois_to_drop(), IsEmpty());
}

}  // namespace
}  // namespace dmn::stats
