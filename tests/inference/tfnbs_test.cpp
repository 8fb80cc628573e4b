#include "inference/tfnbs.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "inference/small_graphs.hpp"
#include "inference/tail_quantiles.hpp"

namespace dmn::inference {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double df = 63;

/// The definition, a height at a time, from Z.
Eigen::VectorXd slow_enhance(const Eigen::VectorXd& t, const Graph& graph, Sign sign, const TfnbsOptions& options = {})
{
  const Eigen::VectorXd z = (factor_of(sign) * t).unaryExpr([](double value) { return z_of_t(value, df); });
  Eigen::VectorXd enhanced = Eigen::VectorXd::Zero(t.size());
  for (int k = 1; k * options.step <= z.maxCoeff<Eigen::PropagateNumbers>(); ++k) {
    for (const auto& component : suprathreshold_components(z, graph, Sign::positive, k * options.step)) {
      const double added = std::pow(static_cast<double>(component.edges.size()), options.extent_exponent) *
                           std::pow(k * options.step, options.height_exponent);
      for (const auto e : component.edges) enhanced[e] += added;
    }
  }
  return enhanced;
}

TEST(TfnbsScale, CountsTheHeightsThatZReaches)
{
  const TfnbsScale scale(df);
  for (double t = -3; t < 60; t += 0.0137) {
    EXPECT_EQ(scale.level(t), std::max(0, static_cast<int>(std::floor(z_of_t(t, df) / 0.1)))) << t;
  }
}

TEST(TfnbsScale, FindsItsWayWhereTailsAreHeavy)
{
  const TfnbsScale scale(3);
  for (double t = 0.05; t < 1e12; t *= 1.3) {
    EXPECT_EQ(scale.level(t), static_cast<int>(std::floor(z_of_t(t, 3) / 0.1))) << t;
  }
}

TEST(TfnbsScale, GoesOnAboveItsTable)
{
  const TfnbsScale scale(1000);

  EXPECT_EQ(scale.level(60), static_cast<int>(std::floor(z_of_t(60, 1000) / 0.1)));
  EXPECT_GT(scale.level(60), 300);
  EXPECT_DOUBLE_EQ(scale.height_power(400), 64000);
}

TEST(TfnbsScale, GivesLevelZeroToNaN)
{
  EXPECT_EQ(TfnbsScale(df).level(NAN), 0);
}

TEST(TfnbsScale, TakesAnInfiniteTForTheLargestNumber)
{
  const TfnbsScale scale(df);

  EXPECT_EQ(scale.level(std::numeric_limits<double>::infinity()), scale.level(1e150));
  EXPECT_GT(scale.level(std::numeric_limits<double>::infinity()), scale.level(1e6));
}

TEST(TfnbsScale, RefusesOptionsOutsideTheirRange)
{
  EXPECT_THAT([] { TfnbsScale(df, {.step = 0}); },
              ThrowsMessage<base::UsageError>(
                  HasSubstr("TFNBS cannot use this option: field \"step\" is \"0\"; expected 0.001 to 1")));
  EXPECT_THAT([] { TfnbsScale(df, {.extent_exponent = -1}); },
              ThrowsMessage<base::UsageError>(HasSubstr("field \"extent_exponent\" is \"-1\"; expected a positive")));
  EXPECT_THAT([] { TfnbsScale(df, {.height_exponent = 0}); },
              ThrowsMessage<base::UsageError>(HasSubstr("field \"height_exponent\" is \"0\"; expected a positive")));
}

TEST(TfnbsScale, RefusesDegreesOfFreedomThatAreNotPositive)
{
  EXPECT_THAT([] { TfnbsScale{0}; },
              ThrowsMessage<base::ShapeError>(HasSubstr("TFNBS needs positive degrees of freedom")));
}

TEST(TfnbsEnhance, AddsUpHeightsByHand)
{
  const Graph graph{.i = {0, 1}, .j = {1, 2}, .n_nodes = 3};
  const TfnbsScale scale(df, {.step = 1, .extent_exponent = 0.5, .height_exponent = 2});

  const Eigen::VectorXd t = Eigen::Vector2d(t_of_z(2.5, df), t_of_z(1.5, df));
  const Eigen::VectorXd enhanced = tfnbs_enhance(t, scale, graph, Sign::positive);

  EXPECT_DOUBLE_EQ(enhanced[0], 4 + std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(enhanced[1], std::sqrt(2.0));
}

TEST(TfnbsEnhance, IsTheDefinition)
{
  const Graph graph = complete_graph(25);
  const TfnbsScale scale(df);
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Eigen::VectorXd t = random_map(graph, seed);
    for (const Sign sign : {Sign::positive, Sign::negative}) {
      const Eigen::VectorXd expected = slow_enhance(t, graph, sign);
      const Eigen::VectorXd found = tfnbs_enhance(t, scale, graph, sign);
      EXPECT_LE((found - expected).cwiseAbs().maxCoeff(), 1e-12 * expected.maxCoeff());
    }
  }
}

TEST(TfnbsEnhance, LeavesMissingStatisticsAtZero)
{
  const Graph graph = complete_graph(3);

  const Eigen::VectorXd enhanced = tfnbs_enhance(Eigen::Vector3d(3, NAN, 1), TfnbsScale(df), graph, Sign::positive);

  EXPECT_EQ(enhanced[1], 0);
  EXPECT_GT(enhanced[0], enhanced[2]);
}

TEST(TfnbsMaximum, HasTheBitsOfTheLargestEnhancedEdge)
{
  for (const int n_nodes : {2, 3, 12, 40}) {
    const Graph graph = complete_graph(n_nodes);
    const TfnbsScale scale(df);
    TfnbsWorkspace workspace(scale, graph);
    for (unsigned seed = 0; seed < 30; ++seed) {
      Eigen::VectorXd t = random_map(graph, seed);
      if (seed % 3 == 0) t[0] = NAN;
      if (seed % 5 == 0) t *= 20;
      for (const Sign sign : {Sign::positive, Sign::negative}) {
        EXPECT_EQ(tfnbs_maximum(t, scale, graph, sign, workspace), tfnbs_enhance(t, scale, graph, sign).maxCoeff());
      }
    }
  }
}

TEST(TfnbsMaximum, MayComeFromASmallComponentHighUp)
{
  const Graph graph{.i = {0, 2, 3, 4}, .j = {1, 3, 4, 5}, .n_nodes = 6};
  const TfnbsScale scale(df);
  TfnbsWorkspace workspace(scale, graph);
  const Eigen::Vector4d t(6, 1, 1, 1);

  EXPECT_EQ(tfnbs_maximum(t, scale, graph, Sign::positive, workspace),
            tfnbs_enhance(t, scale, graph, Sign::positive)[0]);
}

TEST(TfnbsMaximum, KeepsTheGraphsIslandsApart)
{
  const Graph graph{.i = {0, 2, 4}, .j = {1, 3, 5}, .n_nodes = 9};
  const TfnbsScale scale(df);
  TfnbsWorkspace workspace(scale, graph);
  const Eigen::Vector3d t(2, 3, 1);

  EXPECT_EQ(tfnbs_maximum(t, scale, graph, Sign::positive, workspace),
            tfnbs_enhance(t, scale, graph, Sign::positive)[1]);
}

TEST(TfnbsMaximum, IsZeroWithoutAPositiveEdge)
{
  const Graph graph = complete_graph(3);
  const TfnbsScale scale(df);
  TfnbsWorkspace workspace(scale, graph);

  EXPECT_EQ(tfnbs_maximum(Eigen::Vector3d(-1, NAN, 0), scale, graph, Sign::positive, workspace), 0);
}

TEST(TfnbsMaximum, RefusesStatisticsOfOtherEdges)
{
  const Graph graph = complete_graph(3);
  const TfnbsScale scale(df);
  TfnbsWorkspace workspace(scale, graph);

  EXPECT_THAT([&] { tfnbs_maximum(Eigen::Vector2d(1, 2), scale, graph, Sign::positive, workspace); },
              ThrowsMessage<base::ShapeError>(HasSubstr("a graph needs one statistic an edge")));
}

}  // namespace
}  // namespace dmn::inference
