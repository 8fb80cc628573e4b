#include "simulation/painter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "simulation/nuisance.hpp"

namespace dmn::simulation {
namespace {

constexpr float signal_share = 0.01F;  // SD of an ROI's signal, as a share of intensity

float brightness(Eigen::Index volume, int non_steady_volumes)
{
  if (volume >= non_steady_volumes) return 1.0F;
  return 1.0F + 0.2F * std::exp(-static_cast<float>(volume));
}

}  // namespace

RunPainter::RunPainter(const Brain& brain, const NoiseTable& noise, const SimulateOptions& options,
                       const Participant& person, const Site& site, RunNumber run, const RunSignals& signals)
    : brain_(brain),
      noise_table_(noise),
      seed_(options.seed),
      address_{.purpose = Purpose::noise, .participant = person.number, .session = run.session, .run = run.run},
      gain_(static_cast<float>(site.gain)),
      noise_sd_(static_cast<float>(options.noise * site.noise)),
      non_steady_volumes_(options.non_steady_volumes),
      maps_(nuisance_maps(brain, options.seed, person.number)),
      courses_(signals.nuisance.transpose().cast<float>()),
      rois_(Eigen::MatrixXf::Zero(signals.rois.cols() + 1, signals.rois.rows())),
      change_(brain.size()),
      noise_(brain.voxels.size()),
      steps_(brain.voxels.size())
{
  rois_.topRows(signals.rois.cols()) = signal_share * signals.rois.transpose().cast<float>();
}

std::span<const std::int16_t> RunPainter::paint(Eigen::Index volume)
{
  address_.item = static_cast<std::uint32_t>(volume);
  noise_table_.fill(seed_, address_, noise_);
  change_.noalias() = maps_ * courses_.col(volume);

  const float* signal = rois_.col(volume).data();
  const Eigen::Index silent = rois_.rows() - 1;
  const float scale = gain_ * brightness(volume, non_steady_volumes_) / step;
  constexpr auto most = static_cast<float>(std::numeric_limits<std::int16_t>::max());
  for (std::size_t v = 0; v < steps_.size(); ++v) {
    const Eigen::Index roi = brain_.roi[v] < 0 ? silent : brain_.roi[v];
    const float relative =
        1.0F + brain_.roi_weight[v] * signal[roi] + change_(static_cast<Eigen::Index>(v)) + noise_sd_ * noise_[v];
    const float value = brain_.intensity[v] * scale * relative;
    steps_[v] = static_cast<std::int16_t>(std::lrint(std::clamp(value, 0.0F, most)));
  }
  return steps_;
}

}  // namespace dmn::simulation
