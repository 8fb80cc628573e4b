#include "sites/leave_one_site_out.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "sites/site_effects.hpp"
#include "sites_example.hpp"
#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

using testing::cohort_of;
using testing::design_of;
using testing::edges_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;
using testing::patients;
using testing::rows_at;

stats::TestStatistics fit(const stats::Cohort& cohort, const std::string& model, const Eigen::MatrixXd& edges)
{
  const auto design = design_of(cohort, model);
  const std::vector<stats::Contrast> contrast{stats::resolve_contrast(patients, design)};
  std::vector<stats::TestStatistics> statistics{stats::TestStatistics(edges.cols())};
  stats::LinearModel(design, contrast).fit(edges, 0, statistics);
  return statistics.front();
}

TEST(LeaveOneSiteOut, IsTheModelOfTheOtherSites)
{
  const auto cohort = cohort_of({{"A", 20}, {"B", 18}, {"C", 16}});
  const auto edges = edges_of(cohort, 4);
  const auto design = design_of(cohort);
  const LeaveOneSiteOutModel model(design, stats::resolve_contrast(patients, design), cohort);

  const LeaveOneSiteOut found = model.of_block(edges);

  std::vector<Eigen::Index> others = rows_at(cohort, "A");
  for (const auto row : rows_at(cohort, "C")) others.push_back(row);
  const auto expected = fit(people_on_rows(cohort, others), "group + age + mean_fd + site", edges(others, Eigen::all));
  EXPECT_EQ(found.beta_without.col(1), expected.beta);
  EXPECT_EQ(found.t_without.col(1), expected.t);
  EXPECT_EQ(found.smallest, found.beta_without.rowwise().minCoeff());
  EXPECT_EQ(found.largest, found.beta_without.rowwise().maxCoeff());
}

TEST(LeaveOneSiteOut, SeesASignThatHangsOnOneSite)
{
  const auto cohort = cohort_of({{"A", 20}, {"B", 20}, {"C", 20}});
  const auto design = design_of(cohort, "group + site");
  Eigen::MatrixXd edges = 0.01 * edges_of(cohort, 2);
  for (Eigen::Index row = 0; row < 60; ++row) {
    const bool patient = cohort.group[static_cast<std::size_t>(row)] == "patient";
    if (patient) edges(row, 0) += row < 20 ? 9 : -1;
    if (patient) edges(row, 1) += 1;
  }
  const LeaveOneSiteOutModel model(design, stats::resolve_contrast(patients, design), cohort);

  const LeaveOneSiteOut found = model.of_block(edges);

  EXPECT_EQ(found.sign_change, Eigen::Vector2d(1, 0));
}

TEST(LeaveOneSiteOut, SaysWithoutWhichSiteThereIsNoAnswer)
{
  auto cohort = cohort_of({{"A", 20}, {"B", 12}});
  for (const auto row : rows_at(cohort, "B")) cohort.group[static_cast<std::size_t>(row)] = "patient";
  const auto edges = edges_of(cohort, 2);
  const auto design = design_of(cohort);
  const LeaveOneSiteOutModel model(design, stats::resolve_contrast(patients, design), cohort);

  const LeaveOneSiteOut found = model.of_block(edges);

  EXPECT_THAT(model.reasons(), ElementsAre(HasSubstr("all 12 participants of the model are \"patient\""), ""));
  EXPECT_TRUE(found.beta_without.col(0).array().isNaN().all());
  EXPECT_TRUE(found.beta_without.col(1).allFinite());
  EXPECT_EQ(found.sign_change, Eigen::Vector2d(0, 0));
}

TEST(LeaveOneSiteOut, DoesNotCompareWithAnotherReferenceLevel)
{
  auto cohort = cohort_of({{"A", 20}, {"B", 20}, {"C", 20}});
  stats::Column scanner{.name = "scanner"};
  for (std::size_t row = 0; row < 60; ++row) scanner.words.emplace_back(row < 10 ? "1" : row % 3 == 0 ? "2x" : "3x");
  cohort.participants.columns.push_back(scanner);
  const auto design = design_of(cohort, "group + scanner + site");
  const LeaveOneSiteOutModel model(design, stats::resolve_contrast({"s", "scanner[3x]"}, design), cohort);

  EXPECT_THAT(model.reasons(), ElementsAre("no participant has the reference level \"1\" of scanner", "", ""));
}

TEST(SiteEffects, AreThoseOfEachSitesOwnModel)
{
  const auto cohort = cohort_of({{"A", 20}, {"B", 24}});
  const auto edges = edges_of(cohort, 3);
  const auto design = design_of(cohort);
  const SiteEffectModel model(design, stats::resolve_contrast(patients, design), cohort);

  const auto found = model.of_block(edges);

  const auto rows = rows_at(cohort, "B");
  auto expected = fit(people_on_rows(cohort, rows), "group + age + mean_fd", edges(rows, Eigen::all));
  stats::add_effect_sizes(expected);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(model.left_out().empty());
  EXPECT_TRUE(found[1].g.isApprox(expected.g, 1e-12));
  EXPECT_NEAR(found[1].variance[2], expected.variance_factor[2] + std::pow(expected.g[2], 2) / 48, 1e-14);
}

TEST(SiteEffects, ListTheSitesThatStayOutAndWhy)
{
  auto cohort = cohort_of({{"A", 20}, {"B", 8}, {"C", 20}, {"D", 12}, {"E", 20}});
  for (const auto row : rows_at(cohort, "D")) cohort.group[static_cast<std::size_t>(row)] = "patient";
  const auto edges = edges_of(cohort, 2);
  const auto design = design_of(cohort);
  const SiteEffectModel model(design, stats::resolve_contrast(patients, design), cohort);

  const auto left_out = model.left_out();
  const auto meta = meta_analyses(model.of_block(edges));

  ASSERT_EQ(left_out.size(), 2U);
  EXPECT_EQ(left_out[0].site, "B");
  EXPECT_EQ(left_out[0].reason, "under 5 in a group");
  EXPECT_EQ(left_out[1].site, "D");
  EXPECT_THAT(left_out[1].reason, HasSubstr("fewer than two levels"));
  EXPECT_EQ(meta[0].k, 3);
  EXPECT_EQ(words(meta[0]), "REML, Hartung-Knapp");
}

TEST(SiteEffects, PoolWithoutEachSite)
{
  const auto cohort = cohort_of({{"A", 20}, {"B", 24}, {"C", 30}, {"D", 26}});
  const auto edges = edges_of(cohort, 2);
  const auto design = design_of(cohort);
  const SiteEffectModel model(design, stats::resolve_contrast(patients, design), cohort);
  auto effects = model.of_block(edges);

  const auto without = meta_analyses_without_each(effects);

  effects.erase(effects.begin() + 2);
  EXPECT_EQ(without[2][1].estimate, meta_analyses(effects)[1].estimate);
}

}  // namespace
}  // namespace dmn::sites
