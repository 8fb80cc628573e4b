#include "stats/test_statistics.hpp"

#include <algorithm>
#include <limits>

namespace dmn::stats {

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
  const Eigen::VectorXd unknown = Eigen::VectorXd::Constant(size, std::numeric_limits<double>::quiet_NaN());
  for (auto* column :
       {&beta, &se, &t, &df, &p, &q_fdr, &p_fwe, &g, &g_low, &g_high, &sigma, &variance_factor, &f, &df1}) {
    *column = unknown;
  }
}

Eigen::Index TestStatistics::n_tested() const
{
  return std::ranges::count_if(status, [](Status s) { return s == Status::tested || s == Status::tested_incomplete; });
}

}  // namespace dmn::stats
