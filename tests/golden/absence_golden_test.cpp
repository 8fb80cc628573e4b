#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "files/delimited.hpp"
#include "stats/absence.hpp"
#include "stats/power.hpp"

namespace dmn::stats {
namespace {

constexpr double of_quadrature = 1e-6;
constexpr double of_scipy = 1e-9;
constexpr double last_digit = 1e-14;  ///< of what the reference printed, for values next to zero

const std::filesystem::path golden = DMN_GOLDEN_DIR;

Eigen::VectorXd numbers(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    values[static_cast<Eigen::Index>(row)] = base::parse_double(cells[row]).value();
  }
  return values;
}

TEST(BayesFactorGolden, AgreesForTwoGroups)
{
  const auto table = files::read_tsv(golden / "group_07/jzs_two_sample.tsv");
  const Eigen::VectorXd t = numbers(table, "t");
  const Eigen::VectorXd n1 = numbers(table, "n1");
  const Eigen::VectorXd n2 = numbers(table, "n2");
  const Eigen::VectorXd scale = numbers(table, "rscale");
  const Eigen::VectorXd expected = numbers(table, "bf10");

  ASSERT_EQ(t.size(), 56);
  for (Eigen::Index row = 0; row < t.size(); ++row) {
    const double found =
        bayes_factor(t[row], n1[row] * n2[row] / (n1[row] + n2[row]), n1[row] + n2[row] - 2, scale[row]);
    EXPECT_NEAR(found, expected[row], of_quadrature * expected[row]) << "row " << row;
  }
}

TEST(BayesFactorGolden, AgreesForAnyContrast)
{
  const auto table = files::read_tsv(golden / "group_07/jzs_general.tsv");
  const Eigen::VectorXd t = numbers(table, "t");
  const Eigen::VectorXd effective_n = numbers(table, "n_e");
  const Eigen::VectorXd nu = numbers(table, "nu");
  const Eigen::VectorXd expected = numbers(table, "bf10");

  ASSERT_EQ(t.size(), 24);
  for (Eigen::Index row = 0; row < t.size(); ++row) {
    const double found = bayes_factor(t[row], effective_n[row], nu[row]);
    EXPECT_NEAR(found, expected[row], of_quadrature * expected[row]) << "row " << row;
  }
}

TEST(EquivalenceGolden, AgreesOnEveryEdge)
{
  const auto table = files::read_tsv(golden / "group_07/tost.tsv.gz");
  const Eigen::VectorXd beta = numbers(table, "beta");
  const Eigen::VectorXd se = numbers(table, "se");
  const Eigen::VectorXd sigma = numbers(table, "sigma");
  const Eigen::VectorXd df = numbers(table, "df");

  ASSERT_EQ(beta.size(), 66);
  for (Eigen::Index e = 0; e < beta.size(); ++e) {
    const Equivalence found = equivalence(beta[e], se[e], sigma[e], df[e]);
    const auto expect = [&](double value, const char* column) {
      const double expected = numbers(table, column)[e];
      EXPECT_NEAR(value, expected, of_scipy * std::abs(expected) + last_digit) << column << " of edge " << e;
    };
    expect(found.t_lower, "t_lower");
    expect(found.t_upper, "t_upper");
    expect(found.p_lower, "p_lower");
    expect(found.p_upper, "p_upper");
    expect(found.p, "p_tost");
  }
}

/// `var_g` of the independent program of ../group_01: g, c'(M'M)^-1 c, N.
TEST(VarianceOfGGolden, IsThatOfTheFibromyalgiaCohort)
{
  const auto edges = files::read_tsv(golden / "group_01/edges_dmn.tsv.gz");
  const Eigen::VectorXd g = numbers(edges, "g");
  const Eigen::VectorXd d = numbers(edges, "d");
  const Eigen::VectorXd t = numbers(edges, "t");
  const Eigen::VectorXd expected = numbers(edges, "var_g");

  for (Eigen::Index e = 0; e < g.size(); ++e) {
    const double variance_factor = d[e] * d[e] / (t[e] * t[e]);
    EXPECT_NEAR(variance_of_g(g[e], variance_factor, 66), expected[e], of_scipy * expected[e]) << "edge " << e;
  }
}

}  // namespace
}  // namespace dmn::stats
