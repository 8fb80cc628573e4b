#include "options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "denoising.hpp"
#include "given_values.hpp"

namespace dmn::jobs {
namespace {

using base::Facts;
using base::UsageError;

bids::DerivativesFolder derivatives_folder(const std::string& value)
{
  const auto equals = value.find('=');
  if (equals == std::string::npos) return {"", value};
  const std::string site = value.substr(0, equals);
  if (site.find('/') != std::string::npos) return {"", value};
  return {site, value.substr(equals + 1)};
}

InputOptions input_options(const GivenValues& given)
{
  InputOptions input;
  for (const auto& value : given.list("input.derivatives")) input.derivatives.push_back(derivatives_folder(value));
  input.participants = given.path("input.participants");
  input.group_column = given.text("input.group_column", "group");
  input.site_column = given.text("input.site_column", "site");
  input.task = given.text("input.task", "rest");
  input.space = given.text("input.space");
  input.series = given.path("input.series");
  input.matrices = given.path("input.matrices");
  if (given.has("input.tr_s")) input.tr_s = given.number("input.tr_s", 1e-3, 60, "seconds, 0.001 to 60");
  return input;
}

parcellation::RoiOptions primary_rois(const GivenValues& given)
{
  parcellation::RoiOptions rois;
  rois.set = given.text("rois.set", rois.set);
  rois.labels = given.path("rois.labels");
  if (given.has("rois.radius_mm")) rois.radius_mm = given.number("rois.radius_mm", 0.1, 100, "millimetres, 0.1 to 100");
  if (given.has("rois.min_coverage"))
    rois.min_coverage = given.number("rois.min_coverage", 0, 1, "a fraction from 0 to 1");
  return rois;
}

std::vector<parcellation::RoiOptions> further_rois(const GivenValues& given, const parcellation::RoiOptions& primary)
{
  std::vector<parcellation::RoiOptions> further;
  for (const auto& value : given.list("rois.also")) {
    const auto parts = base::split(value, ',');
    if (parts.size() > 2) GivenValues::refuse("rois.also", "SET or SET,LABELS", value);
    parcellation::RoiOptions rois = primary;
    rois.set = base::trim(parts.front());
    rois.labels.reset();
    if (parts.size() == 2) rois.labels = std::string(base::trim(parts.back()));
    further.push_back(std::move(rois));
  }
  return further;
}

std::vector<signal::DenoiseOptions> all_denoising(const GivenValues& given)
{
  std::vector<signal::DenoiseOptions> all{resolve_denoising(given, given.text("denoise.strategy", "36p"))};
  for (const auto& strategy : given.list("denoise.also")) all.push_back(resolve_denoising(given, strategy));
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (strategy_label(all[i]) == strategy_label(all[j])) {
        GivenValues::refuse("denoise.also", "a strategy that is not already asked for", strategy_label(all[i]));
      }
    }
  }
  return all;
}

Slice slice_from(const GivenValues& given)
{
  constexpr const char* name = "connectivity.slice";
  if (!given.has(name)) return {};
  constexpr long long most = 1'000'000;
  const auto parts = base::split(given.text(name), '/');
  const auto number = base::parse_integer(parts.front());
  const auto of = base::parse_integer(parts.back());
  if (parts.size() != 2 || !number || !of || *of < 1 || *of > most || *number < 1 || *number > *of)
    GivenValues::refuse(name, "I/N, I from 1 to N", given.text(name));
  return {static_cast<int>(*number), static_cast<int>(*of)};
}

ConnectivityOptions connectivity_options(const GivenValues& given)
{
  ConnectivityOptions options;
  for (const auto& name : given.list("connectivity.kind")) {
    const auto kind = connectivity::parse_kind(name);
    if (std::ranges::find(options.kinds, kind) != options.kinds.end())
      GivenValues::refuse("connectivity.kind", "each kind once", name);
    options.kinds.push_back(kind);
  }
  if (options.kinds.empty()) options.kinds.push_back(connectivity::Kind::correlation);
  options.slice = slice_from(given);
  if (given.has("connectivity.estimator"))
    options.estimator = connectivity::parse_estimator(given.text("connectivity.estimator"));
  for (const auto& name : given.list("connectivity.measures")) {
    const auto family = connectivity::parse_measure_family(name);
    if (std::ranges::find(options.measures, family) != options.measures.end())
      GivenValues::refuse("connectivity.measures", "each family once", name);
    options.measures.push_back(family);
  }
  constexpr long long fewest = 500;
  constexpr long long most = 100'000;
  options.surrogates = static_cast<int>(given.integer("connectivity.surrogates", fewest, most, options.surrogates));
  return options;
}

RunOptions run_options(const GivenValues& given)
{
  constexpr double longest_s = 1e9;
  RunOptions options;
  signal::Threshold patience = options.patience_s;
  given.threshold("run.patience_s", 0, longest_s, patience);
  options.patience_s = patience.value_or(0);
  return options;
}

}  // namespace

bool ConnectivityOptions::wants(connectivity::MeasureFamily family) const
{
  return std::ranges::find(measures, family) != measures.end();
}

bool ConnectivityOptions::are_random() const
{
  return std::ranges::find(kinds, connectivity::Kind::dynamic_p) != kinds.end() ||
         wants(connectivity::MeasureFamily::graph);
}

simulation::SimulateOptions resolve_simulate_options(const OptionValues& values);

Options resolve_options(const OptionValues& values)
{
  const GivenValues given(values);
  Options options;
  options.config = given.path("config");
  options.out = given.text("out");
  options.log_json = given.flag("log-json");
  options.dry_run = given.flag("dry-run");
  options.fresh = given.flag("fresh");
  options.input = input_options(given);
  options.rois = primary_rois(given);
  options.also_rois = further_rois(given, options.rois);
  options.denoising = all_denoising(given);
  options.connectivity = connectivity_options(given);
  options.run = run_options(given);
  options.group = resolve_group_options(given);
  options.clinical = resolve_clinical_options(given);
  options.predict = resolve_predict_options(given);
  options.share = {given.text("share.site"), given.text("share.centre"), given.text("share.levels")};
  for (const auto& file : given.list("pool.input")) options.pool.inputs.emplace_back(file);
  options.verify = {given.path("reference"), given.path("write-reference")};
  options.report.title = given.text("report.title");
  options.profile = resolve_profile_options(given);
  options.simulate = resolve_simulate_options(values);
  constexpr long long largest_seed = 9007199254740992LL;
  options.seed = static_cast<std::uint64_t>(given.integer("seed", 0, largest_seed, 1));
  options.simulate.seed = options.seed;
  options.connectivity.seed = options.seed;
  options.paint = {.from_series = given.path("simulate.from_series"), .atlas = given.path("simulate.atlas")};
  options.given = values;
  return options;
}

std::filesystem::path shipped_rois_folder()
{
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "share" / "dmn-cohort" / "rois";
}

}  // namespace dmn::jobs
