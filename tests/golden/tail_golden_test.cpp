#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "files/delimited.hpp"
#include "inference/tail_gamma.hpp"
#include "inference/tail_pareto.hpp"

namespace dmn::inference {
namespace {

constexpr double of_palm = 1e-10;

const std::filesystem::path golden = DMN_GOLDEN_DIR;

double number(const std::string& cell)
{
  return base::parse_double(cell).value();
}

NullDistribution null_named(const std::string& name)
{
  const auto table = files::read_tsv(golden / "group_07/null.tsv.gz");
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) values[static_cast<Eigen::Index>(row)] = number(cells[row]);
  return NullDistribution(values);
}

void expect_near(double found, const std::string& expected, const std::string& what)
{
  EXPECT_NEAR(found, number(expected), of_palm * std::abs(number(expected))) << what;
}

/// Rows of one null distribution.
std::vector<std::vector<std::string>> rows_of(const std::string& file, const std::string& name)
{
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : files::read_tsv(golden / "group_07" / file).rows) {
    if (row[0] == name) rows.push_back(row);
  }
  return rows;
}

class PalmTails : public ::testing::TestWithParam<const char*> {};

TEST_P(PalmTails, HaveItsMomentsAndItsFit)
{
  const NullDistribution null = null_named(GetParam());
  const auto expected = rows_of("tail_palm_parameters.tsv", GetParam());
  const GammaTail gamma(null);
  const ParetoTail pareto(null);

  ASSERT_EQ(expected.size(), 1U);
  expect_near(gamma.mean(), expected[0][1], "mean");
  expect_near(gamma.variance(), expected[0][2], "variance");
  expect_near(gamma.skewness(), expected[0][3], "skewness");
  ASSERT_TRUE(pareto.fit().has_value());
  expect_near(pareto.fit()->scale, expected[0][4], "a");
  expect_near(pareto.fit()->shape, expected[0][5], "k");
  expect_near(pareto.fit()->threshold, expected[0][6], "u");
}

TEST_P(PalmTails, HaveItsP)
{
  const NullDistribution null = null_named(GetParam());
  const auto expected = rows_of("tail_palm.tsv", GetParam());
  const GammaTail gamma(null);
  const ParetoTail pareto(null);

  ASSERT_EQ(expected.size(), 12U);
  for (const auto& row : expected) {
    const double query = number(row[1]);
    expect_near(null.p(query), row[2], "counted p of " + row[1]);
    const TailP gpd = pareto.p(query);
    if (number(row[3]) == 0) {
      EXPECT_EQ(gpd.method, TailMethod::beyond_support);
      EXPECT_DOUBLE_EQ(gpd.p, 1.0 / 5000);
    } else {
      EXPECT_EQ(gpd.method, number(row[2]) < 0.1 ? TailMethod::gpd : TailMethod::counted);
      expect_near(gpd.p, row[3], "GPD p of " + row[1]);
    }
    EXPECT_EQ(gamma.p(query).method, TailMethod::gamma);
    expect_near(gamma.p(query).p, row[4], "gamma p of " + row[1]);
  }
}

INSTANTIATE_TEST_SUITE_P(Null, PalmTails, ::testing::Values("max_t", "light", "heavy"));

}  // namespace
}  // namespace dmn::inference
