#pragma once

#include <Eigen/Core>
#include <vector>

#include "signal/butterworth.hpp"
#include "signal/denoise_options.hpp"

namespace dmn::signal {

/// Data and regressors on the kept frames, ready for least squares.
struct PreparedRun {
  Eigen::MatrixXd data;        ///< n_kept x R, centred
  Eigen::MatrixXd regressors;  ///< n_kept x K, centred
  Eigen::VectorXd raw_norms;   ///< K norms of the regressors on kept frames, before anything was done to them
};

/// For a Butterworth filter: interpolate censored frames, detrend and filter data and regressors alike on all frames,
/// then take the kept ones. Filtering one without the other would bring the artefact back (Hallquist et al. 2013).
///
/// @param data        T x R without non-steady volumes
/// @param regressors  T x K
/// @param kept        kept frames, at least 4
PreparedRun prepare_filtered(const Eigen::MatrixXd& data, const Eigen::MatrixXd& regressors,
                             const std::vector<Eigen::Index>& kept, bool detrend, const Sections& sections);

/// For the filters `cosine` and `none`: no interpolation; the trend is taken out of both at the true times of the kept
/// frames, and the cosines join the regressors.
PreparedRun prepare_unfiltered(const Eigen::MatrixXd& data, const Eigen::MatrixXd& regressors,
                               const std::vector<Eigen::Index>& kept, const DenoiseOptions& options,
                               base::Seconds repetition_time);

}  // namespace dmn::signal
