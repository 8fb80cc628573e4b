#include "harmonisation/site_effects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "harmonisation/spread.hpp"
#include "stats/distributions.hpp"

namespace dmn::harmonisation {
namespace {

constexpr double nothing_left = 1e-24;  ///< of the sum of squares: what rounding leaves of a perfect fit
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Asks columns one after the other.
class SiteExaminer {
 public:
  SiteExaminer(const SiteModel& model, SiteEffects& effects)
      : model_(model), effects_(effects), of_site_(static_cast<std::size_t>(model.batches.size()))
  {
  }

  void examine(const Eigen::Ref<const Eigen::VectorXd>& y, Eigen::Index feature)
  {
    residual_ = y;
    if (!residual_.allFinite()) return;
    residual_.array() -= residual_.mean();
    const double total_ss = residual_.squaredNorm();
    coordinates_.noalias() = model_.basis.q.transpose() * residual_;
    residual_.noalias() -= model_.basis.q * coordinates_;
    const double ss = residual_.squaredNorm();
    if (ss <= nothing_left * total_ss) return;
    test_means(ss, feature);
    collect_sites();
    compare_spreads(feature);
  }

 private:
  void test_means(double residual_ss, Eigen::Index feature)
  {
    const double site_ss = coordinates_.tail(model_.n_site).squaredNorm();
    const auto df = static_cast<double>(model_.n_site);
    const auto residual_df = static_cast<double>(model_.residual_df());
    effects_.f[feature] = (site_ss / df) / (residual_ss / residual_df);
    effects_.p[feature] = stats::p_upper_f(effects_.f[feature], df, residual_df);
    effects_.partial_eta2[feature] = site_ss / (site_ss + residual_ss);
  }

  void collect_sites()
  {
    for (auto& values : of_site_) values.clear();
    for (Eigen::Index row = 0; row < residual_.size(); ++row) {
      of_site_[static_cast<std::size_t>(model_.batches.of_row[static_cast<std::size_t>(row)])].push_back(
          residual_[row]);
    }
  }

  void compare_spreads(Eigen::Index feature)
  {
    std::vector<SiteSpread> spreads;
    for (auto& values : of_site_) {
      if (values.size() >= 2) spreads.push_back(spread_of(values));
    }
    if (spreads.empty()) return;
    const auto [smallest, largest] = std::ranges::minmax(spreads, {}, &SiteSpread::sd);
    effects_.sd_ratio[feature] = largest.sd / smallest.sd;
    effects_.spread_p[feature] = brown_forsythe_p(spreads);
  }

  const SiteModel& model_;
  SiteEffects& effects_;
  Eigen::VectorXd residual_;  ///< own memory: the same bits at any address
  Eigen::VectorXd coordinates_;
  std::vector<std::vector<double>> of_site_;
};

std::vector<double> present(const Eigen::VectorXd& values)
{
  std::vector<double> found;
  std::ranges::copy_if(values, std::back_inserter(found), [](double value) { return !std::isnan(value); });
  return found;
}

double share_below(const std::vector<double>& values, double level)
{
  if (values.empty()) return nan;
  const auto n = std::ranges::count_if(values, [&](double p) { return p < level; });
  return static_cast<double>(n) / static_cast<double>(values.size());
}

double median_of(const Eigen::VectorXd& values)
{
  auto found = present(values);
  return median(found);
}

}  // namespace

SiteModel site_model(const std::vector<std::string>& site_of_row, const Covariates& covariates)
{
  SiteModel model{.batches = make_batches(site_of_row)};
  const Eigen::Index n_rows = model.batches.total_rows();
  const Eigen::Index n_covariates = covariates.values.cols();
  if (covariates.values.rows() != n_rows) throw base::ShapeError("covariates do not fit the rows");
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n_rows, 1 + n_covariates + model.batches.size());
  matrix.col(0).setOnes();
  matrix.middleCols(1, n_covariates) = covariates.values;
  for (Eigen::Index row = 0; row < n_rows; ++row) {
    matrix(row, 1 + n_covariates + model.batches.of_row[static_cast<std::size_t>(row)]) = 1;
  }
  model.basis = stats::column_basis(matrix);
  model.n_site = std::ranges::count_if(model.basis.kept, [&](Eigen::Index column) { return column > n_covariates; });
  if (model.n_site == 0) throw base::DesignError("the covariates leave nothing of the sites to test");
  if (model.residual_df() < 1) throw base::DesignError("site effects need more participants than sites and covariates");
  return model;
}

SiteEffects::SiteEffects(Eigen::Index n_features)
    : f(Eigen::VectorXd::Constant(n_features, nan)), p(f), partial_eta2(f), sd_ratio(f), spread_p(f)
{
}

SiteEffects site_effects(const SiteModel& model, const Eigen::Ref<const Eigen::MatrixXd>& block)
{
  if (block.rows() != model.batches.total_rows()) {
    throw base::ShapeError(
        "features and site model have different numbers of rows",
        {.expected = std::to_string(model.batches.total_rows()), .found = std::to_string(block.rows())});
  }
  SiteEffects effects(block.cols());
  SiteExaminer examiner(model, effects);
  for (Eigen::Index feature = 0; feature < block.cols(); ++feature) examiner.examine(block.col(feature), feature);
  return effects;
}

void place(const SiteEffects& block, Eigen::Index first, SiteEffects& all)
{
  if (first < 0 || first + block.size() > all.size()) throw base::ShapeError("a block of site effects does not fit");
  for (const auto member :
       {&SiteEffects::f, &SiteEffects::p, &SiteEffects::partial_eta2, &SiteEffects::sd_ratio, &SiteEffects::spread_p}) {
    (all.*member).segment(first, block.size()) = block.*member;
  }
}

SiteEffectSummary summarise(const SiteEffects& effects, double level)
{
  const auto p = present(effects.p);
  return {.n_features = static_cast<Eigen::Index>(p.size()),
          .share_site = share_below(p, level),
          .share_spread = share_below(present(effects.spread_p), level),
          .median_partial_eta2 = median_of(effects.partial_eta2),
          .median_sd_ratio = median_of(effects.sd_ratio)};
}

}  // namespace dmn::harmonisation
