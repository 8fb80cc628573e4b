#include "stats/exclusion_test.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double of_scipy = 1e-12;

TEST(ExclusionCounts, AreBySiteThenGroup)
{
  const auto counts =
      exclusion_counts({"B", "A", "B", "B"}, {"patient", "control", "control", "patient"}, {true, false, false, false});

  ASSERT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts[0].site, "A");
  EXPECT_EQ(counts[1].group, "control");
  EXPECT_EQ(counts[2].group, "patient");
  EXPECT_EQ(counts[2].n_included, 1);
  EXPECT_EQ(counts[2].n_excluded, 1);
}

TEST(ExclusionCounts, RefuseListsOfDifferentLength)
{
  EXPECT_THAT(
      [] {
        exclusion_counts({"A"}, {"patient", "control"}, {true});
      },
      ThrowsMessage<base::ShapeError>(HasSubstr("sites, groups and exclusions are not of the same participants")));
}

/// scipy.stats.fisher_exact 1.10.1.
TEST(FisherExact, AgreesWithScipy)
{
  EXPECT_NEAR(fisher_exact_p(3, 17, 11, 9), 0.018701126042616586, of_scipy);
  EXPECT_NEAR(fisher_exact_p(50, 2, 40, 9), 0.02526898761323457, of_scipy);
  EXPECT_NEAR(fisher_exact_p(5, 0, 1, 4), 0.047619047619047616, of_scipy);
  EXPECT_NEAR(fisher_exact_p(120, 11, 119, 10), 1, of_scipy);
}

TEST(FisherExact, OfAnEmptyMarginIsOne)
{
  EXPECT_NEAR(fisher_exact_p(5, 0, 4, 0), 1, of_scipy);
}

TEST(DifferentialExclusion, OfOneSiteIsFishersTest)
{
  const auto test = differential_exclusion({{"A", "control", 17, 3}, {"A", "patient", 9, 11}});

  EXPECT_EQ(test.method, ExclusionMethod::fisher);
  EXPECT_NEAR(test.p, 0.018701126042616586, of_scipy);
  EXPECT_TRUE(std::isnan(test.statistic));
}

/// The sums of Mantel & Haenszel with the continuity correction of R's mantelhaen.test, in numpy; scipy.stats.chi2.
TEST(DifferentialExclusion, OfSeveralSitesIsStratified)
{
  const auto test = differential_exclusion({{"A", "control", 24, 1},
                                            {"A", "patient", 20, 5},
                                            {"B", "control", 28, 3},
                                            {"B", "patient", 30, 8},
                                            {"C", "control", 15, 0},
                                            {"C", "patient", 12, 2}});

  EXPECT_EQ(test.method, ExclusionMethod::cochran_mantel_haenszel);
  EXPECT_NEAR(test.statistic, 4.828763960165039, of_scipy);
  EXPECT_EQ(test.df, 1);
  EXPECT_NEAR(test.p, 0.027988689647100218, of_scipy);
}

TEST(DifferentialExclusion, IsNotCorrectedBelowOneHalf)
{
  const auto test = differential_exclusion(
      {{"A", "control", 11, 2}, {"A", "patient", 10, 2}, {"B", "control", 8, 1}, {"B", "patient", 9, 1}});

  EXPECT_NEAR(test.statistic, 0.0005571012276005892, of_scipy);
  EXPECT_NEAR(test.p, 0.9811692856097705, of_scipy);
}

TEST(DifferentialExclusion, IgnoresSitesThatCannotInform)
{
  const auto test = differential_exclusion({{"A", "control", 17, 3},
                                            {"A", "patient", 9, 11},
                                            {"B", "control", 20, 0},
                                            {"B", "patient", 20, 0},
                                            {"C", "patient", 5, 9},
                                            {"D", "n/a", 1, 7}});

  EXPECT_EQ(test.method, ExclusionMethod::fisher);
  EXPECT_NEAR(test.p, 0.018701126042616586, of_scipy);
}

/// scipy.stats.chi2_contingency(correction=False).
TEST(DifferentialExclusion, OfMoreGroupsIsPearsonsChiSquared)
{
  const auto test = differential_exclusion({{"A", "a", 20, 5}, {"A", "b", 24, 1}, {"A", "c", 18, 7}});

  EXPECT_EQ(test.method, ExclusionMethod::chi_squared);
  EXPECT_NEAR(test.statistic, 5.2109181141439205, of_scipy);
  EXPECT_EQ(test.df, 2);
  EXPECT_NEAR(test.p, 0.07386921922552346, of_scipy);
}

/// Agresti's generalised statistic (Categorical Data Analysis, 3rd ed., 8.4.3) element by element in numpy.
TEST(DifferentialExclusion, OfMoreGroupsAndSitesIsTheGeneralisedStatistic)
{
  const auto test = differential_exclusion({{"A", "a", 20, 5},
                                            {"A", "b", 24, 1},
                                            {"A", "c", 18, 7},
                                            {"B", "a", 30, 8},
                                            {"B", "b", 28, 3},
                                            {"B", "c", 22, 2}});

  EXPECT_EQ(test.method, ExclusionMethod::generalised_cmh);
  EXPECT_NEAR(test.statistic, 4.57190735901857, 1e-10);
  EXPECT_EQ(test.df, 2);
  EXPECT_NEAR(test.p, 0.10167704853595622, 1e-10);
}

TEST(DifferentialExclusion, CountsOnlyTheComparisonsThatSitesAllow)
{
  const auto test =
      differential_exclusion({{"A", "a", 20, 5}, {"A", "b", 24, 1}, {"B", "c", 22, 2}, {"B", "d", 18, 9}});

  EXPECT_EQ(test.method, ExclusionMethod::generalised_cmh);
  EXPECT_EQ(test.df, 2);
}

TEST(DifferentialExclusion, HasNothingToTestWithoutExclusions)
{
  const auto test = differential_exclusion({{"A", "control", 17, 0}, {"A", "patient", 9, 0}});

  EXPECT_EQ(test.method, ExclusionMethod::none);
  EXPECT_TRUE(std::isnan(test.p));
}

TEST(ExclusionMethod, HasWords)
{
  EXPECT_EQ(words(ExclusionMethod::none), "not testable");
  EXPECT_EQ(words(ExclusionMethod::fisher), "Fisher exact");
  EXPECT_EQ(words(ExclusionMethod::cochran_mantel_haenszel), "Cochran-Mantel-Haenszel");
  EXPECT_EQ(words(ExclusionMethod::chi_squared), "chi-squared");
  EXPECT_EQ(words(ExclusionMethod::generalised_cmh), "generalised Cochran-Mantel-Haenszel");
}

}  // namespace
}  // namespace dmn::stats
