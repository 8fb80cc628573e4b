#include "sites/mixed_model.hpp"

#include <gmock/gmock.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>

#include "base/error.hpp"
#include "sites_example.hpp"
#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

using testing::cohort_of;
using testing::design_of;
using testing::edges_of;
using ::testing::HasSubstr;
using testing::message_of;
using testing::patients;
using testing::rows_at;

/// The slow, obvious version: V = a ZZ' + b I, written out.
struct Dense {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  Eigen::MatrixXd same_site;

  Dense(const MixedModel& model, const stats::Cohort& cohort, const Eigen::VectorXd& outcome,
        const std::vector<Eigen::Index>& rows)
      : x(model.fixed_effects().matrix(rows, Eigen::all)), y(outcome(rows)), same_site(x.rows(), x.rows())
  {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < rows.size(); ++j) {
        const auto site = [&](std::size_t k) { return cohort.site[static_cast<std::size_t>(rows[k])]; };
        same_site(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = site(i) == site(j) ? 1 : 0;
      }
    }
  }

  Eigen::MatrixXd v(double a, double b) const
  {
    return a * same_site + b * Eigen::MatrixXd::Identity(x.rows(), x.rows());
  }
  Eigen::MatrixXd covariance(double a, double b) const { return (x.transpose() * v(a, b).llt().solve(x)).inverse(); }
  Eigen::VectorXd psi(double a, double b) const { return covariance(a, b) * x.transpose() * v(a, b).llt().solve(y); }
  double deviance(double a, double b) const
  {
    const Eigen::MatrixXd matrix = v(a, b);
    const Eigen::VectorXd residual = y - x * psi(a, b);
    return std::log(matrix.determinant()) - std::log(covariance(a, b).determinant()) +
           residual.dot(matrix.llt().solve(residual));
  }
};

void expect_dense(const MixedStatistics& found, const Dense& dense, Eigen::Index e)
{
  const double a = found.var_site[e];
  const double b = found.var_residual[e];
  EXPECT_NEAR(found.beta[e], dense.psi(a, b)[1], 1e-10);
  EXPECT_NEAR(found.se[e], std::sqrt(dense.covariance(a, b)(1, 1)), 1e-10);
  for (const double step : {-1e-3, 1e-3}) {
    EXPECT_LT(dense.deviance(a, b), dense.deviance(a * (1 + step), b));
    EXPECT_LT(dense.deviance(a, b), dense.deviance(a, b * (1 + step)));
  }
  const double h = 1e-3;
  const auto at = [&](double i, double j) { return dense.deviance(a * (1 + i * h), b * (1 + j * h)); };
  const auto variance = [&](double i, double j) { return dense.covariance(a * (1 + i * h), b * (1 + j * h))(1, 1); };
  Eigen::Matrix2d hessian;
  hessian(0, 0) = (at(1, 0) - 2 * at(0, 0) + at(-1, 0)) / (h * h * a * a);
  hessian(1, 1) = (at(0, 1) - 2 * at(0, 0) + at(0, -1)) / (h * h * b * b);
  hessian(0, 1) = hessian(1, 0) = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h * h * a * b);
  const Eigen::Vector2d gradient((variance(1, 0) - variance(-1, 0)) / (2 * h * a),
                                 (variance(0, 1) - variance(0, -1)) / (2 * h * b));
  const double df = std::pow(variance(0, 0), 2) / gradient.dot(hessian.inverse() * gradient);
  EXPECT_NEAR(found.df[e], df, 1e-3 * df);
}

TEST(MixedModel, AgreesWithTheMatrixOfAllParticipantsWrittenOut)
{
  const auto cohort = cohort_of({{"A", 14}, {"B", 10}, {"C", 17}, {"D", 8}});
  const auto edges = edges_of(cohort, 6);
  const auto design = design_of(cohort);
  MixedModel model(design, stats::resolve_contrast(patients, design), cohort);

  const MixedStatistics found = model.fit(edges);

  std::vector<Eigen::Index> rows(49);
  std::iota(rows.begin(), rows.end(), 0);
  for (Eigen::Index e = 0; e < edges.cols(); ++e) {
    ASSERT_EQ(found.boundary[e], 0) << e;
    expect_dense(found, Dense(model, cohort, edges.col(e), rows), e);
  }
}

TEST(MixedModel, TakesTheCompleteRowsOfAnEdge)
{
  const auto cohort = cohort_of({{"A", 14}, {"B", 10}, {"C", 17}, {"D", 8}});
  Eigen::MatrixXd edges = edges_of(cohort, 2);
  const auto design = design_of(cohort);
  MixedModel model(design, stats::resolve_contrast(patients, design), cohort);
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < 49; ++row) {
    if (row % 9 == 4) {
      edges(row, 1) = std::nan("");
    } else {
      rows.push_back(row);
    }
  }

  const MixedStatistics found = model.fit(edges);

  EXPECT_EQ(found.n[1], 44);
  EXPECT_EQ(found.status[1], stats::Status::tested_incomplete);
  expect_dense(found, Dense(model, cohort, edges.col(1), rows), 1);
}

TEST(MixedModel, WithoutVarianceBetweenSitesItIsLeastSquaresWithoutTheSite)
{
  const auto cohort = cohort_of({{"A", 14}, {"B", 10}, {"C", 17}, {"D", 8}});
  const auto design = design_of(cohort);
  const auto plain = design_of(cohort, "group + age + mean_fd");
  Eigen::MatrixXd edges = edges_of(cohort, 1);
  for (const std::string site : {"A", "B", "C", "D"}) {
    const auto rows = rows_at(cohort, site);
    edges(rows, 0).array() -= edges(rows, 0).mean();
  }
  MixedModel model(design, stats::resolve_contrast(patients, design), cohort);
  std::vector<stats::TestStatistics> expected{stats::TestStatistics(1)};
  const std::vector<stats::Contrast> contrast{stats::resolve_contrast(patients, plain)};
  stats::LinearModel(plain, contrast).fit(edges, 0, expected);

  const MixedStatistics found = model.fit(edges);

  EXPECT_EQ(found.boundary[0], 1);
  EXPECT_EQ(found.var_site[0], 0);
  EXPECT_EQ(found.df[0], expected[0].df[0]);
  EXPECT_NEAR(found.t[0], expected[0].t[0], 1e-12);
}

TEST(MixedModel, SaysWhyAnEdgeIsNotTested)
{
  const auto cohort = cohort_of({{"A", 14}, {"B", 10}});
  const auto design = design_of(cohort);
  Eigen::MatrixXd edges = edges_of(cohort, 2);
  edges.col(0).setConstant(0.5);
  edges.col(1).tail(20).setConstant(std::nan(""));
  MixedModel model(design, stats::resolve_contrast(patients, design), cohort);

  const MixedStatistics found = model.fit(edges);

  EXPECT_EQ(found.status[0], stats::Status::no_residual_variance);
  EXPECT_EQ(found.status[1], stats::Status::too_few_in_group);
  EXPECT_TRUE(std::isnan(found.p[0]));
}

TEST(MixedModel, RefusesWhatHasNoVarianceBetweenSites)
{
  const auto cohort = cohort_of({{"A", 14}, {"B", 10}});
  const auto without_site = design_of(cohort, "group + age");
  EXPECT_THAT(message_of<base::DesignError>(
                  [&] { MixedModel(without_site, stats::resolve_contrast(patients, without_site), cohort); }),
              HasSubstr("comparing sites needs the site in the model \"group + age\"; add \"site\" to it"));

  const auto design = design_of(cohort);
  EXPECT_THAT(
      message_of<base::DesignError>([&] {
        MixedModel(design, stats::resolve_contrast({"sites", "F(site)"}, design), cohort);
      }),
      HasSubstr("contrast \"sites\" (F(site)): an F test has no single effect that sites could be compared in"));

  auto one = cohort_of({{"A", 14}});
  const auto of_one = design_of(one);
  EXPECT_THAT(
      message_of<base::DesignError>([&] { MixedModel(of_one, stats::resolve_contrast(patients, of_one), one); }),
      HasSubstr("comparing sites needs two of them; all 14 participants of the model are at A"));
}

TEST(MixedModel, RefusesSitesOfOneParticipantEach)
{
  std::vector<std::pair<std::string, int>> sites;
  for (char name = 'A'; name <= 'T'; ++name) sites.emplace_back(std::string(1, name), 1);
  const auto cohort = cohort_of(sites);
  const auto design = design_of(cohort, "site");
  const stats::Contrast contrast{.name = "b", .expression = "site[B]", .rows = Eigen::RowVectorXd::Unit(20, 1)};

  EXPECT_THAT(message_of<base::DesignError>([&] { MixedModel(design, contrast, cohort); }),
              HasSubstr("a random site intercept needs a site with two participants"));
}

TEST(MixedModel, RefusesAColumnThatIsTheSiteInOtherWords)
{
  auto cohort = cohort_of({{"A", 14}, {"B", 14}});
  stats::Column scanner{.name = "scanner", .numeric = true};
  for (const auto& site : cohort.site) scanner.numbers.push_back(site == "A" ? 1 : 2);
  cohort.participants.columns.push_back(scanner);
  const auto design = design_of(cohort, "group + scanner + site");

  EXPECT_THAT(
      message_of<base::DesignError>([&] { MixedModel(design, stats::resolve_contrast(patients, design), cohort); }),
      HasSubstr("hold every difference between sites: no variance is left to a random intercept"));
}

TEST(MixedModel, RefusesOutcomesOfOtherRows)
{
  const auto cohort = cohort_of({{"A", 14}, {"B", 10}});
  const auto design = design_of(cohort);
  MixedModel model(design, stats::resolve_contrast(patients, design), cohort);

  EXPECT_THAT(message_of<base::ShapeError>([&] { model.fit(Eigen::MatrixXd::Zero(3, 1)); }),
              HasSubstr("outcomes and design have different numbers of rows: found \"3\"; expected 24"));
}

}  // namespace
}  // namespace dmn::sites
