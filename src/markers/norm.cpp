#include "markers/norm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/model_variable.hpp"
#include "stats/pipeline_settings.hpp"

namespace dmn::markers {
namespace {

struct CompleteValues {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  std::vector<Eigen::Index> rows;
};

CompleteValues complete_values(const CodedPeople& coded, const std::vector<Eigen::Index>& controls,
                               const Eigen::VectorXd& values)
{
  CompleteValues complete;
  for (const Eigen::Index row : controls) {
    if (!std::isnan(values[row])) complete.rows.push_back(row);
  }
  complete.x = coded.x(complete.rows, Eigen::all);
  complete.y = values(complete.rows);
  return complete;
}

std::vector<std::string> sites_of(const stats::Cohort& people, const std::vector<Eigen::Index>& rows)
{
  std::set<std::string> sites;
  for (const Eigen::Index row : rows) sites.insert(people.site[static_cast<std::size_t>(row)]);
  sites.erase("");
  return {sites.begin(), sites.end()};
}

std::vector<int> counts_at(const std::vector<std::string>& sites, const stats::Cohort& people,
                           const std::vector<Eigen::Index>& rows)
{
  std::vector<int> counts(sites.size(), 0);
  for (const Eigen::Index row : rows) {
    const auto found = std::ranges::find(sites, people.site[static_cast<std::size_t>(row)]);
    if (found != sites.end()) ++counts[static_cast<std::size_t>(found - sites.begin())];
  }
  return counts;
}

NormativeModel fit(const CompleteValues& complete)
{
  return complete.rows.empty() ? NormativeModel{} : fit_normative_model(complete.x, complete.y);
}

void warn_of_dropped(FittedNorm& fitted, const ControlCoding& coded)
{
  for (const auto& name : coded.dropped)
    fitted.warnings.push_back(fmt::format("controls do not differ in {}: not adjusted for", name));
}

/// The name of the covariate that stands for the site; empty if none does.
std::string name_of_site(const stats::Formula& covariates, const stats::Cohort& people)
{
  for (const auto& name : stats::variables_of(covariates)) {
    if (stats::find_variable(people, name).role == stats::Role::site) return name;
  }
  return {};
}

[[noreturn]] void fail(const std::string& what)
{
  throw base::InputError("not a plausible norm: " + what);
}

void require_model(const NormativeModel& model, Eigen::Index n_columns, const std::string& name)
{
  if (model.n == 0) return;
  const bool fits = model.coefficients.size() == n_columns && model.inverse_gram.rows() == n_columns &&
                    model.inverse_gram.cols() == n_columns && model.null_space.rows() == n_columns;
  if (!fits) fail(fmt::format("the model of \"{}\" has not {} columns", name, n_columns));
  if (!model.coefficients.allFinite() || !model.inverse_gram.allFinite() || !model.null_space.allFinite())
    fail(fmt::format("the model of \"{}\" has values that are not finite", name));
  if ((model.inverse_gram.diagonal().array() < 0).any() || !(model.residual_sd >= 0) || model.rank < 1 ||
      model.df() < 1 || model.rank + model.null_space.cols() != n_columns)
    fail(fmt::format("the model of \"{}\" has impossible spreads or counts", name));
}

}  // namespace

FittedNorm fit_norm(const stats::Formula& covariates, const stats::Cohort& people,
                    const std::vector<Eigen::Index>& controls, const Eigen::MatrixXd& values,
                    const std::vector<Measure>& measures)
{
  FittedNorm fitted;
  Norm& norm = fitted.norm;
  const auto all = code_controls(covariates, people, controls);
  const auto some = code_controls(covariates_without_site(covariates, people), people, controls);
  norm.holds_site = !name_of_site(covariates, people).empty();
  norm.sites = norm.holds_site ? sites_of(people, all.rows) : std::vector<std::string>{};
  norm.with_site = all.coding;
  norm.without_site = some.coding;
  warn_of_dropped(fitted, all);

  const auto coded_all = code_people(norm.with_site, people);
  const auto coded_some = code_people(norm.without_site, people);
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const Eigen::VectorXd y = values.col(static_cast<Eigen::Index>(m));
    MeasureNorm measure{.measure = measures[m]};
    const auto with_site = complete_values(coded_all, all.rows, y);
    if (norm.holds_site) measure.with_site = fit(with_site);
    measure.without_site = fit(complete_values(coded_some, some.rows, y));
    measure.n_at_site = counts_at(norm.sites, people, with_site.rows);
    norm.measures.push_back(std::move(measure));
  }
  return fitted;
}

stats::Formula covariates_without_site(const stats::Formula& covariates, const stats::Cohort& people)
{
  const std::string site = name_of_site(covariates, people);
  stats::Formula rest;
  std::vector<std::string> words;
  const auto all_words = base::split(covariates.text, ',');
  for (std::size_t t = 0; t < covariates.terms.size(); ++t) {
    if (covariates.terms[t].front().name == site) continue;
    rest.terms.push_back(covariates.terms[t]);
    words.emplace_back(base::trim(all_words[t]));
  }
  rest.text = base::join(words, ", ");
  return rest;
}

std::optional<sites::Mismatch> first_mismatch(const Norm& norm, const sites::SharedEdges& data)
{
  const auto& expected = norm.source;
  const auto differs = [](const char* field, const std::string& a, const std::string& b) {
    return std::optional<sites::Mismatch>(a == b ? std::nullopt : std::optional<sites::Mismatch>({field, a, b}));
  };
  if (const auto found = differs("kind", expected.kind, data.kind)) return found;
  if (const auto found = differs("unit (transform)", expected.transform, data.transform)) return found;
  if (const auto found = differs("estimator", expected.estimator, data.estimator)) return found;
  if (expected.roi_labels != data.roi_labels)
    return sites::Mismatch{"ROI set", fmt::format("{} ({} regions)", expected.roi_set, expected.roi_labels.size()),
                           fmt::format("{} ({} regions)", data.roi_set, data.roi_labels.size())};
  if (const auto found = differs("hash of the ROI set", expected.roi_hash, data.roi_hash)) return found;
  return differs("pipeline", stats::settings_beyond(expected.pipeline, data.pipeline),
                 stats::settings_beyond(data.pipeline, expected.pipeline));
}

void require_plausible(const Norm& norm)
{
  const auto n_all = static_cast<Eigen::Index>(norm.with_site.columns().size());
  const auto n_some = static_cast<Eigen::Index>(norm.without_site.columns().size());
  const auto n_edges = static_cast<Eigen::Index>(norm.source.edges.size());
  std::set<std::string> names;
  for (const auto& measure : norm.measures) {
    const auto& summary = measure.measure.summary;
    if (!names.insert(summary.name).second) fail(fmt::format("measure \"{}\" twice", summary.name));
    if (summary.edges.empty() || summary.edges.front() < 0 || summary.edges.back() >= n_edges)
      fail(fmt::format("edges of measure \"{}\"", summary.name));
    require_model(measure.with_site, n_all, summary.name);
    require_model(measure.without_site, n_some, summary.name);
    if (measure.n_at_site.size() != norm.sites.size()) fail(fmt::format("counts at sites of \"{}\"", summary.name));
  }
  if (norm.measures.empty()) fail("it has no measure");
}

}  // namespace dmn::markers
