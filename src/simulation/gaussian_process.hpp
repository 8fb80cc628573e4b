#pragma once

#include <Eigen/Core>

#include "base/units.hpp"
#include "simulation/random_stream.hpp"

namespace dmn::simulation {

/// Power spectrum of a resting-state signal: falls as 1/f between a slow and a fast corner, so that most power lies in
/// 0.01-0.1 Hz, where spontaneous BOLD fluctuations do (Biswal et al. 1995, Magn. Reson. Med. 34:537).
struct Spectrum {
  base::Hertz slow{0.01};     ///< below, power falls towards 0 Hz
  base::Hertz fast{0.08};     ///< above, power falls with the fourth power of frequency
  base::Hertz highest{0.25};  ///< nothing above
};

/// Unnormalised power at a frequency.
double power_density(const Spectrum& spectrum, base::Hertz frequency);

/// Independent stationary Gaussian processes with this spectrum: sums of sines and cosines of random Gaussian amplitude
/// on a frequency grid of 1.25 times the run's length, so that a run does not close on itself.
///
/// @return n_volumes x n_series; expected variance 1, expected mean 0
Eigen::MatrixXd gaussian_process(Eigen::Index n_volumes, base::Seconds repetition_time, Eigen::Index n_series,
                                 const Spectrum& spectrum, RandomStream& random);

}  // namespace dmn::simulation
