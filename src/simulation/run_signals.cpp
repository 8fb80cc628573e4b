#include "simulation/run_signals.hpp"

#include "simulation/gaussian_process.hpp"
#include "simulation/motion.hpp"
#include "simulation/nuisance.hpp"

namespace dmn::simulation {
namespace {

RandomStream stream(const SimulateOptions& options, Purpose purpose, const Participant& person, RunNumber run)
{
  return {options.seed, {.purpose = purpose, .participant = person.number, .session = run.session, .run = run.run}};
}

}  // namespace

Eigen::MatrixXd simulate_roi_signals(const ConnectivityModel& model, const SimulateOptions& options,
                                     const Participant& person, RunNumber run)
{
  const Site& site = model.sites()[static_cast<std::size_t>(person.site)];
  const Eigen::MatrixXd mixing = model.mixing(person, run.session);
  RandomStream random = stream(options, Purpose::latent, person, run);
  const Eigen::MatrixXd latent =
      gaussian_process(site.volumes, base::Seconds(site.tr_s), mixing.cols(), Spectrum{}, random);
  return latent * mixing.transpose();
}

Eigen::MatrixXd simulate_head_motion(const SimulateOptions& options, const Participant& person, const Site& site,
                                     RunNumber run)
{
  MotionLevel level{.mean_fd_mm = person.mean_fd_mm};
  if (person.mean_fd_mm <= 0) level.spikes_per_volume = 0;
  RandomStream random = stream(options, Purpose::motion, person, run);
  return simulate_motion(site.volumes, level, random);
}

RunSignals simulate_run(const ConnectivityModel& model, const SimulateOptions& options, const Participant& person,
                        RunNumber run)
{
  const Site& site = model.sites()[static_cast<std::size_t>(person.site)];
  RunSignals signals;
  signals.rois = simulate_roi_signals(model, options, person, run);

  signals.motion = simulate_head_motion(options, person, site, run);
  signals.displacement = displacement_of(signals.motion);

  RandomStream physiology = stream(options, Purpose::physiology, person, run);
  signals.nuisance = nuisance_courses(signals.motion, signals.displacement, site.tr_s, options, physiology);
  return signals;
}

}  // namespace dmn::simulation
