#include "sites/pooled_model.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "sites_example.hpp"
#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

using testing::cohort_of;
using ::testing::Contains;
using testing::design_of;
using testing::edges_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;
using testing::patients;
using testing::sums_at;

constexpr double rounding = 1e-10;

class Pooled : public ::testing::Test {
 protected:
  std::vector<SiteSums> sums() const
  {
    std::vector<SiteSums> all;
    for (const std::string site : {"C", "A", "B"}) all.push_back(sums_at(plan_, cohort_, edges_, site));
    return all;
  }

  PoolingPlan plan_ = make_plan("group + age + mean_fd + site", patients, "", "");
  stats::Cohort cohort_ = cohort_of({{"A", 30}, {"B", 25}, {"C", 40}});
  Eigen::MatrixXd edges_ = edges_of(cohort_, 5);
};

TEST_F(Pooled, IsTheModelOnAllRows)
{
  const auto design = design_of(cohort_);
  const std::vector<stats::Contrast> contrast{stats::resolve_contrast(patients, design)};
  std::vector<stats::TestStatistics> expected{stats::TestStatistics(5)};
  stats::LinearModel(design, contrast).fit(edges_, 0, expected);
  stats::add_effect_sizes(expected.front());

  const PooledStatistics found = pooled_glm(plan_, sums());

  EXPECT_THAT(found.sites, ElementsAre("A", "B", "C"));
  EXPECT_THAT(found.columns, ElementsAre("intercept", "group[patient]", "age", "mean_fd", "site[B]", "site[C]"));
  EXPECT_TRUE(found.statistics.beta.isApprox(expected[0].beta, rounding));
  EXPECT_TRUE(found.statistics.t.isApprox(expected[0].t, rounding));
  EXPECT_EQ(found.statistics.df, expected[0].df);
  EXPECT_TRUE(found.statistics.g_low.isApprox(expected[0].g_low, rounding));
  EXPECT_EQ(found.status, std::vector<std::string>(5, "tested"));
}

TEST_F(Pooled, DoesNotDependOnTheOrderOfTheFiles)
{
  auto reversed = sums();
  std::reverse(reversed.begin(), reversed.end());

  EXPECT_EQ(pooled_glm(plan_, reversed).statistics.t, pooled_glm(plan_, sums()).statistics.t);
}

TEST_F(Pooled, LeavesOutAnEdgeThatSomebodyLacks)
{
  edges_(3, 2) = std::nan("");

  const PooledStatistics found = pooled_glm(plan_, sums());

  EXPECT_EQ(found.status[2], "not in the pool: some participant of a site lacks it");
  EXPECT_EQ(found.statistics.n[2], 94);
  EXPECT_TRUE(std::isnan(found.statistics.t[2]));
  EXPECT_EQ(found.statistics.n_tested(), 4);
  EXPECT_EQ(found.statistics.q_fdr.array().isFinite().count(), 4);
}

TEST_F(Pooled, AConstantEdgeHasNoResidualVariance)
{
  edges_.col(1).setConstant(0.25);

  EXPECT_EQ(pooled_glm(plan_, sums()).status[1], "zero residual variance");
}

TEST_F(Pooled, DropsAColumnThatTheSitesExplain)
{
  plan_ = make_plan("group + age + field + site", patients, "", "");
  stats::Column field{.name = "field", .numeric = true};
  for (const auto& site : cohort_.site) field.numbers.push_back(site == "A" ? 1.5 : 3.0);
  cohort_.participants.columns.push_back(field);
  const auto design = design_of(cohort_, "group + age + site");
  const std::vector<stats::Contrast> contrast{stats::resolve_contrast(patients, design)};
  std::vector<stats::TestStatistics> expected{stats::TestStatistics(5)};
  stats::LinearModel(design, contrast).fit(edges_, 0, expected);

  const PooledStatistics found = pooled_glm(plan_, sums());

  EXPECT_EQ(found.dropped.size(), 1U);
  EXPECT_THAT(found.warnings, Contains(HasSubstr("adds nothing to the others: dropped from the pooled model")));
  EXPECT_EQ(found.statistics.df, expected[0].df);
  EXPECT_TRUE(found.statistics.t.isApprox(expected[0].t, 1e-9));
}

TEST_F(Pooled, NamesTheSitesOfOneGroup)
{
  for (const auto row : testing::rows_at(cohort_, "B")) cohort_.group[static_cast<std::size_t>(row)] = "patient";

  EXPECT_THAT(pooled_glm(plan_, sums()).warnings,
              ElementsAre("site \"B\" has patient participants only (25): it contributes nothing to patient - control "
                          "within sites"));
}

TEST_F(Pooled, RefusesAContrastThatTheSitesAreAliasedWith)
{
  for (std::size_t row = 0; row < cohort_.site.size(); ++row) {
    cohort_.group[row] = cohort_.site[row] == "A" ? "patient" : "control";
  }

  EXPECT_THAT(message_of<base::DesignError>([&] { pooled_glm(plan_, sums()); }),
              HasSubstr("contrast \"patient-control\" (patient - control) cannot be estimated from these 3 sites "
                        "together: the columns intercept, group[patient], site[B], site[C] are aliased"));
}

TEST_F(Pooled, RefusesAContrastOfAColumnThatIsConstant)
{
  plan_ = make_plan("group + pain + site", {"pain", "pain"}, "", "");
  cohort_.participants.columns.push_back(
      {.name = "pain", .numeric = true, .numbers = std::vector<double>(cohort_.site.size(), 0.0)});

  EXPECT_THAT(message_of<base::DesignError>([&] { pooled_glm(plan_, sums()); }),
              HasSubstr("cannot be estimated from these 3 sites together: column pain is constant"));
}

TEST_F(Pooled, RefusesASiteTwiceAndSumsOfAnotherPlan)
{
  auto twice = sums();
  twice.push_back(twice.front());
  EXPECT_THAT(message_of<base::DesignError>([&] { pooled_glm(plan_, twice); }),
              HasSubstr("site \"C\" comes twice: its participants would count twice"));

  EXPECT_THAT(
      message_of<base::ShapeError>([&] { pooled_glm(make_plan("group + age + site", patients, "", ""), sums()); }),
      HasSubstr("sums are not of the plan's columns"));
  EXPECT_THAT(message_of<base::ShapeError>([&] { pooled_glm(plan_, {}); }), HasSubstr("no site to pool"));

  auto unequal = sums();
  unequal[1] = sums_at(plan_, cohort_, edges_.leftCols(2), "A");
  EXPECT_THAT(message_of<base::ShapeError>([&] { pooled_glm(plan_, unequal); }),
              HasSubstr("sites have different numbers of outcomes: field \"A\" is \"2\"; expected 5"));
}

TEST_F(Pooled, CountsTheGroupsOfAllSites)
{
  std::fill(cohort_.group.begin(), cohort_.group.end(), "control");
  for (const std::size_t row : {0U, 1U, 40U, 70U}) cohort_.group[row] = "patient";

  EXPECT_EQ(pooled_glm(plan_, sums()).status.front(), "under 5 in a group");
}

class Sums : public Pooled {};

TEST_F(Sums, MoveToAnotherValueOfTheOutcome)
{
  const SiteSums own = sums().front();

  const SiteSums moved = about(own, Eigen::VectorXd::Constant(5, 2.0));

  const auto rows = testing::rows_at(cohort_, "C");
  const Eigen::MatrixXd y = edges_(rows, Eigen::all).array() - 2.0;
  const Eigen::MatrixXd x = planned_rows(plan_, people_on_rows(cohort_, rows)).matrix;
  EXPECT_TRUE(moved.xty.isApprox(x.transpose() * y, 1e-12));
  EXPECT_TRUE(moved.yty.isApprox(y.colwise().squaredNorm().transpose(), 1e-12));
}

TEST_F(Sums, AreTheSameInBlocksOfAnyWidth)
{
  const auto rows = testing::rows_at(cohort_, "C");
  const Eigen::MatrixXd x = planned_rows(plan_, people_on_rows(cohort_, rows)).matrix;
  const Eigen::MatrixXd y = edges_(rows, Eigen::all);
  SiteSums sums = empty_sums("C", this->sums().front().columns, x, 5);
  add_block(sums, x, y.rightCols(2), 3);
  add_block(sums, x, y.leftCols(3), 0);

  EXPECT_EQ(sums.xty, this->sums().front().xty);
  EXPECT_EQ(sums.yty, this->sums().front().yty);
  EXPECT_THAT(message_of<base::ShapeError>([&] { add_block(sums, x, y, 1); }),
              HasSubstr("outcomes do not fit the sums of the site: found \"40 x 5\"; expected 40 x 4"));
}

TEST_F(Sums, OfOurOwnArePlausible)
{
  edges_(3, 2) = std::nan("");
  for (const auto& site : sums()) EXPECT_NO_THROW(require_plausible(site));
}

TEST_F(Sums, ThatNoDataCanGiveAreRefused)
{
  const auto refusal = [&](const auto& spoil) {
    SiteSums bad = sums().front();
    spoil(bad);
    return message_of<base::InputError>([&] { require_plausible(bad); });
  };
  EXPECT_THAT(refusal([](SiteSums& s) { s.xtx.resize(2, 2); }),
              HasSubstr("field \"X'X\" is \"2 x 2\"; expected 4 x 4"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.xty.resize(4, 2); }),
              HasSubstr("field \"X'Y\" is \"4 x 2\"; expected 4 x 5"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.shift.resize(2); }),
              HasSubstr("field \"shift\" is \"2\"; expected 5 outcomes"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.n_complete.resize(2); }),
              HasSubstr("field \"n\" is \"2\"; expected 5 outcomes"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.xtx(1, 2) = std::nan(""); }), HasSubstr("expected finite numbers"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.xtx(1, 2) += 5; }), HasSubstr("expected a symmetric matrix"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.n = 41; }), HasSubstr("field \"X'X\" is \"40\"; expected 41 participants"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.xtx(1, 1) = -3; }), HasSubstr("expected no negative eigenvalue"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.n_complete[1] = 41; }),
              HasSubstr("field \"n of outcome 1\" is \"41\"; expected 0 to 40"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.n_complete[1] = 39; }),
              HasSubstr("expected none, for some participants lack it"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.xty(2, 1) = std::nan(""); }), HasSubstr("sums of outcome 1"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.yty[1] = -1; }),
              HasSubstr("field \"Y'Y of outcome 1\" is \"-1\"; expected no negative number"));
  EXPECT_THAT(refusal([](SiteSums& s) { s.xty(2, 1) *= 1e6; }), HasSubstr("expected products that X'X and Y'Y allow"));
}

}  // namespace
}  // namespace dmn::sites
