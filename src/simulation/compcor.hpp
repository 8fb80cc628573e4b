#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::simulation {

/// One principal component of the voxels of a tissue, as fMRIPrep describes it in the confounds' JSON.
struct Component {
  std::string column;      ///< `w_comp_cor_00`
  std::string mask;        ///< `WM`, `CSF`, `combined`
  Eigen::VectorXd course;  ///< T, unit norm
  double singular_value = 0;
  double variance_explained = 0;             ///< share
  double cumulative_variance_explained = 0;  ///< share, up to this one
};

/// Anatomical CompCor (Behzadi et al. 2007, NeuroImage 37:90): voxels without slow cosines, scaled to unit variance,
/// and of their principal components the first that hold half of the variance, but at least `at_least`.
///
/// @param voxels   T x n; constant voxels are left out
/// @param cosines  T x K, see signal::cosine_basis
/// @return         at most min(T, n) components, largest first, without column names
std::vector<Component> principal_components(const Eigen::MatrixXd& voxels, const Eigen::MatrixXd& cosines,
                                            Eigen::Index at_least);

}  // namespace dmn::simulation
