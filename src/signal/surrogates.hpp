#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "signal/fourier.hpp"

namespace dmn::signal {

/// Multivariate phase-randomised surrogates of series: at each frequency the same random phase is added to all series,
/// so that every power spectrum and every lagged correlation stays what it is and nothing else does: the stationary
/// linear process with these spectra. Prichard & Theiler 1994, Phys Rev Lett 73:951.
class PhaseSurrogates {
 public:
  /// @param series  T x p, T at least 3
  /// @param seed    surrogate `number` is a pure function of series, seed and number
  PhaseSurrogates(const Eigen::MatrixXd& series, std::uint64_t seed);

  /// T x p. Means are kept.
  Eigen::MatrixXd surrogate(std::uint32_t number);

 private:
  Eigen::Index n_series_;
  std::uint64_t seed_;
  Fourier fourier_;
  std::vector<std::vector<Fourier::Complex>> spectra_;  ///< of two series each: one real, one imaginary
};

}  // namespace dmn::signal
