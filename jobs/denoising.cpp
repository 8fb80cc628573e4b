#include "denoising.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "base/text.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

constexpr double any_upper = 1e9;
constexpr std::size_t longest_label = 80;  // of a list of columns in a file name
constexpr std::size_t hash_digits = 12;

std::optional<base::Hertz> cut_off(const GivenValues& given, const std::string& name,
                                   std::optional<base::Hertz> standard)
{
  signal::Threshold hertz;
  if (standard) hertz = standard->value;
  given.threshold(name, 1e-6, 100, hertz);
  return hertz ? std::optional(base::Hertz(*hertz)) : std::nullopt;
}

std::vector<double> respiration_band(const GivenValues& given, signal::FdFilter filter)
{
  const std::string name = "denoise.fd_band_bpm";
  const std::size_t needed = filter == signal::FdFilter::none ? 0 : filter == signal::FdFilter::lowpass ? 1 : 2;
  std::vector<double> band;
  for (const auto& part : base::split(given.text(name), ',')) {
    if (base::trim(part).empty()) continue;
    const auto value = base::parse_double(part);
    if (!value || *value <= 0 || *value > 200) GivenValues::refuse(name, "breaths a minute above 0", part);
    band.push_back(*value);
  }
  const bool rising = band.size() < 2 || band[0] < band[1];
  if (band.size() != needed || !rising) {
    GivenValues::refuse(name,
                        needed == 0   ? "nothing unless denoise.fd_filter is lowpass or notch"
                        : needed == 1 ? "one cut-off for lowpass"
                                      : "two rising edges for notch",
                        given.text(name));
  }
  return band;
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

signal::DenoiseOptions resolve_denoising(const GivenValues& given, const std::string& strategy)
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
    GivenValues::refuse("denoise.high_pass_hz",
                        fmt::format("a frequency below denoise.low_pass_hz = {}", options.low_pass->value),
                        base::format_number(options.high_pass->value));
  }
  options.filter = given.choice<signal::Filter>("denoise.filter",
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
  options.fd_filter = given.choice<signal::FdFilter>(
      "denoise.fd_filter",
      {{"none", signal::FdFilter::none}, {"lowpass", signal::FdFilter::lowpass}, {"notch", signal::FdFilter::notch}},
      options.fd_filter);
  options.fd_band_bpm = respiration_band(given, options.fd_filter);
  return options;
}

std::string strategy_label(const signal::DenoiseOptions& options)
{
  if (options.strategy != "columns") return options.strategy;
  const std::string list = base::join(options.columns, "+");
  std::string label = "list-";
  for (const char c : list) label += c == '*' ? std::string("STAR") : std::string(1, c);
  const bool fits_a_name = label.size() <= longest_label && label.find('/') == std::string::npos;
  return fits_a_name ? label : "list-" + store::sha256_hex(list).substr(0, hash_digits);
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

}  // namespace dmn::jobs
