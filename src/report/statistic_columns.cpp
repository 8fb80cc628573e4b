#include "report/statistic_columns.hpp"

namespace dmn::report {

void add_estimates(TsvWriter& table, const stats::TestStatistics& statistics)
{
  table.integers("n", statistics.n)
      .numbers("beta", statistics.beta)
      .numbers("se", statistics.se)
      .numbers("t", statistics.t)
      .numbers("df", statistics.df)
      .numbers("p", statistics.p);
}

void add_effects(TsvWriter& table, const stats::TestStatistics& statistics)
{
  table.numbers("g", statistics.g).numbers("g_low", statistics.g_low).numbers("g_high", statistics.g_high);
}

std::vector<std::string> status_words(const stats::TestStatistics& statistics)
{
  std::vector<std::string> cells;
  for (const auto status : statistics.status) cells.push_back(stats::words(status));
  return cells;
}

}  // namespace dmn::report
