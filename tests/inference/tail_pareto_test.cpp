#include "inference/tail_pareto.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmn::inference {
namespace {

constexpr double of_numpy = 1e-12;

/// Evenly spread below 1; the upper share lies above 3, exponential: no single Pareto tail holds both.
NullDistribution with_a_gap(int n, int n_body)
{
  Eigen::VectorXd values(n);
  for (int i = 0; i < n_body; ++i) values[i] = (i + 0.5) / n_body;
  for (int i = n_body; i < n; ++i) values[i] = 3.0 - std::log(1.0 - (i - n_body + 0.5) / (n - n_body));
  return NullDistribution(values);
}

/// Expected numbers: the rule written out in numpy 1.24.2, a threshold at a time.
TEST(ParetoTail, RaisesTheThresholdUntilTheTailFits)
{
  const NullDistribution null = with_a_gap(2000, 1800);
  const ParetoTail tail(null);

  ASSERT_TRUE(tail.fit().has_value());
  EXPECT_EQ(tail.fit()->n_tail, 199);  // .901; thresholds from .751 to .891 are refused
  EXPECT_NEAR(tail.fit()->threshold, 3.005015698319455, of_numpy);
  EXPECT_NEAR(tail.fit()->scale, 1.0054443695990265, of_numpy);
  EXPECT_NEAR(tail.fit()->shape, 0.007200605317733144, of_numpy);
  EXPECT_NEAR(tail.p(5).p, 0.01348617626474159, of_numpy);
  EXPECT_NEAR(tail.p(7).p, 0.001766248691316191, of_numpy);
  EXPECT_EQ(tail.p(7).method, TailMethod::gpd);
}

TEST(ParetoTail, RefusesAThresholdInsideAGap)
{
  const NullDistribution null = with_a_gap(1000, 800);
  const ParetoTail tail(null);

  ASSERT_TRUE(tail.fit().has_value());
  EXPECT_EQ(tail.fit()->n_tail, 190);  // .811; at .801 the threshold is the middle of the gap
  EXPECT_NEAR(tail.fit()->threshold, 3.051296757003418, of_numpy);
  EXPECT_NEAR(tail.p(5).p, 0.026979258610539732, of_numpy);
}

TEST(ParetoTail, StaysCountedWhereNoThresholdIsAccepted)
{
  const NullDistribution null = with_a_gap(2000, 1970);
  const ParetoTail tail(null);

  EXPECT_FALSE(tail.fit().has_value());
  EXPECT_EQ(tail.p(5).method, TailMethod::counted);
  EXPECT_EQ(tail.p(5).p, null.p(5));
}

TEST(ParetoTail, StaysCountedFromTenPerCentUpwards)
{
  const NullDistribution null = with_a_gap(1000, 800);
  const ParetoTail tail(null);
  const double at_ten_per_cent = null.sorted()[900];

  EXPECT_EQ(tail.p(at_ten_per_cent).method, TailMethod::counted);
  EXPECT_EQ(tail.p(null.sorted()[901]).method, TailMethod::gpd);
}

TEST(ParetoTail, NeverSaysZeroBeyondItsSupport)
{
  const NullDistribution null(Eigen::VectorXd::LinSpaced(1000, 0, 1));
  const TailP p = ParetoTail(null).p(2);

  EXPECT_EQ(p.method, TailMethod::beyond_support);
  EXPECT_DOUBLE_EQ(p.p, 0.001);
}

/// Whole numbers, as extents are; numpy as above: refused from .751 to .951.
TEST(ParetoTail, PutsItsThresholdBetweenTiedValues)
{
  constexpr int n = 4000;
  Eigen::VectorXd values(n);
  for (int i = 0; i < n; ++i) values[i] = std::floor(-8 * std::log(1 - (i + 0.5) / n));
  const NullDistribution null(values);
  const ParetoTail tail(null);

  ASSERT_TRUE(tail.fit().has_value());
  EXPECT_EQ(tail.fit()->n_tail, 176);
  EXPECT_EQ(tail.fit()->threshold, 24.5);
  EXPECT_NEAR(tail.fit()->scale, 8.056788249916709, of_numpy);
  EXPECT_NEAR(tail.p(40).p, 0.00633277451585822, of_numpy);
  EXPECT_EQ(tail.p(24).method, TailMethod::counted);
}

TEST(ParetoTail, StaysCountedWhenMostValuesAreTied)
{
  Eigen::VectorXd values = Eigen::VectorXd::Zero(100);
  values[99] = 4;
  const NullDistribution null(values);
  const ParetoTail tail(null);

  EXPECT_FALSE(tail.fit().has_value());
  EXPECT_DOUBLE_EQ(tail.p(4).p, 0.01);
}

}  // namespace
}  // namespace dmn::inference
