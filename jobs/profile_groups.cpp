#include "profile_groups.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "clinical/bootstrap.hpp"
#include "report/tsv_writer.hpp"

namespace dmn::jobs {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A count that would tell of single people is not told.
double told(double count)
{
  return count > 0 && count < fewest_told ? none : count;
}

struct Columns {
  std::vector<std::string> session = {}, group = {}, marker = {}, kind = {};
  std::vector<double> n = {}, n_beyond = {}, share = {}, lower = {}, median = {}, upper = {};

  void add(const std::vector<double>& sorted)
  {
    const double count = told(static_cast<double>(sorted.size()));
    const auto outside = std::ranges::count_if(sorted, [](double z) { return std::abs(z) > z_95; });
    const bool is_told = count > 0;
    const double beyond = is_told ? told(static_cast<double>(outside)) : none;
    n.push_back(count);
    n_beyond.push_back(beyond);
    share.push_back(beyond / count);
    lower.push_back(is_told ? clinical::quantile(sorted, 0.25) : none);
    median.push_back(is_told ? clinical::quantile(sorted, 0.5) : none);
    upper.push_back(is_told ? clinical::quantile(sorted, 0.75) : none);
  }
};

std::vector<double> sorted_scores(const Eigen::MatrixXd& z, const std::vector<Eigen::Index>& rows, Eigen::Index column)
{
  std::vector<double> scores;
  for (const auto row : rows) {
    if (!std::isnan(z(row, column))) scores.push_back(z(row, column));
  }
  std::ranges::sort(scores);
  return scores;
}

Eigen::VectorXd vector_of(const std::vector<double>& values)
{
  return Eigen::Map<const Eigen::VectorXd>(values.data(), std::ssize(values));
}

}  // namespace

std::string groups_tsv(const stats::Cohort& people, const std::vector<markers::Measure>& measures,
                       const Eigen::MatrixXd& z)
{
  std::map<std::pair<std::string, std::string>, std::vector<Eigen::Index>> rows_of;
  for (Eigen::Index row = 0; row < z.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    rows_of[{people.runs[at].session, people.group[at]}].push_back(row);
  }
  Columns columns;
  for (const auto& [cell, rows] : rows_of) {
    for (std::size_t m = 0; m < measures.size(); ++m) {
      columns.session.push_back(cell.first);
      columns.group.push_back(cell.second);
      columns.marker.push_back(measures[m].summary.name);
      columns.kind.push_back(markers::words(measures[m].kind));
      columns.add(sorted_scores(z, rows, static_cast<Eigen::Index>(m)));
    }
  }
  report::TsvWriter table;
  table.strings("session", columns.session).strings("group", columns.group);
  table.strings("marker", columns.marker).strings("kind", columns.kind);
  table.numbers("n", vector_of(columns.n)).numbers("n_beyond_95", vector_of(columns.n_beyond));
  table.numbers("share_beyond_95", vector_of(columns.share));
  table.numbers("z_lower_quartile", vector_of(columns.lower)).numbers("z_median", vector_of(columns.median));
  table.numbers("z_upper_quartile", vector_of(columns.upper));
  return table.text();
}

}  // namespace dmn::jobs
