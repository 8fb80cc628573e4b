#include "clinical/treatment_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "clinical/response_line.hpp"
#include "clinical_example.hpp"
#include "stats/glm.hpp"

namespace dmn::clinical {
namespace {

using ::testing::HasSubstr;

stats::Cohort trial(int n = 60)
{
  auto cohort = testing::cohort_of(n);
  const Eigen::MatrixXd random = testing::noise(n, 2, 51);
  stats::Column pre{.name = "pre", .numeric = true};
  stats::Column post{.name = "post", .numeric = true};
  stats::Column arm{.name = "arm"};
  for (int i = 0; i < n; ++i) {
    pre.numbers.push_back(random(i, 0));
    post.numbers.push_back(random(i, 1));
    arm.words.emplace_back(i / 4 % 2 == 0 ? "usual" : "active");
  }
  for (auto& column : {pre, post, arm}) cohort.participants.columns.push_back(column);
  return cohort;
}

const TreatmentColumns two_arms{
    .post = "post", .pre = "pre", .arm = "arm", .reference = "usual", .covariates = "age + site"};

template <class Change>
std::string refusal(const Change& change, TreatmentColumns columns = two_arms)
{
  auto cohort = trial();
  change(cohort, columns);
  return testing::message_of<base::Error>([&] { plan_treatment(cohort, std::nullopt, columns); });
}

TEST(TreatmentPlan, FitsTheModelOfTheSpecification)
{
  const auto plan = plan_treatment(trial(), std::nullopt, two_arms);
  const Eigen::VectorXd marker = testing::noise(60, 1, 52);
  const auto model = marker_model(plan, marker);
  std::vector<stats::TestStatistics> tests(6, stats::TestStatistics(1));
  stats::LinearModel(model.plan.design, model.plan.contrasts).fit(plan.post, 0, tests);

  const auto& design = plan.people.design;
  Eigen::MatrixXd x(60, 9);
  const double sd = std::sqrt((marker.array() - marker.mean()).square().sum() / 59);
  const Eigen::VectorXd z = (marker.array() - marker.mean()) / sd;
  x << Eigen::VectorXd::Ones(60), design.find_variable("pre")->values, plan.arm, z, plan.arm.cwiseProduct(z),
      design.find_variable("age")->values, design.matrix(Eigen::all, design.columns_of({{"site", 1}}));
  const Eigen::VectorXd psi = x.colPivHouseholderQr().solve(plan.post);
  EXPECT_NEAR(tests[prognosis].beta[0], psi[3], 1e-10);
  EXPECT_NEAR(tests[interaction].beta[0], psi[4], 1e-10);
  EXPECT_NEAR(tests[slope_in_other].beta[0], psi[3] + psi[4], 1e-10);
  EXPECT_NEAR(tests[arm_at_high].beta[0], psi[2] + psi[4], 1e-10);
  EXPECT_NEAR(tests[arm_at_low].beta[0], psi[2] - psi[4], 1e-10);
}

TEST(TreatmentPlan, LineAndPartialOutcomeAreOfOneModel)
{
  const auto plan = plan_treatment(trial(), std::nullopt, two_arms);
  const auto model = marker_model(plan, testing::noise(60, 1, 52));
  const Eigen::VectorXd shown = partial_outcome(plan, model);
  const auto reference = response_line(plan, model, 0, model.marker);
  const auto other = response_line(plan, model, 1, model.marker);
  const Eigen::VectorXd line = (plan.arm.array() > 0.5).select(other.mean, reference.mean);
  const Eigen::VectorXd residual = shown - line;
  EXPECT_NEAR(residual.sum(), 0, 1e-10);
  EXPECT_NEAR(residual.dot(model.marker), 0, 1e-10);
  EXPECT_NEAR(residual.dot(plan.arm), 0, 1e-10);
  EXPECT_TRUE((reference.low.array() < reference.mean.array()).all());
}

TEST(TreatmentPlan, LeavesOutAndCountsWhoHasNoOutcome)
{
  auto cohort = trial();
  for (const std::size_t row : {4U, 5U, 6U})
    cohort.participants.columns[4].numbers[row] = std::numeric_limits<double>::quiet_NaN();
  const auto plan = plan_treatment(cohort, std::nullopt, two_arms);
  EXPECT_EQ(plan.post.size(), 57);
  EXPECT_EQ(plan.people.left_out.size(), 3U);
  EXPECT_EQ(plan.people.left_out.front().reason, "no post");
  int lost = 0;
  for (const auto& cell : plan.lost) lost += cell.n_excluded;
  EXPECT_EQ(lost, 3);
}

TEST(TreatmentPlan, WithOneArmAsksForPrognosisOnly)
{
  TreatmentColumns one = two_arms;
  one.arm.clear();
  one.reference.clear();
  const auto plan = plan_treatment(trial(), std::nullopt, one);
  EXPECT_FALSE(plan.two_arms());
  EXPECT_EQ(marker_model(plan, testing::noise(60, 1, 52)).plan.contrasts.size(), 1U);
}

TEST(TreatmentPlan, RefusesWhatCannotBeAnswered)
{
  EXPECT_THAT(refusal([](auto& c, auto&) {
                for (auto& word : c.participants.columns[5].words) word = "usual";
              }),
              HasSubstr("the arm column has one level only (usual)"));
  EXPECT_THAT(refusal([](auto& c, auto&) { c.participants.columns[5].words[0] = "third"; }),
              HasSubstr("expected two arms"));
  EXPECT_THAT(refusal([](auto&, auto& o) { o.reference = "placebo"; }), HasSubstr("active or usual"));
  EXPECT_THAT(refusal([](auto&, auto& o) { o.post = "label"; }), HasSubstr("a column of numbers"));
  EXPECT_THAT(refusal([](auto&, auto& o) { o.post = "pst"; }),
              HasSubstr("the participants table has no column \"pst\""));
  EXPECT_THAT(refusal([](auto&, auto& o) { o.pre = ""; }), HasSubstr("treatment.pre"));
  EXPECT_THAT(refusal([](auto&, auto& o) { o.pre = "post"; }), HasSubstr("one column cannot be two things"));
  EXPECT_THAT(refusal([](auto&, auto& o) { o.covariates = "age + arm"; }), HasSubstr("are in the model already"));
  EXPECT_THAT(refusal([](auto& c, auto&) {
                for (auto& number : c.participants.columns[4].numbers) number = 3;
              }),
              HasSubstr("every participant of the model has the same post: nothing to explain"));
  EXPECT_THAT(
      refusal([](auto& c, auto&) {
        for (std::size_t row = 8; row < 60; ++row)
          if (row / 4 % 2 == 1) c.participants.columns[4].numbers[row] = std::nan("");
      }),
      HasSubstr("arm \"active\" has 4 participants with outcome, baseline and covariates; at least 5 are needed"));
}

TEST(MarkerModel, RefusesAMarkerThatIsConstantOrRare)
{
  const auto plan = plan_treatment(trial(), std::nullopt, two_arms);
  EXPECT_THAT(testing::message_of<base::DesignError>([&] { marker_model(plan, Eigen::VectorXd::Ones(60)); }),
              HasSubstr("the marker is constant"));
  Eigen::VectorXd rare = Eigen::VectorXd::Constant(60, std::nan(""));
  rare.head(9).setLinSpaced(0, 1);
  EXPECT_THAT(testing::message_of<base::DesignError>([&] { marker_model(plan, rare); }),
              HasSubstr("9 participants have the marker"));
}

}  // namespace
}  // namespace dmn::clinical
