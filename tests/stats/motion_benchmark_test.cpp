#include "stats/motion_benchmark.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

MotionCoupling coupling_of(const Eigen::VectorXd& r, const Eigen::VectorXd& p)
{
  return {Eigen::VectorXi::Constant(r.size(), 50), r, p};
}

TEST(MotionBenchmark, SummarisesByHand)
{
  const MotionCoupling coupling = coupling_of((Eigen::VectorXd(5) << 0.3, -0.1, NAN, 0.2, -0.4).finished(),
                                              (Eigen::VectorXd(5) << 0.03, 0.5, NAN, 0.2, 0.001).finished());

  const auto result = motion_benchmark(coupling, (Eigen::VectorXd(5) << 40, 20, 99, 30, 10).finished(), 50, 4);

  EXPECT_EQ(result.n_edges, 4);
  EXPECT_DOUBLE_EQ(result.median_abs_r, 0.25);
  EXPECT_DOUBLE_EQ(result.expected_abs_r, 0.6745 / std::sqrt(44.0));
  EXPECT_DOUBLE_EQ(result.share_p, 0.5);
  EXPECT_DOUBLE_EQ(result.share_q, 0.25);
  EXPECT_DOUBLE_EQ(result.distance_rho, 1);
}

TEST(MotionBenchmark, HasTheMiddleValueOfAnOddNumber)
{
  const Eigen::Vector3d r(0.3, -0.1, -0.2);

  EXPECT_DOUBLE_EQ(motion_benchmark(coupling_of(r, r.cwiseAbs()), Eigen::Vector3d::Zero(), 20, 3).median_abs_r, 0.2);
}

TEST(MotionBenchmark, SaysNothingWithoutAnEdge)
{
  const auto result =
      motion_benchmark(coupling_of(Eigen::Vector2d(NAN, NAN), Eigen::Vector2d(NAN, NAN)), Eigen::Vector2d(1, 2), 5, 4);

  EXPECT_EQ(result.n_edges, 0);
  EXPECT_TRUE(std::isnan(result.median_abs_r));
  EXPECT_TRUE(std::isnan(result.expected_abs_r));
  EXPECT_TRUE(std::isnan(result.share_p));
  EXPECT_TRUE(std::isnan(result.distance_rho));
}

/// Edges of nothing but noise, and edges with an artefact that fades with distance.
class SimulatedMotion : public ::testing::Test {
 protected:
  static constexpr int n_subjects = 200;
  static constexpr int n_edges = 2000;

  SimulatedMotion() : covariates(n_subjects, 2), mean_fd(n_subjects), edges(n_subjects, n_edges), distance(n_edges)
  {
    std::mt19937 engine(3);
    std::normal_distribution<double> normal;
    for (double& value : covariates.reshaped()) value = normal(engine);
    for (double& value : mean_fd) value = 0.15 + 0.05 * std::abs(normal(engine));
    for (double& value : edges.reshaped()) value = normal(engine);
    distance = Eigen::VectorXd::LinSpaced(n_edges, 10, 150);
  }

  MotionBenchmark benchmark() const
  {
    MotionModel model(covariates, mean_fd);
    return motion_benchmark(model.couple(edges), distance, model.n_subjects(), model.n_covariates());
  }

  Eigen::MatrixXd covariates;
  Eigen::VectorXd mean_fd;
  Eigen::MatrixXd edges;
  Eigen::VectorXd distance;
};

TEST_F(SimulatedMotion, MeetsItsExpectationWithoutCoupling)
{
  const auto result = benchmark();

  EXPECT_NEAR(result.median_abs_r / result.expected_abs_r, 1, 0.08);  // 3 SE of the median of 2,000
  EXPECT_NEAR(result.share_p, 0.05, 3 * std::sqrt(0.05 * 0.95 / n_edges));
  EXPECT_LT(result.share_q, 0.002);
  EXPECT_NEAR(result.distance_rho, 0, 3 / std::sqrt(n_edges));
}

TEST_F(SimulatedMotion, IsFoundWithItsDistanceDependence)
{
  for (int e = 0; e < n_edges; ++e) edges.col(e) += 20 * std::exp(-distance[e] / 40) * mean_fd;

  const auto result = benchmark();

  EXPECT_GT(result.median_abs_r, 1.3 * result.expected_abs_r);
  EXPECT_GT(result.share_q, 0.2);
  EXPECT_LT(result.distance_rho, -0.7);
}

TEST(MotionBenchmark, RefusesDistancesOfOtherEdges)
{
  EXPECT_THAT(
      [] {
        motion_benchmark(coupling_of(Eigen::Vector2d(0, 0), Eigen::Vector2d(1, 1)), Eigen::Vector3d::Zero(), 20, 3);
      },
      ThrowsMessage<base::ShapeError>(HasSubstr("the QC benchmark needs one distance an edge")));
}

TEST(EdgeDistances, AreBetweenCentres)
{
  connectivity::RoiTable rois(3);
  rois[0].xyz_mm = {0, 0, 0};
  rois[1].xyz_mm = {3, 4, 0};

  const Eigen::VectorXd distance = edge_distances(rois, connectivity::EdgeList::full(3));

  EXPECT_DOUBLE_EQ(distance[0], 5);
  EXPECT_TRUE(std::isnan(distance[1]));
}

TEST(EdgeDistances, RefuseATableOfOtherRois)
{
  EXPECT_THAT([] { edge_distances(connectivity::RoiTable(2), connectivity::EdgeList::full(3)); },
              ThrowsMessage<base::ShapeError>(HasSubstr("the ROI table does not have one row an ROI of the edges")));
}

}  // namespace
}  // namespace dmn::stats
