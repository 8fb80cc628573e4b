#include "sites/meta_analysis.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "stats/distributions.hpp"

namespace dmn::sites {
namespace {

constexpr double upper_of_95_percent = 0.975;

void require_sites(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, Eigen::Index fewest)
{
  if (effect.size() != variance.size()) {
    throw base::ShapeError("effects and variances of a meta-analysis differ in number",
                           {.expected = std::to_string(effect.size()), .found = std::to_string(variance.size())});
  }
  if (effect.size() < fewest) {
    throw base::ShapeError("a meta-analysis has too few sites",
                           {.expected = std::to_string(fewest), .found = std::to_string(effect.size())});
  }
  if (!(variance.array() > 0).all() || !effect.allFinite() || !variance.allFinite()) {
    throw base::ShapeError("a meta-analysis needs finite effects and positive, finite variances");
  }
}

double quantile(double df)
{
  if (std::isnan(df)) return boost::math::quantile(boost::math::normal(), upper_of_95_percent);
  return boost::math::quantile(boost::math::students_t(df), upper_of_95_percent);
}

double p_of(double statistic, double df)
{
  if (std::isnan(df)) return std::erfc(std::abs(statistic) / std::sqrt(2.0));
  return stats::p_two_sided(statistic, df);
}

/// Cochran's Q of the fixed effect, which every model reports.
void add_heterogeneity(MetaAnalysis& result, const Eigen::VectorXd& effect, const Eigen::VectorXd& variance)
{
  const Eigen::ArrayXd weight = variance.array().inverse();
  const double mean = (weight * effect.array()).sum() / weight.sum();
  result.q = (weight * (effect.array() - mean).square()).sum();
  if (result.k < 2) return;
  result.p_q = boost::math::cdf(boost::math::complement(boost::math::chi_squared(result.k - 1), result.q));
}

void add_inference(MetaAnalysis& result)
{
  result.statistic = result.estimate / result.se;
  result.p = p_of(result.statistic, result.df);
  const double half = quantile(result.df) * result.se;
  result.ci_low = result.estimate - half;
  result.ci_high = result.estimate + half;
}

double typical_variance(const Eigen::VectorXd& variance)
{
  const Eigen::ArrayXd weight = variance.array().inverse();
  const double total = weight.sum();
  return static_cast<double>(variance.size() - 1) * total / (total * total - weight.square().sum());
}

double variance_inflation(const Eigen::ArrayXd& weight, const Eigen::ArrayXd& residual, MetaInterval interval)
{
  if (interval == MetaInterval::normal) return 1.0;
  const double q = (weight * residual.square()).sum() / static_cast<double>(weight.size() - 1);
  return interval == MetaInterval::hartung_knapp_guarded ? std::max(1.0, q) : q;
}

Eigen::VectorXd chosen(const Eigen::VectorXd& values, const std::vector<Eigen::Index>& which)
{
  return values(which);
}

std::vector<Eigen::Index> present_sites(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance)
{
  std::vector<Eigen::Index> present;
  for (Eigen::Index site = 0; site < effect.size(); ++site) {
    if (!std::isnan(effect[site]) && !std::isnan(variance[site])) present.push_back(site);
  }
  return present;
}

MetaAnalysis pooled(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, const RemlOptions& options)
{
  if (effect.size() == 2) return fixed_effect(effect, variance);
  if (effect.size() > 2)
    return random_effects(effect, variance, Tau2Method::reml, MetaInterval::hartung_knapp_guarded, options);
  MetaAnalysis none;
  none.k = static_cast<int>(effect.size());
  return none;
}

}  // namespace

MetaAnalysis::MetaAnalysis()
{
  for (double* number :
       {&estimate, &se, &statistic, &df, &p, &ci_low, &ci_high, &tau2, &q, &p_q, &i2, &h2, &pi_low, &pi_high}) {
    *number = std::numeric_limits<double>::quiet_NaN();
  }
}

const std::vector<std::pair<const char*, double MetaAnalysis::*>>& meta_numbers()
{
  using M = MetaAnalysis;
  static const std::vector<std::pair<const char*, double M::*>> numbers{{"estimate", &M::estimate},
                                                                        {"se", &M::se},
                                                                        {"ci_low", &M::ci_low},
                                                                        {"ci_high", &M::ci_high},
                                                                        {"statistic", &M::statistic},
                                                                        {"df", &M::df},
                                                                        {"p", &M::p},
                                                                        {"tau2", &M::tau2},
                                                                        {"Q", &M::q},
                                                                        {"I2", &M::i2},
                                                                        {"pi_low", &M::pi_low},
                                                                        {"pi_high", &M::pi_high}};
  return numbers;
}

std::string words(const MetaAnalysis& result)
{
  if (result.model == MetaModel::none) return "none";
  if (result.model == MetaModel::fixed_effect) return "fixed effect";
  std::string text = result.model == MetaModel::reml ? "REML" : "DL";
  if (result.interval == MetaInterval::hartung_knapp) text += ", Hartung-Knapp without guard";
  if (result.interval == MetaInterval::hartung_knapp_guarded) text += ", Hartung-Knapp";
  return result.converged ? text : text + " (REML did not converge)";
}

MetaAnalysis fixed_effect(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance)
{
  require_sites(effect, variance, 1);
  MetaAnalysis result;
  result.model = MetaModel::fixed_effect;
  result.k = static_cast<int>(effect.size());
  const Eigen::ArrayXd weight = variance.array().inverse();
  result.estimate = (weight * effect.array()).sum() / weight.sum();
  result.se = 1.0 / std::sqrt(weight.sum());
  result.tau2 = 0;
  add_heterogeneity(result, effect, variance);
  add_inference(result);
  if (result.k > 1) {
    const double expected = result.k - 1;
    result.h2 = result.q / expected;
    result.i2 = result.q > 0 ? 100.0 * std::max(0.0, (result.q - expected) / result.q) : 0.0;
  }
  return result;
}

MetaAnalysis random_effects(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, Tau2Method method,
                            MetaInterval interval, const RemlOptions& options)
{
  require_sites(effect, variance, 2);
  MetaAnalysis result;
  result.k = static_cast<int>(effect.size());
  result.interval = interval;
  const Tau2 reml = method == Tau2Method::reml ? tau2_reml(effect, variance, options) : Tau2{};
  result.converged = reml.converged;
  const bool is_reml = method == Tau2Method::reml && reml.converged;
  result.model = is_reml ? MetaModel::reml : MetaModel::dersimonian_laird;
  result.tau2 = is_reml ? reml.value : tau2_dersimonian_laird(effect, variance);

  const Eigen::ArrayXd weight = (variance.array() + result.tau2).inverse();
  result.estimate = (weight * effect.array()).sum() / weight.sum();
  const Eigen::ArrayXd residual = effect.array() - result.estimate;
  result.se = std::sqrt(variance_inflation(weight, residual, interval) / weight.sum());
  if (interval != MetaInterval::normal) result.df = result.k - 1;
  add_heterogeneity(result, effect, variance);
  add_inference(result);

  const double typical = typical_variance(variance);
  result.i2 = 100.0 * result.tau2 / (result.tau2 + typical);
  result.h2 = result.tau2 / typical + 1.0;
  const double half = quantile(result.df) * std::sqrt(result.tau2 + result.se * result.se);
  result.pi_low = result.estimate - half;
  result.pi_high = result.estimate + half;
  return result;
}

MetaAnalysis meta_analysis(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, const RemlOptions& options)
{
  const auto present = present_sites(effect, variance);
  return pooled(chosen(effect, present), chosen(variance, present), options);
}

std::vector<MetaAnalysis> leave_one_out(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance,
                                        const RemlOptions& options)
{
  const auto present = present_sites(effect, variance);
  std::vector<MetaAnalysis> results;
  for (Eigen::Index omitted = 0; omitted < effect.size(); ++omitted) {
    auto others = present;
    std::erase(others, omitted);
    results.push_back(pooled(chosen(effect, others), chosen(variance, others), options));
  }
  return results;
}

}  // namespace dmn::sites
