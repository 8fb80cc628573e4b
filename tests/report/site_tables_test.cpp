#include "report/site_tables.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "base/text.hpp"
#include "sites/site_effects.hpp"
#include "sites/sites_example.hpp"

namespace dmn::report {
namespace {

using sites::testing::patients;
using ::testing::ElementsAre;

std::vector<std::vector<std::string>> cells_of(const std::string& text)
{
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) rows.push_back(base::split(line, '\t'));
  return rows;
}

const TableEdges three_edges{{"PCC", "PAG", "aIns"}, {{0, 1}, {0, 2}, {1, 2}}};

class SiteTables : public ::testing::Test {
 protected:
  stats::Cohort cohort_ = sites::testing::cohort_of({{"A", 20}, {"B", 24}, {"C", 30}});
  Eigen::MatrixXd edges_ = sites::testing::edges_of(cohort_, 3);
  stats::Design design_ = sites::testing::design_of(cohort_);
  stats::Contrast contrast_ = stats::resolve_contrast(patients, design_);
};

TEST_F(SiteTables, PooledEdgesHaveTheColumnsOfTheComparisonOnRows)
{
  const auto plan = sites::make_plan("group + age + mean_fd + site", patients, "", "");
  std::vector<sites::SiteSums> sums;
  for (const std::string site : {"A", "B"}) sums.push_back(sites::testing::sums_at(plan, cohort_, edges_, site));
  const auto pooled = sites::pooled_glm(plan, sums);

  const auto rows = cells_of(pooled_edges_tsv(three_edges, pooled));

  ASSERT_EQ(rows.size(), 4U);
  EXPECT_THAT(rows[0], ElementsAre("roi_i", "roi_j", "label_i", "label_j", "n", "beta", "se", "t", "df", "p", "q_fdr",
                                   "p_fwe", "g", "g_low", "g_high", "status"));
  EXPECT_THAT(std::vector(rows[3].begin(), rows[3].begin() + 5), ElementsAre("1", "2", "PAG", "aIns", "44"));
  EXPECT_EQ(*base::parse_double(rows[3][7]), pooled.statistics.t[2]);
  EXPECT_EQ(rows[3].back(), "tested");
}

TEST_F(SiteTables, MetaAnalysesSayWhichModelTheyAre)
{
  const sites::SiteEffectModel model(design_, contrast_, cohort_);
  auto results = sites::meta_analyses(model.of_block(edges_));
  results[2] = {};

  const auto rows = cells_of(meta_tsv(three_edges, results));

  EXPECT_THAT(rows[0], ElementsAre("label_i", "label_j", "k", "estimate", "se", "ci_low", "ci_high", "statistic", "df",
                                   "p", "tau2", "Q", "I2", "pi_low", "pi_high", "model"));
  EXPECT_EQ(rows[1][2], "3");
  EXPECT_EQ(*base::parse_double(rows[1][3]), results[0].estimate);
  EXPECT_EQ(rows[1].back(), "REML, Hartung-Knapp");
  EXPECT_EQ(rows[3][3], "n/a");
  EXPECT_EQ(rows[3].back(), "none");
}

}  // namespace
}  // namespace dmn::report
