#include "site_models.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace dmn::jobs {
namespace {

constexpr int converged_digit = 100;
constexpr int interval_digit = 10;

double meta_model_number(const sites::MetaAnalysis& result)
{
  return static_cast<int>(result.model) + interval_digit * static_cast<int>(result.interval) +
         converged_digit * (result.converged ? 1 : 0);
}

NamedColumns columns_of(const sites::LeaveOneSiteOut& result, const std::vector<std::string>& sites)
{
  NamedColumns columns;
  columns.add("beta", result.beta);
  for (std::size_t s = 0; s < sites.size(); ++s) {
    columns.add("beta_without_" + sites[s], result.beta_without.col(static_cast<Eigen::Index>(s)));
    columns.add("t_without_" + sites[s], result.t_without.col(static_cast<Eigen::Index>(s)));
  }
  columns.add("sign_change", result.sign_change);
  columns.add("smallest", result.smallest);
  columns.add("largest", result.largest);
  return columns;
}

NamedColumns columns_of(const sites::MixedStatistics& result)
{
  NamedColumns columns;
  columns.add("n", result.n.cast<double>());
  columns.add("beta", result.beta);
  columns.add("se", result.se);
  columns.add("df", result.df);
  columns.add("t", result.t);
  columns.add("p", result.p);
  columns.add("var_site", result.var_site);
  columns.add("var_residual", result.var_residual);
  columns.add("boundary", result.boundary);
  return columns;
}

NamedColumns columns_of(const std::vector<sites::MetaAnalysis>& results)
{
  using M = sites::MetaAnalysis;
  const auto column = [&](const auto& value) {
    Eigen::VectorXd numbers(static_cast<Eigen::Index>(results.size()));
    for (std::size_t row = 0; row < results.size(); ++row)
      numbers[static_cast<Eigen::Index>(row)] = value(results[row]);
    return numbers;
  };
  NamedColumns columns;
  columns.add("k", column([](const M& result) { return static_cast<double>(result.k); }));
  for (const auto& [name, field] : sites::meta_numbers())
    columns.add(name, column([field = field](const M& result) { return result.*field; }));
  columns.add("model", column(meta_model_number));
  return columns;
}

NamedColumns columns_of(const std::vector<sites::SiteEffect>& effects)
{
  NamedColumns columns;
  for (const auto& effect : effects) {
    columns.add("g_" + effect.site, effect.g);
    columns.add("v_" + effect.site, effect.variance);
    columns.add("n_" + effect.site, effect.n.cast<double>());
  }
  return columns;
}

template <class Model>
void build(std::optional<Model>& model, const char* what, const stats::GroupPlan& plan, const stats::Contrast& contrast,
           std::vector<std::string>& warnings)
{
  try {
    model.emplace(plan.design, contrast, plan.participants.cohort);
  } catch (const base::DesignError& problem) {
    warnings.push_back(fmt::format("no {}: {}", what, problem.what()));
  }
}

}  // namespace

std::string meta_model_words(double model)
{
  const int number = static_cast<int>(model);
  sites::MetaAnalysis result;
  result.model = static_cast<sites::MetaModel>(number % interval_digit);
  result.interval = static_cast<sites::MetaInterval>(number % converged_digit / interval_digit);
  result.converged = number / converged_digit == 1;
  return sites::words(result);
}

void SiteColumns::append(const SiteColumns& more)
{
  leave_one_out.append(more.leave_one_out);
  mixed.append(more.mixed);
  meta.append(more.meta);
  effects.append(more.effects);
}

SiteModels::SiteModels(const stats::GroupPlan& plan, const stats::Contrast& contrast)
{
  const auto* site = plan.design.find_role(stats::Role::site);
  if (site == nullptr || site->is_constant() || contrast.is_f_test || contrast.factor == site->name) return;
  build(leave_one_out_, "leave-one-site-out", plan, contrast, warnings_);
  build(mixed_, "mixed model", plan, contrast, warnings_);
  build(effects_, "meta-analysis", plan, contrast, warnings_);
  if (leave_one_out_) {
    const auto reasons = leave_one_out_->reasons();
    for (std::size_t s = 0; s < reasons.size(); ++s)
      if (!reasons[s].empty())
        warnings_.push_back(fmt::format("no estimate without site \"{}\": {}", leave_one_out_->sites()[s], reasons[s]));
  }
  if (!effects_) return;
  for (const auto& site_out : effects_->left_out())
    warnings_.push_back(fmt::format("site \"{}\" is not in the meta-analysis: {}", site_out.site, site_out.reason));
}

SiteColumns SiteModels::of_block(const Eigen::MatrixXd& outcomes)
{
  SiteColumns columns;
  if (leave_one_out_) columns.leave_one_out = columns_of(leave_one_out_->of_block(outcomes), leave_one_out_->sites());
  if (mixed_) columns.mixed = columns_of(mixed_->fit(outcomes));
  if (effects_) {
    const auto effects = effects_->of_block(outcomes);
    columns.meta = columns_of(sites::meta_analyses(effects));
    columns.effects = columns_of(effects);
  }
  return columns;
}

}  // namespace dmn::jobs
