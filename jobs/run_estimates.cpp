#include "run_estimates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/sliding_windows.hpp"
#include "connectivity/xdf.hpp"
#include "run_series.hpp"
#include "signal/amplitude.hpp"
#include "signal/regional_homogeneity.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

using connectivity::Kind;
using connectivity::KindEstimate;
using connectivity::MeasureFamily;

/// Windows of an unfiltered run: those of 0.01 Hz.
constexpr double standard_window_s = 100;

/// Volumes that hold a period of the lowest frequency of the series.
Eigen::Index window_of(const signal::DenoiseOptions& denoising, double tr_s)
{
  const bool is_filtered = denoising.filter != signal::Filter::none && denoising.high_pass;
  const double seconds = is_filtered ? 1 / denoising.high_pass->value : standard_window_s;
  constexpr double rounding = 1e-9;
  constexpr double shortest = 3;
  return static_cast<Eigen::Index>(std::max(shortest, std::ceil(seconds / tr_s - rounding)));
}

KindEstimate estimate_kind(Kind kind, connectivity::Estimator estimator, const signal::Denoised& denoised,
                           const connectivity::WindowOptions& windows, const std::vector<std::string>& labels)
{
  switch (kind) {
    case Kind::xdf:
      return connectivity::xdf_estimate(denoised.series, denoised.kept, labels);
    case Kind::dynamic:
      return connectivity::dynamic_sd(denoised.series, windows, labels);
    case Kind::dynamic_p:
      return connectivity::dynamic_p(denoised.series, windows, labels);
    default:
      return connectivity::estimate(denoised.series, kind, estimator, labels);
  }
}

void add_amplitude(const signal::DenoiseOptions& denoising, const store::RoiSetSeries& series,
                   const signal::ConfoundTable& confounds, double tr_s, store::CombinationResult& result)
{
  const base::Seconds repetition_time(tr_s);
  const auto uncensored =
      signal::denoise({series.values, repetition_time}, confounds, signal::for_amplitude(denoising));
  const auto amplitude = signal::amplitude({uncensored.series, repetition_time});
  for (const auto& warning : amplitude.warnings) result.denoised.warnings.push_back(warning);
  for (auto& measure : connectivity::amplitude_measures(amplitude)) result.measures.push_back(std::move(measure));
}

void add_reho(const RawRegions& raw, store::CombinationResult& result)
{
  auto& denoised = result.denoised;
  Eigen::VectorXd reho = Eigen::VectorXd::Constant(denoised.series.cols(), std::numeric_limits<double>::quiet_NaN());
  std::vector<std::string> too_small;
  for (Eigen::Index roi = 0; roi < reho.size(); ++roi) {
    if (denoised.series.col(roi).hasNaN()) continue;
    const auto found = signal::regional_homogeneity(raw.voxels.of_roi(roi), denoised.model);
    reho(roi) = found.w;
    if (found.n_voxels < 2) too_small.push_back(raw.means.labels[static_cast<std::size_t>(roi)]);
  }
  if (!too_small.empty())
    denoised.warnings.push_back("reho: fewer than 2 usable voxels in " + base::join(too_small, ", "));
  result.measures.push_back({"reho", std::move(reho)});
}

void add_graph(const connectivity::RoiTable& rois, std::uint64_t seed, store::CombinationResult& result)
{
  const auto found = std::ranges::find(result.kinds, Kind::correlation, &store::KindResult::kind);
  const Eigen::VectorXd z =
      found != result.kinds.end()
          ? found->estimate.edges
          : connectivity::estimate(result.denoised.series, Kind::correlation, connectivity::Estimator::empirical).edges;
  for (auto& measure : connectivity::graph_measures(z, rois, seed)) result.measures.push_back(std::move(measure));
}

}  // namespace

std::vector<connectivity::MeasureInfo> measure_infos(const ConnectivityOptions& options)
{
  std::vector<connectivity::MeasureInfo> infos;
  for (const auto family : options.measures)
    for (auto& info : connectivity::measures_of(family)) infos.push_back(std::move(info));
  return infos;
}

std::uint64_t seed_of_run(std::uint64_t seed, const base::RunId& id)
{
  constexpr std::size_t hex_digits = 16;
  const std::string text = fmt::format("{}\n{}\n{}\n{}\n{}", seed, id.participant, id.session, id.task, id.run);
  return std::stoull(store::sha256_hex(text).substr(0, hex_digits), nullptr, 16);
}

void estimate_run(const ConnectivityOptions& options, const signal::DenoiseOptions& denoising,
                  const connectivity::RoiTable& rois, const RawRegions& raw, const signal::ConfoundTable& confounds,
                  const RunFacts& run, store::CombinationResult& result)
{
  auto& denoised = result.denoised;
  const std::uint64_t seed = seed_of_run(options.seed, run.id);
  const connectivity::WindowOptions windows{
      .window = window_of(denoising, run.tr_s), .surrogates = options.surrogates, .seed = seed};
  for (const auto kind : options.kinds) {
    try {
      result.kinds.push_back(
          {kind, options.estimator, estimate_kind(kind, options.estimator, denoised, windows, raw.means.labels)});
    } catch (const base::InputError& problem) {
      denoised.exclusions.push_back(connectivity::name_of(kind) + ": " + problem.what());
    }
  }
  for (const auto& kind : result.kinds)
    for (const auto& warning : kind.estimate.warnings) denoised.warnings.push_back(warning);
  if (!denoised.exclusions.empty()) {
    result.kinds.clear();
    return;
  }
  for (const auto family : options.measures) {
    if (family == MeasureFamily::amplitude) add_amplitude(denoising, raw.means, confounds, run.tr_s, result);
    if (family == MeasureFamily::graph) add_graph(rois, seed, result);
    if (family == MeasureFamily::reho) add_reho(raw, result);
  }
}

}  // namespace dmn::jobs
