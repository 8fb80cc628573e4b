#pragma once

#include <Eigen/Core>
#include <random>
#include <string>
#include <vector>

#include "harmonisation/covariates.hpp"

namespace dmn::harmonisation::testing {

/// Participants of several sites that shift and scale every feature; covariates matter.
struct SiteCohort {
  Eigen::MatrixXd data;
  std::vector<std::string> site;
  Covariates covariates;
};

/// 41 participants (an odd number: columns start at odd addresses) of sites C (15), A (14), B (12) in mixed order, with
/// covariates `age` and `group`.
inline SiteCohort three_site_cohort(Eigen::Index n_features, unsigned seed = 5)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  constexpr Eigen::Index n_rows = 41;
  const std::vector<std::string> labels{"C", "A", "B"};
  SiteCohort cohort{.data = Eigen::MatrixXd(n_rows, n_features),
                    .site = {},
                    .covariates = {.names = {"age", "group"}, .values = Eigen::MatrixXd(n_rows, 2)}};
  for (Eigen::Index row = 0; row < n_rows; ++row) {
    cohort.site.push_back(labels[static_cast<std::size_t>(row < 36 ? row % 3 : row % 2)]);
    cohort.covariates.values.row(row) << 40 + 10 * normal(random), normal(random) > 0 ? 1.0 : 0.0;
  }
  for (Eigen::Index feature = 0; feature < n_features; ++feature) {
    const Eigen::Vector3d shift(0.3 + 0.2 * normal(random), -0.2 + 0.1 * normal(random), 0.1 * normal(random));
    const double slope = 0.01 * normal(random);
    for (Eigen::Index row = 0; row < n_rows; ++row) {
      const auto at_site = static_cast<Eigen::Index>(cohort.site[static_cast<std::size_t>(row)][0] - 'A');
      const double scale = 0.2 + 0.1 * static_cast<double>(at_site);
      cohort.data(row, feature) =
          0.4 + shift[at_site] + slope * cohort.covariates.values(row, 0) + scale * normal(random);
    }
  }
  return cohort;
}

inline std::vector<Eigen::Index> rows_of_site(const SiteCohort& cohort, const std::string& label)
{
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < cohort.site.size(); ++row) {
    if (cohort.site[row] == label) rows.push_back(static_cast<Eigen::Index>(row));
  }
  return rows;
}

inline SiteCohort on_rows(const SiteCohort& cohort, const std::vector<Eigen::Index>& rows)
{
  SiteCohort result{.data = cohort.data(rows, Eigen::all),
                    .site = {},
                    .covariates = {cohort.covariates.names, cohort.covariates.values(rows, Eigen::all)}};
  for (const Eigen::Index row : rows) result.site.push_back(cohort.site[static_cast<std::size_t>(row)]);
  return result;
}

inline double largest(const Eigen::MatrixXd& matrix)
{
  return matrix.cwiseAbs().maxCoeff();
}

template <typename Error, typename Call>
std::string message_of(const Call& call)
{
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace dmn::harmonisation::testing
