#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "base/text.hpp"
#include "clinical/random_intercept.hpp"
#include "files/delimited.hpp"
#include "stats/formula.hpp"

namespace dmn::clinical {
namespace {

constexpr double of_lme4 = 1e-5;  ///< what its optimiser and lmerTest's numerical derivatives give
constexpr double next_to_zero = 1e-8;

const std::filesystem::path golden = std::filesystem::path(DMN_GOLDEN_DIR) / "longitudinal";

/// Every column but `session`, as a participants table; a row a session.
stats::Cohort cohort_of(const files::DelimitedTable& table)
{
  stats::Cohort cohort;
  for (const char* name : {"time", "age", "mean_fd"})
    cohort.participants.columns.push_back(stats::make_column(name, table.column(table.require(name))));
  cohort.group = table.column(table.require("group"));
  cohort.site = table.column(table.require("site"));
  for (const auto& person : table.column(table.require("person"))) cohort.runs.push_back({.participant = person});
  return cohort;
}

std::vector<int> numbers_of(const std::vector<std::string>& labels)
{
  std::map<std::string, int> known;
  std::vector<int> numbers;
  for (const auto& label : labels)
    numbers.push_back(known.emplace(label, static_cast<int>(known.size())).first->second);
  return numbers;
}

Eigen::VectorXd numbers(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row)
    values[static_cast<Eigen::Index>(row)] = *base::parse_double(cells[row]);
  return values;
}

TEST(RandomInterceptGolden, AgreesWithLme4AndLmerTestOverUnequallyManySessions)
{
  const auto input = files::read_tsv(golden / "input.tsv");
  const auto expected = files::read_tsv(golden / "lmer.tsv");
  const auto cohort = cohort_of(input);
  const auto design =
      stats::build_design(stats::parse_formula("group + time + group:time + age + mean_fd + site"), cohort);
  const std::map<std::string, std::string> expression{{"grouppatient:time", "group:time"},
                                                      {"time", "time"},
                                                      {"grouppatient", "group[patient]"},
                                                      {"mean_fd", "mean_fd"}};
  const auto terms = expected.column(expected.require("term"));
  const auto outcomes = expected.column(expected.require("outcome"));

  for (std::size_t row = 0; row < terms.size(); ++row) {
    const std::vector<stats::Contrast> contrasts{stats::resolve_contrast({"c", expression.at(terms[row])}, design)};
    const RandomInterceptModel model(design, contrasts, numbers_of(input.column(input.require("person"))));
    const auto found = model.fit(numbers(input, outcomes[row])).front();
    const auto near = [&](double value, const std::string& column) {
      const double reference = numbers(expected, column)[static_cast<Eigen::Index>(row)];
      EXPECT_NEAR(value, reference, of_lme4 * std::abs(reference) + next_to_zero)
          << column << " of " << terms[row] << ", " << outcomes[row];
    };
    near(found.beta[0], "beta");
    near(found.se[0], "se");
    near(found.df[0], "df");
    near(found.t[0], "t");
    near(found.p[0], "p");
    near(found.var_person[0], "var_person");
    near(found.var_residual[0], "var_residual");
    EXPECT_EQ(found.boundary[0], outcomes[row] == "y3" ? 1.0 : 0.0);
    EXPECT_EQ(found.n_persons[0], 60);
  }
}

}  // namespace
}  // namespace dmn::clinical
