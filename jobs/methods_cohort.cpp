#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.hpp"
#include "methods.hpp"
#include "store/cohort_file.hpp"

namespace dmn::jobs {
namespace {

constexpr std::size_t hash_digits = 12;

using Pipeline = std::map<std::string, std::string>;

/// `denoise.fd_mm = 0.3` a line.
Pipeline pipeline_of(const std::string& text)
{
  Pipeline pipeline;
  for (const auto& line : base::split(text, '\n')) {
    const auto equals = line.find(" = ");
    if (line.starts_with("denoise.") && equals != std::string::npos)
      pipeline[line.substr(8, equals - 8)] = line.substr(equals + 3);
  }
  return pipeline;
}

std::vector<double> present(const stats::Table& table, const std::string& column)
{
  std::vector<double> values;
  const auto* found = table.find(column);
  if (found == nullptr || !found->numeric) return values;
  for (const double value : found->numbers) {
    if (!std::isnan(value)) values.push_back(value);
  }
  std::ranges::sort(values);
  return values;
}

/// `2 s`, or `0.8 to 3 s`.
std::string range_text(const std::vector<double>& sorted, const char* unit)
{
  if (sorted.front() == sorted.back()) return fmt::format("{:.4g} {}", sorted.front(), unit);
  return fmt::format("{:.4g} to {:.4g} {}", sorted.front(), sorted.back(), unit);
}

double median_of(const std::vector<double>& sorted)
{
  const std::size_t n = sorted.size();
  return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

void describe_participants(const stats::Cohort& cohort, MethodsText& text)
{
  std::set<std::string> people;
  std::set<std::string> sites;
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    people.insert(cohort.runs[row].participant);
    if (!cohort.site[row].empty()) sites.insert(cohort.site[row]);
  }
  text.heading("Participants and data");
  text.say(fmt::format("{} of {} were analysed{}; {} were excluded, each with its reason in the cohort file.",
                       counted(static_cast<long long>(cohort.runs.size()), "run"),
                       counted(static_cast<long long>(people.size()), "participant"),
                       sites.empty() ? "" : " from " + counted(static_cast<long long>(sites.size()), "site"),
                       cohort.excluded.size()));
  if (const auto tr = present(cohort.qc, "tr_s"); !tr.empty())
    text.say(fmt::format("The repetition time was {}.", range_text(tr, "s")));
  if (const auto volumes = present(cohort.qc, "n_volumes"); !volumes.empty())
    text.say(fmt::format("A run had {}.", range_text(volumes, "volumes")));
  if (const auto fd = present(cohort.qc, "mean_fd"); !fd.empty())
    text.say(
        fmt::format("Mean framewise displacement [@power2012] had a median of {:.3f} mm (range {:.3f} to {:.3f} mm).",
                    median_of(fd), fd.front(), fd.back()));
}

void describe_regions(const stats::Cohort& cohort, MethodsText& text)
{
  const bool from_images = !present(cohort.qc, "coverage_min").empty();
  const bool spheres =
      from_images && std::ranges::none_of(cohort.rois, [](const auto& roi) { return std::isnan(roi.radius_mm); });
  text.heading("Regions");
  text.say(fmt::format("Connectivity was computed between {}{} (`{}`, SHA-256 {}), {} pairs.",
                       counted(static_cast<long long>(cohort.rois.size()), "region"),
                       spheres ? ", spheres around the coordinates of the set" : "", cohort.roi_set,
                       cohort.roi_hash.substr(0, hash_digits), cohort.edges.size()));
  if (cohort.roi_set == "dmn-pain")
    text.say("Regions of the default mode network are those of its three subsystems [@andrewshanna2010].");
}

std::string confounds_text(const std::string& strategy)
{
  const std::map<std::string, std::string> known = {
      {"36p",
       "36 confounds: six motion parameters, the signals of white matter, cerebrospinal fluid and the whole brain, "
       "their differences, and the squares of all [@ciric2017]"},
      {"24p", "24 confounds: six motion parameters, their differences, and the squares of both [@ciric2017]"},
      {"24p-acompcor",
       "24 motion terms and the first five anatomical components each of white matter and cerebrospinal fluid, without "
       "the global signal [@ciric2017]"},
      {"simple", "the confounds of the strategy `simple`"},
      {"scrubbing", "the confounds of the strategy `scrubbing`"},
      {"compcor", "the confounds of the strategy `compcor`"}};
  const auto found = known.find(strategy);
  return found != known.end() ? found->second : "the confounds `" + strategy + "`";
}

bool is_on(const Pipeline& pipeline, const std::string& name)
{
  const auto found = pipeline.find(name);
  return found != pipeline.end() && found->second != "off" && !found->second.empty();
}

void describe_censoring(const Pipeline& pipeline, MethodsText& text)
{
  std::vector<std::string> rules;
  if (is_on(pipeline, "fd_mm"))
    rules.push_back("framewise displacement above " + pipeline.at("fd_mm") + " mm [@power2012]");
  if (is_on(pipeline, "std_dvars")) rules.push_back("standardised DVARS above " + pipeline.at("std_dvars"));
  if (rules.empty()) return;
  text.say("Volumes with " + base::join(rules, " or ") + " were censored" +
           (pipeline.at("min_segment") == "0"
                ? "."
                : ", and kept stretches shorter than " + pipeline.at("min_segment") + " volumes with them."));
  if (pipeline.at("fd_filter") != "none")
    text.say("Motion parameters were filtered for respiration first (" + pipeline.at("fd_filter") + ", " +
             pipeline.at("fd_band_bpm") + " breaths a minute) [@fair2020].");
}

void describe_filter(const Pipeline& pipeline, MethodsText& text)
{
  const auto& filter = pipeline.at("filter");
  const bool high = is_on(pipeline, "high_pass_hz");
  const bool low = is_on(pipeline, "low_pass_hz");
  if (filter == "none" || (!high && !low)) return;
  const std::string band = high && low ? pipeline.at("high_pass_hz") + " to " + pipeline.at("low_pass_hz") + " Hz"
                           : high      ? "above " + pipeline.at("high_pass_hz") + " Hz"
                                       : "below " + pipeline.at("low_pass_hz") + " Hz";
  if (filter == "cosine") {
    text.say("Slow drift was modelled by cosines beside the confounds (" + band + ").");
    return;
  }
  text.say("Censored volumes were interpolated by a cubic spline in data and confounds, and both were filtered (" +
           band + ", zero-phase Butterworth of order " + pipeline.at("order") +
           "), so that regression cannot re-introduce what the filter removed [@lindquist2019].");
}

void describe_exclusion(const Pipeline& pipeline, MethodsText& text)
{
  std::vector<std::string> rules;
  if (is_on(pipeline, "min_seconds")) rules.push_back("less than " + pipeline.at("min_seconds") + " s kept");
  if (is_on(pipeline, "min_dof")) rules.push_back("fewer than " + pipeline.at("min_dof") + " degrees of freedom");
  if (is_on(pipeline, "max_mean_fd"))
    rules.push_back("a mean framewise displacement above " + pipeline.at("max_mean_fd") + " mm");
  if (is_on(pipeline, "max_censored")) rules.push_back("a censored share above " + pipeline.at("max_censored"));
  if (!rules.empty()) text.say("Runs with " + base::join(rules, ", or ") + " were excluded.");
}

void describe_denoising(const Pipeline& pipeline, MethodsText& text)
{
  text.heading("Denoising");
  if (pipeline.at("strategy") == "none") {
    text.say("No confounds were regressed from the regional series by this program.");
  } else {
    text.say("Regional series were denoised by least squares on kept volumes with " +
             confounds_text(pipeline.at("strategy")) + ".");
  }
  if (pipeline.at("detrend") == "true") text.say("The linear trend was removed.");
  describe_censoring(pipeline, text);
  describe_filter(pipeline, text);
  if (pipeline.at("standardize") == "true") text.say("Residuals were divided by their standard deviation.");
  describe_exclusion(pipeline, text);
}

std::string kind_sentence(const store::KindInfo& kind)
{
  const std::string estimator = kind.estimator == "ledoit-wolf" ? "Ledoit and Wolf's shrunk covariance [@ledoit2004]"
                                                                : "the empirical covariance";
  if (kind.estimator == "given") return "Connectivity values were given, not computed from images here.";
  if (kind.name == "correlation") return "Connectivity is Pearson's correlation, Fisher z transformed.";
  if (kind.name == "xdf")
    return "Significance within a run rests on xDF's variance, which accounts for autocorrelation [@afyouni2019].";
  if (kind.name == "dynamic")
    return "As an exploratory measure of change, the standard deviation of Fisher z was taken over sliding windows of "
           "one "
           "period of the lowest frequency [@leonardi2015].";
  if (kind.name == "dynamic_p")
    return "Change within a run was compared with phase-randomised surrogates of all regions [@prichard1994].";
  if (kind.name == "partial") return "Partial correlations (Fisher z) come from " + estimator + ".";
  if (kind.name == "tangent")
    return "Covariances (" + estimator + ") were mapped to the tangent space at their geometric mean [@varoquaux2010].";
  return "The " + kind.name + " comes from " + estimator + ".";
}

}  // namespace

void describe_cohort(const std::filesystem::path& out, MethodsText& text)
{
  if (!std::filesystem::exists(out / "cohort.h5")) return;
  const store::CohortReader reader(out / "cohort.h5");
  const auto& cohort = reader.cohort();
  describe_participants(cohort, text);
  describe_regions(cohort, text);
  const auto pipeline = pipeline_of(cohort.pipeline);
  if (!pipeline.empty()) describe_denoising(pipeline, text);
  text.heading("Connectivity");
  for (const auto& kind : reader.kinds()) text.say(kind_sentence(kind));
  describe_measures(reader.measures(), text);
}

}  // namespace dmn::jobs
