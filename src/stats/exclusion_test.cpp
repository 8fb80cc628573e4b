#include "stats/exclusion_test.hpp"

#include <Eigen/Core>
#include <Eigen/QR>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::stats {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double equally_probable = 1.0 + 1e-7;  ///< as R's fisher.test

/// One site: rows are the cohort's groups, columns included and excluded.
using Stratum = Eigen::MatrixX2d;

bool informs(const Stratum& table)
{
  const bool two_groups = (table.rowwise().sum().array() > 0).count() >= 2;
  return two_groups && (table.colwise().sum().array() > 0).all();
}

std::vector<Stratum> informative_strata(const std::vector<ExclusionCount>& counts)
{
  std::set<std::string> groups;
  for (const auto& cell : counts) {
    if (!base::is_missing(cell.group)) groups.insert(cell.group);
  }
  std::map<std::string, Stratum> by_site;
  for (const auto& cell : counts) {
    if (base::is_missing(cell.group)) continue;
    auto& table =
        by_site.try_emplace(cell.site, Stratum::Zero(static_cast<Eigen::Index>(groups.size()), 2)).first->second;
    table.row(std::distance(groups.begin(), groups.find(cell.group))) +=
        Eigen::RowVector2d(cell.n_included, cell.n_excluded);
  }
  std::vector<Stratum> strata;
  for (const auto& [site, table] : by_site) {
    if (informs(table)) strata.push_back(table);
  }
  return strata;
}

/// Groups that no informative site has cannot be compared.
std::vector<Eigen::Index> groups_with_rows(const std::vector<Stratum>& strata)
{
  std::vector<Eigen::Index> groups;
  for (Eigen::Index group = 0; group < strata.front().rows(); ++group) {
    const auto has_rows = [&](const Stratum& table) { return table.row(group).sum() > 0; };
    if (std::ranges::any_of(strata, has_rows)) groups.push_back(group);
  }
  return groups;
}

ExclusionTest chi_squared_test(ExclusionMethod method, double statistic, double df)
{
  return {method, statistic, df, boost::math::cdf(boost::math::complement(boost::math::chi_squared(df), statistic))};
}

ExclusionTest pearson(const Stratum& table)
{
  const Eigen::MatrixX2d expected = table.rowwise().sum() * table.colwise().sum() / table.sum();
  const double statistic = ((table - expected).array().square() / expected.array()).sum();
  return chi_squared_test(ExclusionMethod::chi_squared, statistic, static_cast<double>(table.rows() - 1));
}

/// Excluded minus expected in all groups but the last, and its hypergeometric covariance, summed over sites.
struct Deviation {
  Eigen::VectorXd sum;
  Eigen::MatrixXd covariance;
};

Deviation deviation(const std::vector<Stratum>& strata)
{
  const Eigen::Index n = strata.front().rows() - 1;
  Deviation result = {Eigen::VectorXd::Zero(n), Eigen::MatrixXd::Zero(n, n)};
  for (const auto& table : strata) {
    const double total = table.sum();
    const Eigen::VectorXd size = table.rowwise().sum().head(n);
    const double included = table.col(0).sum();
    const double excluded = table.col(1).sum();
    result.sum += table.col(1).head(n) - size * (excluded / total);
    const Eigen::MatrixXd spread = Eigen::MatrixXd(total * size.asDiagonal()) - size * size.transpose();
    result.covariance += included * excluded / (total * total * (total - 1.0)) * spread;
  }
  return result;
}

ExclusionTest stratified(const std::vector<Stratum>& strata)
{
  const Deviation found = deviation(strata);
  if (found.sum.size() > 1) {
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> covariance(found.covariance);
    return chi_squared_test(ExclusionMethod::generalised_cmh, found.sum.dot(covariance.solve(found.sum)),
                            static_cast<double>(covariance.rank()));
  }
  const double size = std::abs(found.sum[0]);
  const double corrected = size >= 0.5 ? size - 0.5 : size;
  return chi_squared_test(ExclusionMethod::cochran_mantel_haenszel, corrected * corrected / found.covariance(0, 0), 1);
}

double log_choose(int n, int k)
{
  return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
}

}  // namespace

std::vector<ExclusionCount> exclusion_counts(const std::vector<std::string>& site,
                                             const std::vector<std::string>& group, const std::vector<bool>& excluded)
{
  if (site.size() != group.size() || site.size() != excluded.size()) {
    throw base::ShapeError("sites, groups and exclusions are not of the same participants");
  }
  std::map<std::pair<std::string, std::string>, ExclusionCount> cells;
  for (std::size_t row = 0; row < site.size(); ++row) {
    ExclusionCount& cell = cells[{site[row], group[row]}];
    cell.site = site[row];
    cell.group = group[row];
    ++(excluded[row] ? cell.n_excluded : cell.n_included);
  }
  std::vector<ExclusionCount> counts;
  counts.reserve(cells.size());
  for (auto& [key, cell] : cells) counts.push_back(std::move(cell));
  return counts;
}

std::string words(ExclusionMethod method)
{
  switch (method) {
    case ExclusionMethod::fisher:
      return "Fisher exact";
    case ExclusionMethod::cochran_mantel_haenszel:
      return "Cochran-Mantel-Haenszel";
    case ExclusionMethod::chi_squared:
      return "chi-squared";
    case ExclusionMethod::generalised_cmh:
      return "generalised Cochran-Mantel-Haenszel";
    default:
      return "not testable";
  }
}

double fisher_exact_p(int a, int b, int c, int d)
{
  const int row = a + b;
  const int column = a + c;
  const int n = a + b + c + d;
  const auto log_probability = [&](int x) {
    return log_choose(column, x) + log_choose(n - column, row - x) - log_choose(n, row);
  };
  const double observed = std::exp(log_probability(a)) * equally_probable;
  double p = 0;
  for (int x = std::max(0, row + column - n); x <= std::min(row, column); ++x) {
    const double probability = std::exp(log_probability(x));
    if (probability <= observed) p += probability;
  }
  return std::min(1.0, p);
}

ExclusionTest differential_exclusion(const std::vector<ExclusionCount>& counts)
{
  std::vector<Stratum> strata = informative_strata(counts);
  if (strata.empty()) return {ExclusionMethod::none, nothing, nothing, nothing};
  const auto groups = groups_with_rows(strata);
  for (auto& table : strata) table = Stratum(table(groups, Eigen::all));
  if (strata.size() > 1) return stratified(strata);
  const Stratum& table = strata.front();
  if (groups.size() > 2) return pearson(table);
  const auto cell = [&](Eigen::Index row, Eigen::Index column) { return static_cast<int>(table(row, column)); };
  return {ExclusionMethod::fisher, nothing, nothing, fisher_exact_p(cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1))};
}

}  // namespace dmn::stats
