#include "stats/test_statistics.hpp"

#include <algorithm>
#include <limits>

namespace dmn::stats {
namespace {

/// Every vector of numbers, in the order of rows.
const std::vector<Eigen::VectorXd TestStatistics::*>& number_columns()
{
  using S = TestStatistics;
  static const std::vector<Eigen::VectorXd TestStatistics::*> columns{
      &S::beta, &S::se,    &S::t,      &S::df,    &S::p,               &S::q_fdr, &S::p_fwe,
      &S::g,    &S::g_low, &S::g_high, &S::sigma, &S::variance_factor, &S::f,     &S::df1};
  return columns;
}

}  // namespace

std::string words(Status status)
{
  switch (status) {
    case Status::tested:
      return "tested";
    case Status::tested_incomplete:
      return "tested, not in max-T (missing subjects)";
    case Status::too_few_in_group:
      return "under 5 in a group";
    case Status::too_few_df:
      return "N - rank < 10";
    case Status::not_estimable:
      return "contrast not estimable in the subjects with data";
    case Status::no_residual_variance:
      return "zero residual variance";
  }
  return {};
}

TestStatistics::TestStatistics(Eigen::Index size)
    : n(Eigen::VectorXi::Zero(size)), status(static_cast<std::size_t>(size), Status::tested)
{
  for (const auto column : number_columns()) {
    this->*column = Eigen::VectorXd::Constant(size, std::numeric_limits<double>::quiet_NaN());
  }
}

void TestStatistics::append(const TestStatistics& more)
{
  const Eigen::Index old_size = size();
  n.conservativeResize(old_size + more.size());
  n.tail(more.size()) = more.n;
  for (const auto column : number_columns()) {
    (this->*column).conservativeResize(old_size + more.size());
    (this->*column).tail(more.size()) = more.*column;
  }
  status.insert(status.end(), more.status.begin(), more.status.end());
}

Eigen::Index TestStatistics::n_tested() const
{
  return std::ranges::count_if(status, [](Status s) { return s == Status::tested || s == Status::tested_incomplete; });
}

Eigen::MatrixXd to_rows(const TestStatistics& statistics)
{
  const auto& columns = number_columns();
  Eigen::MatrixXd rows(statistics.size(), static_cast<Eigen::Index>(columns.size()) + 2);
  rows.col(0) = statistics.n.cast<double>();
  for (Eigen::Index row = 0; row < rows.rows(); ++row) {
    rows(row, 1) = static_cast<double>(statistics.status[static_cast<std::size_t>(row)]);
  }
  for (std::size_t c = 0; c < columns.size(); ++c) rows.col(static_cast<Eigen::Index>(c) + 2) = statistics.*columns[c];
  return rows;
}

TestStatistics statistics_from_rows(const Eigen::MatrixXd& rows)
{
  TestStatistics statistics(rows.rows());
  if (rows.rows() == 0) return statistics;
  const auto& columns = number_columns();
  statistics.n = rows.col(0).cast<int>();
  for (Eigen::Index row = 0; row < rows.rows(); ++row) {
    statistics.status[static_cast<std::size_t>(row)] = static_cast<Status>(static_cast<int>(rows(row, 1)));
  }
  for (std::size_t c = 0; c < columns.size(); ++c) statistics.*columns[c] = rows.col(static_cast<Eigen::Index>(c) + 2);
  return statistics;
}

}  // namespace dmn::stats
