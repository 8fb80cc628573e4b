#pragma once

#include <Eigen/Core>
#include <random>
#include <string>
#include <vector>

#include "stats/design.hpp"
#include "stats/formula.hpp"

namespace dmn::clinical::testing {

/// Participants of four sites, patients and controls by turns, with age and a score.
inline stats::Cohort cohort_of(int n, unsigned seed = 3)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  stats::Cohort cohort;
  stats::Column age{.name = "age", .numeric = true};
  stats::Column score{.name = "score", .numeric = true};
  stats::Column label{.name = "label"};
  for (int i = 0; i < n; ++i) {
    cohort.runs.push_back({.participant = std::to_string(1000 + i)});
    cohort.site.push_back("s" + std::to_string(i % 4));
    cohort.group.emplace_back(i / 4 % 2 == 0 ? "control" : "patient");
    age.numbers.push_back(45 + 10 * normal(random));
    score.numbers.push_back(5 + 3 * (i / 4 % 2) + 2 * normal(random));
    label.words.emplace_back(std::string(1, static_cast<char>('a' + i / 8 % 3)));
  }
  cohort.participants.columns = {age, score, label};
  return cohort;
}

inline Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns, unsigned seed = 7)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(random); });
}

inline stats::Design design_of(const stats::Cohort& cohort, const std::string& model)
{
  return stats::build_design(stats::parse_formula(model), cohort);
}

/// The words of the error that `call` throws, if it is an `Error`; empty if it throws nothing.
template <class Error, class Call>
std::string message_of(const Call& call)
{
  try {
    call();
  } catch (const Error& problem) {
    return problem.what();
  }
  return {};
}

}  // namespace dmn::clinical::testing
