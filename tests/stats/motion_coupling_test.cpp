#include "stats/motion_coupling.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double of_numpy = 1e-10;

/// 24 subjects of three sites; the expected numbers are numpy.linalg.lstsq residuals, correlated, with scipy.stats.t.
class MotionModelTest : public ::testing::Test {
 protected:
  static constexpr int n = 24;

  MotionModelTest() : covariates(n, 4), mean_fd(n), edges(n, 2)
  {
    for (int i = 0; i < n; ++i) {
      const double age = 30 + i * 7 % 13;
      covariates.row(i) << age, i % 2, i / 8 == 1, i / 8 == 2;
      mean_fd[i] = 0.1 + 0.05 * (i * 5 % 11) / 11 + 0.01 * age / 40;
      edges.row(i) << std::sin(1.3 * i) + 2 * mean_fd[i], std::cos(0.7 * i) - 0.02 * age;
    }
  }

  Eigen::MatrixXd covariates;
  Eigen::VectorXd mean_fd;
  Eigen::MatrixXd edges;
};

TEST_F(MotionModelTest, GivesPartialCorrelations)
{
  const MotionCoupling result = MotionModel(covariates, mean_fd).couple(edges);

  EXPECT_NEAR(result.r[0], 0.05109136584721615, of_numpy);
  EXPECT_NEAR(result.p[0], 0.8306137957000443, of_numpy);
  EXPECT_NEAR(result.r[1], -0.28907083881893747, of_numpy);
  EXPECT_NEAR(result.p[1], 0.2164124062771642, of_numpy);
  EXPECT_EQ(result.n[1], n);
}

TEST_F(MotionModelTest, LeavesSubjectsThatLackAnEdgeOutOfThatEdge)
{
  MotionModel model(covariates, mean_fd);
  edges(3, 0) = edges(17, 0) = NAN;

  const MotionCoupling result = model.couple(edges);

  EXPECT_EQ(result.n[0], 22);
  EXPECT_NEAR(result.r[0], 0.07324670533562412, of_numpy);
  EXPECT_NEAR(result.p[0], 0.7727057336250529, of_numpy);
  EXPECT_EQ(result.n[1], n);
  EXPECT_NEAR(result.r[1], -0.28907083881893747, of_numpy);
}

TEST_F(MotionModelTest, IsNotMovedByWhatCovariatesExplain)
{
  MotionModel model(covariates, mean_fd);
  const MotionCoupling before = model.couple(edges);

  const MotionCoupling after = model.couple(edges + 3 * covariates * Eigen::MatrixXd::Ones(4, 2));

  EXPECT_NEAR(before.r[0], after.r[0], of_numpy);
}

TEST_F(MotionModelTest, CountsDependentCovariatesOnce)
{
  Eigen::MatrixXd more(n, 6);
  more << covariates, covariates.col(0) * 2, Eigen::VectorXd::Ones(n);
  MotionModel model(more, mean_fd);

  EXPECT_EQ(model.n_covariates(), 4);
  EXPECT_NEAR(model.couple(edges).p[1], 0.2164124062771642, of_numpy);
}

TEST_F(MotionModelTest, FindsAnEdgeThatIsMotion)
{
  edges.col(0) = 5 * mean_fd + covariates.col(0);

  const MotionCoupling result = MotionModel(covariates, mean_fd).couple(edges);

  EXPECT_NEAR(result.r[0], 1, of_numpy);
  EXPECT_LT(result.p[0], 1e-20);
}

TEST_F(MotionModelTest, LeavesOutEdgesThatCannotBeTested)
{
  edges.col(0).setConstant(0.3);
  edges.col(1).head(10).setConstant(NAN);

  const MotionCoupling result = MotionModel(covariates, mean_fd).couple(edges);

  EXPECT_TRUE(std::isnan(result.r[0]));
  EXPECT_EQ(result.n[1], 14);
  EXPECT_TRUE(std::isnan(result.r[1]));
  EXPECT_TRUE(std::isnan(result.p[1]));
}

TEST_F(MotionModelTest, RefusesMotionThatCovariatesExplain)
{
  EXPECT_THAT([&] { MotionModel(covariates, Eigen::VectorXd(2 * covariates.col(0))); },
              ThrowsMessage<base::DesignError>(HasSubstr(
                  "mean FD is constant or explained by the covariates: its coupling with edges is undefined")));
  EXPECT_THAT([&] { MotionModel(covariates, Eigen::VectorXd::Constant(n, 0.2)); },
              ThrowsMessage<base::DesignError>(HasSubstr("mean FD is constant")));
}

TEST_F(MotionModelTest, RefusesMissingMotion)
{
  mean_fd[4] = NAN;

  EXPECT_THAT([&] { MotionModel(covariates, mean_fd); },
              ThrowsMessage<base::ShapeError>(HasSubstr("motion and covariates of the QC benchmark must be complete")));
}

TEST_F(MotionModelTest, RefusesEdgesOfOtherSubjects)
{
  MotionModel model(covariates, mean_fd);

  EXPECT_THAT([&] { model.couple(edges.topRows(5)); },
              ThrowsMessage<base::ShapeError>(HasSubstr("motion, covariates and edges need the same subjects")));
}

}  // namespace
}  // namespace dmn::stats
