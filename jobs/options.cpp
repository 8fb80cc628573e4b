#include "options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::jobs {
namespace {

using base::Facts;
using base::UsageError;

/// Typed access to the values that were given; every refusal names option, expected and found.
class Given {
 public:
  explicit Given(const OptionValues& values) : values_(values) {}

  bool has(const std::string& name) const { return values_.contains(name); }

  std::string text(const std::string& name, std::string standard = "") const
  {
    const auto found = values_.find(name);
    return found == values_.end() ? std::move(standard) : std::string(base::trim(found->second.front()));
  }

  std::vector<std::string> list(const std::string& name) const
  {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
  }

  std::optional<std::filesystem::path> path(const std::string& name) const
  {
    if (!has(name)) return std::nullopt;
    return std::filesystem::path(text(name));
  }

  bool flag(const std::string& name, bool standard = false) const
  {
    if (!has(name)) return standard;
    const std::string word = text(name);
    if (word == "true") return true;
    if (word == "false") return false;
    refuse(name, "true or false", word);
  }

  /// A finite number within [low, high].
  double number(const std::string& name, double low, double high, const std::string& expected) const
  {
    const auto value = base::parse_double(text(name));
    if (!value || !std::isfinite(*value) || *value < low || *value > high) refuse(name, expected, text(name));
    return *value;
  }

  long long integer(const std::string& name, long long low, long long high, long long standard) const
  {
    if (!has(name)) return standard;
    const auto value = base::parse_integer(text(name));
    if (!value || *value < low || *value > high)
      refuse(name, fmt::format("a whole number from {} to {}", low, high), text(name));
    return *value;
  }

  /// A limit: a number within [low, high], or `off`. Leaves `limit` alone when the option was not given.
  void threshold(const std::string& name, double low, double high, signal::Threshold& limit) const
  {
    if (!has(name)) return;
    if (text(name) == "off") {
      limit.reset();
    } else {
      limit = number(name, low, high, fmt::format("a number from {} to {}, or off", low, high));
    }
  }

  [[noreturn]] static void refuse(const std::string& name, const std::string& expected, const std::string& found)
  {
    throw UsageError("", Facts{.field = name, .expected = expected, .found = found});
  }

 private:
  const OptionValues& values_;
};

constexpr double any_upper = 1e9;

bids::DerivativesFolder derivatives_folder(const std::string& value)
{
  const auto equals = value.find('=');
  if (equals == std::string::npos) return {"", value};
  const std::string site = value.substr(0, equals);
  if (site.find('/') != std::string::npos) return {"", value};
  return {site, value.substr(equals + 1)};
}

InputOptions input_options(const Given& given)
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

parcellation::RoiOptions primary_rois(const Given& given)
{
  parcellation::RoiOptions rois;
  rois.set = given.text("rois.set", rois.set);
  rois.labels = given.path("rois.labels");
  if (given.has("rois.radius_mm")) rois.radius_mm = given.number("rois.radius_mm", 0.1, 100, "millimetres, 0.1 to 100");
  if (given.has("rois.min_coverage"))
    rois.min_coverage = given.number("rois.min_coverage", 0, 1, "a fraction from 0 to 1");
  return rois;
}

std::vector<parcellation::RoiOptions> further_rois(const Given& given, const parcellation::RoiOptions& primary)
{
  std::vector<parcellation::RoiOptions> further;
  for (const auto& value : given.list("rois.also")) {
    const auto parts = base::split(value, ',');
    if (parts.size() > 2) Given::refuse("rois.also", "SET or SET,LABELS", value);
    parcellation::RoiOptions rois = primary;
    rois.set = parts.front();
    rois.labels.reset();
    if (parts.size() == 2) rois.labels = parts.back();
    further.push_back(std::move(rois));
  }
  return further;
}

template <class Enum>
Enum choice(const Given& given, const std::string& name, const std::vector<std::pair<std::string, Enum>>& words,
            Enum standard)
{
  if (!given.has(name)) return standard;
  std::vector<std::string> allowed;
  for (const auto& [word, value] : words) {
    if (word == given.text(name)) return value;
    allowed.push_back(word);
  }
  Given::refuse(name, base::join(allowed, ", "), given.text(name));
}

std::optional<base::Hertz> cut_off(const Given& given, const std::string& name, std::optional<base::Hertz> standard)
{
  signal::Threshold hertz;
  if (standard) hertz = standard->value;
  given.threshold(name, 1e-6, 100, hertz);
  return hertz ? std::optional(base::Hertz(*hertz)) : std::nullopt;
}

std::vector<double> respiration_band(const Given& given, signal::FdFilter filter)
{
  const std::string name = "denoise.fd_band_bpm";
  const std::size_t needed = filter == signal::FdFilter::none ? 0 : filter == signal::FdFilter::lowpass ? 1 : 2;
  std::vector<double> band;
  for (const auto& part : base::split(given.text(name), ',')) {
    if (base::trim(part).empty()) continue;
    const auto value = base::parse_double(part);
    if (!value || *value <= 0 || *value > 200) Given::refuse(name, "breaths a minute above 0", part);
    band.push_back(*value);
  }
  const bool rising = band.size() < 2 || band[0] < band[1];
  if (band.size() != needed || !rising) {
    Given::refuse(name,
                  needed == 0   ? "nothing unless denoise.fd_filter is lowpass or notch"
                  : needed == 1 ? "one cut-off for lowpass"
                                : "two rising edges for notch",
                  given.text(name));
  }
  return band;
}

/// Strategy defaults first; what the user said explicitly wins.
signal::DenoiseOptions denoising(const Given& given, const std::string& strategy)
{
  auto options = signal::strategy_defaults(strategy);
  given.threshold("denoise.fd_mm", 0, any_upper, options.fd_mm);
  given.threshold("denoise.std_dvars", 0, any_upper, options.std_dvars);
  if (given.text("denoise.min_segment") == "off") {
    options.min_segment = 0;
  } else {
    options.min_segment = static_cast<int>(given.integer("denoise.min_segment", 0, 1000000, options.min_segment));
  }
  options.high_pass = cut_off(given, "denoise.high_pass_hz", options.high_pass);
  options.low_pass = cut_off(given, "denoise.low_pass_hz", options.low_pass);
  if (options.high_pass && options.low_pass && options.high_pass->value >= options.low_pass->value) {
    Given::refuse("denoise.high_pass_hz",
                  fmt::format("a frequency below denoise.low_pass_hz = {}", options.low_pass->value),
                  base::format_number(options.high_pass->value));
  }
  options.filter = choice<signal::Filter>(given, "denoise.filter",
                                          {{"butterworth", signal::Filter::butterworth},
                                           {"cosine", signal::Filter::cosine},
                                           {"none", signal::Filter::none}},
                                          options.filter);
  options.order = static_cast<int>(given.integer("denoise.order", 1, 10, options.order));
  options.detrend = given.flag("denoise.detrend", options.detrend);
  options.standardize = given.flag("denoise.standardize", options.standardize);
  given.threshold("denoise.min_seconds", 0, any_upper, options.min_seconds);
  given.threshold("denoise.min_dof", 0, any_upper, options.min_dof);
  given.threshold("denoise.max_mean_fd", 0, any_upper, options.max_mean_fd);
  given.threshold("denoise.max_censored", 0, 1, options.max_censored);
  options.fd_filter = choice<signal::FdFilter>(
      given, "denoise.fd_filter",
      {{"none", signal::FdFilter::none}, {"lowpass", signal::FdFilter::lowpass}, {"notch", signal::FdFilter::notch}},
      options.fd_filter);
  options.fd_band_bpm = respiration_band(given, options.fd_filter);
  return options;
}

std::vector<signal::DenoiseOptions> all_denoising(const Given& given)
{
  std::vector<signal::DenoiseOptions> all{denoising(given, given.text("denoise.strategy", "36p"))};
  for (const auto& strategy : given.list("denoise.also")) all.push_back(denoising(given, strategy));
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (strategy_label(all[i]) == strategy_label(all[j])) {
        Given::refuse("denoise.also", "a strategy that is not already asked for", strategy_label(all[i]));
      }
    }
  }
  return all;
}

ConnectivityOptions connectivity_options(const Given& given)
{
  ConnectivityOptions options;
  for (const auto& name : given.list("connectivity.kind")) {
    const auto kind = connectivity::parse_kind(name);
    if (std::ranges::find(options.kinds, kind) != options.kinds.end())
      Given::refuse("connectivity.kind", "each kind once", name);
    options.kinds.push_back(kind);
  }
  if (options.kinds.empty()) options.kinds.push_back(connectivity::Kind::correlation);
  if (given.has("connectivity.estimator"))
    options.estimator = connectivity::parse_estimator(given.text("connectivity.estimator"));
  return options;
}

GroupOptions group_options(const Given& given)
{
  GroupOptions group;
  group.data = given.path("group.data");
  group.kind = given.text("group.kind", "correlation");
  group.model = given.text("group.model", "group + age + sex + mean_fd + site");
  group.contrasts = given.list("group.contrast");
  group.edges = given.text("group.edges", "all");
  group.session = given.text("group.session");
  for (const auto& correction : given.list("group.correction")) {
    if (correction != "fdr") Given::refuse("group.correction", "fdr", correction);
  }
  return group;
}

std::string word_of(const signal::Threshold& limit)
{
  return limit ? base::format_number(*limit) : "off";
}

std::string word_of(const std::optional<base::Hertz>& cut)
{
  return cut ? base::format_number(cut->value) : "off";
}

std::string word_of(signal::Filter filter)
{
  return filter == signal::Filter::butterworth ? "butterworth" : filter == signal::Filter::cosine ? "cosine" : "none";
}

std::string word_of(signal::FdFilter filter)
{
  return filter == signal::FdFilter::none ? "none" : filter == signal::FdFilter::lowpass ? "lowpass" : "notch";
}

}  // namespace

simulation::SimulateOptions resolve_simulate_options(const OptionValues& values);

Options resolve_options(const OptionValues& values)
{
  const Given given(values);
  Options options;
  options.config = given.path("config");
  options.out = given.text("out");
  options.seed = static_cast<std::uint64_t>(given.integer("seed", 0, 9007199254740992LL, 1));
  options.log_json = given.flag("log-json");
  options.dry_run = given.flag("dry-run");
  options.fresh = given.flag("fresh");
  options.input = input_options(given);
  options.rois = primary_rois(given);
  options.also_rois = further_rois(given, options.rois);
  options.denoising = all_denoising(given);
  options.connectivity = connectivity_options(given);
  options.group = group_options(given);
  options.simulate = resolve_simulate_options(values);
  options.paint = {.from_series = given.path("simulate.from_series"), .atlas = given.path("simulate.atlas")};
  options.given = values;
  return options;
}

std::string strategy_label(const signal::DenoiseOptions& options)
{
  if (options.strategy != "columns") return options.strategy;
  std::string label = "list-" + base::join(options.columns, "+");
  for (std::size_t star = label.find('*'); star != std::string::npos; star = label.find('*'))
    label.replace(star, 1, "STAR");
  return label;
}

std::string denoising_text(const signal::DenoiseOptions& o)
{
  std::vector<std::string> band;
  for (const double edge : o.fd_band_bpm) band.push_back(base::format_number(edge));
  std::string text;
  const auto line = [&text](const std::string& name, const std::string& value) {
    text += "denoise." + name + " = " + value + "\n";
  };
  line("strategy", o.strategy == "columns" ? base::join(o.columns, ",") : o.strategy);
  line("fd_mm", word_of(o.fd_mm));
  line("std_dvars", word_of(o.std_dvars));
  line("min_segment", std::to_string(o.min_segment));
  line("high_pass_hz", word_of(o.high_pass));
  line("low_pass_hz", word_of(o.low_pass));
  line("filter", word_of(o.filter));
  line("order", std::to_string(o.order));
  line("detrend", o.detrend ? "true" : "false");
  line("standardize", o.standardize ? "true" : "false");
  line("min_seconds", word_of(o.min_seconds));
  line("min_dof", word_of(o.min_dof));
  line("max_mean_fd", word_of(o.max_mean_fd));
  line("max_censored", word_of(o.max_censored));
  line("fd_filter", word_of(o.fd_filter));
  line("fd_band_bpm", base::join(band, ","));
  return text;
}

std::filesystem::path shipped_rois_folder()
{
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "share" / "dmn-cohort" / "rois";
}

}  // namespace dmn::jobs
