#include "stats/aspin_welch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "base/error.hpp"
#include "stats/glm.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using testing::cohort_of;
using testing::message_of;
using testing::random_edges;
using testing::repeated;

constexpr double rounding = 1e-11;

struct Model {
  Design design;
  Contrast contrast;
};

Model model_of(const std::string& formula, const Cohort& cohort)
{
  Model model{.design = build_design(parse_formula(formula), cohort), .contrast = {}};
  model.contrast = resolve_contrast({"x", "patient - control"}, model.design);
  return model;
}

std::vector<int> site_number(const Cohort& cohort)
{
  std::vector<int> number;
  for (const auto& site : cohort.site) number.push_back(site.front() - 'A');
  return number;
}

/// The formula as it is written, with dense matrices.
double slow_v(const Model& model, const Eigen::VectorXd& y, const std::vector<int>& group)
{
  const Eigen::MatrixXd& m = model.design.matrix;
  const Eigen::MatrixXd inverse = (m.transpose() * m).inverse();
  const Eigen::MatrixXd residual_forming = Eigen::MatrixXd::Identity(m.rows(), m.rows()) - m * inverse * m.transpose();
  const Eigen::VectorXd residuals = residual_forming * y;
  Eigen::VectorXd w(m.rows());
  for (Eigen::Index n = 0; n < m.rows(); ++n) {
    double df = 0;
    double ss = 0;
    for (Eigen::Index other = 0; other < m.rows(); ++other) {
      if (group[static_cast<std::size_t>(other)] != group[static_cast<std::size_t>(n)]) continue;
      df += residual_forming(other, other);
      ss += residuals[other] * residuals[other];
    }
    w[n] = df / ss;
  }
  const Eigen::VectorXd c = model.contrast.rows.row(0).transpose();
  const Eigen::MatrixXd covariance = (m.transpose() * w.asDiagonal() * m).inverse();
  return c.dot(inverse * m.transpose() * y) / std::sqrt(c.dot(covariance * c));
}

TEST(AspinWelch, AgreesWithTheFormula)
{
  const Cohort cohort = testing::two_site_cohort();
  const Model model = model_of("group + age + sex + mean_fd + site", cohort);
  Eigen::MatrixXd edges = random_edges(40, 6);
  for (Eigen::Index row = 0; row < 40; row += 2) edges.row(row) *= 3;

  const Eigen::VectorXd v = AspinWelch(model.design, model.contrast, site_number(cohort)).v(edges);

  for (Eigen::Index e = 0; e < 6; ++e) EXPECT_NEAR(v[e], slow_v(model, edges.col(e), site_number(cohort)), rounding);
}

TEST(AspinWelch, OfTwoGroupsIsTheTOfWelch)
{
  const Cohort cohort = cohort_of(repeated({{"patient", 6}, {"control", 10}}), repeated({{"A", 16}}));
  const Model model = model_of("group", cohort);
  const Eigen::VectorXd y = random_edges(16, 1);
  std::vector<int> group(16, 0);
  std::fill_n(group.begin(), 6, 1);

  const Eigen::VectorXd v = AspinWelch(model.design, model.contrast, group).v(y);

  const auto variance = [](const Eigen::VectorXd& x) {
    return (x.array() - x.mean()).square().sum() / static_cast<double>(x.size() - 1);
  };
  const Eigen::VectorXd patients = y.head(6);
  const Eigen::VectorXd controls = y.tail(10);
  const double welch =
      (patients.mean() - controls.mean()) / std::sqrt(variance(patients) / 6 + variance(controls) / 10);
  EXPECT_NEAR(v[0], welch, rounding);
}

TEST(AspinWelch, OfOneGroupIsT)
{
  const Cohort cohort = testing::two_site_cohort();
  const Model model = model_of("group + age + site", cohort);
  const Eigen::MatrixXd edges = random_edges(40, 5);
  std::vector<TestStatistics> fitted{TestStatistics(5)};
  LinearModel(model.design, {model.contrast}).fit(edges, 0, fitted);

  const Eigen::VectorXd v = AspinWelch(model.design, model.contrast, std::vector<int>(40, 3)).v(edges);

  EXPECT_LT((v - fitted.front().t).norm(), rounding);
}

TEST(AspinWelch, TakesNoNoticeOfASiteThatIsOneRow)
{
  Cohort with = testing::two_site_cohort();
  with.site.back() = "C";
  Cohort without = with;
  without.runs.pop_back();
  without.site.pop_back();
  without.group.pop_back();
  const Model model = model_of("group + site", with);
  const Model smaller = model_of("group + site", without);
  const Eigen::MatrixXd edges = random_edges(40, 5);

  const Eigen::VectorXd v = AspinWelch(model.design, model.contrast, site_number(with)).v(edges);

  const Eigen::VectorXd expected =
      AspinWelch(smaller.design, smaller.contrast, site_number(without)).v(edges.topRows(39));
  EXPECT_LT((v - expected).norm(), rounding);
}

TEST(AspinWelch, IsUndefinedWithoutVarianceInAGroupOrWithAMissingValue)
{
  const Cohort cohort = testing::two_site_cohort();
  const Model model = model_of("group + site", cohort);
  Eigen::MatrixXd edges = random_edges(40, 3);
  edges(5, 0) = NAN;
  for (Eigen::Index row = 0; row < 40; row += 2) edges(row, 1) = 0.5;
  for (Eigen::Index row = 1; row < 40; row += 2) edges(row, 1) = 0.25 + (row % 4 == 1 ? 0.125 : -0.125);

  const Eigen::VectorXd v = AspinWelch(model.design, model.contrast, site_number(cohort)).v(edges);

  EXPECT_TRUE(std::isnan(v[0]));
  EXPECT_TRUE(std::isnan(v[1]));
  EXPECT_TRUE(std::isfinite(v[2]));
}

TEST(AspinWelch, RefusesShapesThatDoNotFit)
{
  const Cohort cohort = cohort_of(repeated({{"a", 6}, {"b", 6}, {"c", 6}}), repeated({{"A", 18}}));
  const Design design = build_design(parse_formula("group"), cohort);
  const Contrast one = resolve_contrast({"x", "b - a"}, design);
  const Contrast several = resolve_contrast({"x", "F(group)"}, design);
  const std::vector<int> group(18, 0);

  EXPECT_EQ(message_of<base::ShapeError>([&] {
              AspinWelch(design, one, {0, 1});
            }),
            "design and variance groups have different numbers of rows: found \"2\"; expected 18");
  EXPECT_EQ(message_of<base::ShapeError>([&] { AspinWelch(design, several, group); }),
            "v is defined for a contrast of one row");
  EXPECT_EQ(message_of<base::ShapeError>([&] { AspinWelch(design, one, group).v(Eigen::MatrixXd(3, 1)); }),
            "outcomes and design have different numbers of rows: found \"3\"; expected 18");
}

}  // namespace
}  // namespace dmn::stats
