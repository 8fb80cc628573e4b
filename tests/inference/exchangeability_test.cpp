#include "inference/exchangeability.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::cohort_of;
using stats::testing::message_of;
using stats::testing::repeated;
using ::testing::ElementsAre;

stats::Design design_of(const std::string& model, const stats::Cohort& cohort)
{
  return stats::build_design(stats::parse_formula(model), cohort);
}

Exchangeability of(const std::string& expression, const stats::Design& design,
                   const std::vector<std::string>& within = {})
{
  return exchangeability(design, stats::resolve_contrast({"x", expression}, design), within);
}

stats::Contrast mean_of(const stats::Design& design)
{
  return {.name = "mean", .expression = "intercept", .rows = Eigen::RowVectorXd::Unit(design.matrix.cols(), 0)};
}

TEST(Exchangeability, MakesRowsOfALevelInterchangeable)
{
  const auto cohort = cohort_of(repeated({{"patient", 3}, {"control", 4}}), repeated({{"A", 7}}));

  const auto result = of("patient - control", design_of("group", cohort));

  EXPECT_EQ(result.scheme, Scheme::permutation);
  EXPECT_THAT(result.kind, ElementsAre(0, 0, 0, 1, 1, 1, 1));
  EXPECT_THAT(result.block, ElementsAre(0, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(distinct_relabellings(result), 35);
  EXPECT_NEAR(log_distinct_relabellings(result), std::log(35.0), 1e-13);
}

TEST(Exchangeability, KeepsTheThirdLevelApartFromTheReference)
{
  const auto cohort = cohort_of(repeated({{"patient", 2}, {"control", 2}, {"migraine", 2}}), repeated({{"A", 6}}));

  const auto result = of("patient - control", design_of("group", cohort));

  EXPECT_THAT(result.kind, ElementsAre(0, 0, 1, 1, 2, 2));
  EXPECT_EQ(distinct_relabellings(result), 90);
}

TEST(Exchangeability, MultipliesTheBlocks)
{
  const std::vector<std::string> site{"B", "B", "A", "A", "A", "B", "B", "A", "A", "A"};
  const auto cohort = cohort_of(repeated({{"patient", 5}, {"control", 5}}), site);

  const auto result = of("patient - control", design_of("group + site", cohort), site);

  EXPECT_THAT(result.block, ElementsAre(1, 1, 0, 0, 0, 1, 1, 0, 0, 0));
  EXPECT_THAT(result.block_names, ElementsAre("A", "B"));
  EXPECT_EQ(distinct_relabellings(result), 20 * 6);
}

TEST(Exchangeability, CountsEveryOrderOfANumberWithoutTies)
{
  const auto cohort =
      cohort_of(repeated({{"control", 6}}), repeated({{"A", 6}}), {{"age", {"20", "31", "42", "53", "64", "75"}}});

  EXPECT_EQ(distinct_relabellings(of("age", design_of("age", cohort))), 720);
}

TEST(Exchangeability, OfAnInteractionComparesItsValues)
{
  const auto cohort = cohort_of(repeated({{"patient", 4}, {"control", 4}}), repeated({{"A", 8}}),
                                {{"age", {"20", "30", "20", "40", "20", "30", "20", "40"}}});

  const auto result = of("group:age", design_of("group * age", cohort));

  EXPECT_THAT(result.kind, ElementsAre(0, 1, 0, 2, 3, 3, 3, 3));
}

TEST(Exchangeability, OfTheInterceptIsASignFlip)
{
  const auto design = design_of("age", cohort_of(repeated({{"control", 6}}), repeated({{"A", 6}}),
                                                 {{"age", {"20", "31", "42", "53", "64", "75"}}}));

  const auto result = exchangeability(design, mean_of(design), {});

  EXPECT_EQ(result.scheme, Scheme::sign_flip);
  EXPECT_EQ(distinct_relabellings(result), 64);
}

TEST(Exchangeability, CountsBeyondTheRangeOfADoubleByTheirLogarithm)
{
  Exchangeability large{.block = std::vector<int>(5000, 0), .kind = {}, .block_names = {""}};
  for (int row = 0; row < 5000; ++row) large.kind.push_back(row);

  EXPECT_NEAR(log_distinct_relabellings(large), std::lgamma(5001.0), 1e-6);
  EXPECT_TRUE(std::isinf(distinct_relabellings(large)));
}

TEST(Exchangeability, RefusesTooFewRelabellingsAndNamesTheIdleBlocks)
{
  const auto group = repeated({{"patient", 4}, {"control", 4}});
  const std::vector<std::string> site{"A", "A", "B", "B", "B", "C", "C", "C"};
  const auto design = design_of("group + site", cohort_of(group, site));

  EXPECT_EQ(message_of<base::DesignError>([&] { of("patient - control", design, site); }),
            "contrast \"x\" (patient - control): 3 distinct relabellings of 8 participants, so that p < .05 cannot be "
            "reached; at least 20 are needed; nothing to exchange within \"A\" (2), \"C\" (3)");
}

TEST(Exchangeability, RefusesTooFewSignFlips)
{
  const auto design = design_of("1", cohort_of(repeated({{"control", 4}}), repeated({{"A", 4}})));

  EXPECT_EQ(message_of<base::DesignError>([&] { exchangeability(design, mean_of(design), {}); }),
            "contrast \"mean\" (intercept): 16 distinct relabellings of 4 participants, so that p < .05 cannot be "
            "reached; at least 20 are needed");
}

TEST(Exchangeability, RefusesLabelsOfOtherRows)
{
  const auto design = design_of("group", cohort_of(repeated({{"patient", 5}, {"control", 5}}), repeated({{"A", 10}})));

  EXPECT_EQ(message_of<base::ShapeError>([&] {
              of("patient - control", design, {"A", "B"});
            }),
            "design and exchangeability labels have different numbers of rows: found \"2\"; expected 10");
}

}  // namespace
}  // namespace dmn::inference
