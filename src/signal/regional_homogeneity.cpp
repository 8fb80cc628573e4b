#include "signal/regional_homogeneity.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "signal/concordance.hpp"
#include "signal/usable_rois.hpp"

namespace dmn::signal {
namespace {

constexpr Eigen::Index voxels_at_once = 256;

Eigen::MatrixXd usable_columns(const Eigen::MatrixXd& voxels, const std::vector<Eigen::Index>& kept)
{
  RoiColumns finite;
  for (Eigen::Index voxel = 0; voxel < voxels.cols(); ++voxel)
    if (voxels.col(voxel).allFinite()) finite.push_back(voxel);
  std::vector<std::string> unsaid;
  return voxels(Eigen::all, varying_rois(voxels, finite, kept, unsaid));
}

}  // namespace

Homogeneity regional_homogeneity(const Eigen::Ref<const VoxelMatrix>& voxels, const NuisanceModel& model)
{
  const auto kept = model.volumes.kept_volumes();
  Concordance concordance(std::ssize(kept));
  std::vector<std::string> unsaid;
  for (Eigen::Index first = 0; first < voxels.cols(); first += voxels_at_once) {
    const Eigen::Index n = std::min(voxels_at_once, voxels.cols() - first);
    const FrameMatrix block = voxels.middleCols(first, n).cast<double>();
    const Eigen::MatrixXd usable = usable_columns(block, kept);
    if (usable.cols() == 0) continue;
    const Eigen::VectorXd raw_norms = usable(kept, Eigen::all).colwise().norm();
    Eigen::MatrixXd cleaned = residuals(usable, model);
    RoiColumns columns(static_cast<std::size_t>(usable.cols()));
    drop_explained(cleaned, columns, raw_norms, unsaid);
    for (Eigen::Index voxel = 0; voxel < cleaned.cols(); ++voxel) concordance.add(cleaned.col(voxel));
  }
  return {concordance.w(), concordance.n_raters()};
}

}  // namespace dmn::signal
