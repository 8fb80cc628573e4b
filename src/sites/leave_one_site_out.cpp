#include "sites/leave_one_site_out.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::vector<Eigen::Index> rows_without(const std::vector<Eigen::Index>& rows, Eigen::Index n_rows)
{
  std::vector<Eigen::Index> others;
  for (Eigen::Index row = 0; row < n_rows; ++row) {
    if (!std::ranges::binary_search(rows, row)) others.push_back(row);
  }
  return others;
}

stats::TestStatistics fit(const stats::Design& design, const std::vector<stats::Contrast>& contrast,
                          const Eigen::MatrixXd& outcomes)
{
  std::vector<stats::TestStatistics> statistics{stats::TestStatistics(outcomes.cols())};
  stats::LinearModel(design, contrast).fit(outcomes, 0, statistics);
  return statistics.front();
}

bool differ_in_sign(double a, double b)
{
  return (a > 0) != (b > 0) || (a < 0) != (b < 0);
}

void summarise(LeaveOneSiteOut& result)
{
  for (Eigen::Index e = 0; e < result.beta.size(); ++e) {
    if (std::isnan(result.beta[e])) continue;
    result.sign_change[e] = 0;
    for (const double without : result.beta_without.row(e)) {
      if (std::isnan(without)) continue;
      if (differ_in_sign(without, result.beta[e])) result.sign_change[e] = 1;
      result.smallest[e] = std::fmin(result.smallest[e], without);
      result.largest[e] = std::fmax(result.largest[e], without);
    }
  }
}

}  // namespace

LeaveOneSiteOutModel::LeaveOneSiteOutModel(const stats::Design& design, const stats::Contrast& contrast,
                                           const stats::Cohort& cohort)
    : design_(design), contrast_{contrast}
{
  require_t_contrast(contrast);
  for (const auto& [site, rows] : rows_by_site(design)) {
    sites_.push_back(site);
    without_.push_back(partial_model(design.formula, design, contrast, cohort, rows_without(rows, design.n_rows())));
  }
}

std::vector<std::string> LeaveOneSiteOutModel::sites() const
{
  return sites_;
}

std::vector<std::string> LeaveOneSiteOutModel::reasons() const
{
  std::vector<std::string> reasons;
  for (const auto& model : without_) reasons.push_back(model.reason);
  return reasons;
}

LeaveOneSiteOut LeaveOneSiteOutModel::of_block(const Eigen::MatrixXd& outcomes) const
{
  const Eigen::VectorXd blank = Eigen::VectorXd::Constant(outcomes.cols(), unknown);
  const auto n_sites = static_cast<Eigen::Index>(sites_.size());
  LeaveOneSiteOut result{.beta = fit(design_, contrast_, outcomes).beta,
                         .beta_without = blank.replicate(1, n_sites),
                         .t_without = blank.replicate(1, n_sites),
                         .smallest = blank,
                         .largest = blank,
                         .sign_change = blank};
  for (Eigen::Index s = 0; s < n_sites; ++s) {
    const PartialModel& model = without_[static_cast<std::size_t>(s)];
    if (!model.reason.empty()) continue;
    const auto statistics = fit(model.design, model.contrast, outcomes(model.rows, Eigen::all));
    result.beta_without.col(s) = statistics.beta;
    result.t_without.col(s) = statistics.t;
  }
  summarise(result);
  return result;
}

}  // namespace dmn::sites
