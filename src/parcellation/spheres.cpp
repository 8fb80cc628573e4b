#include "parcellation/spheres.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "base/error.hpp"
#include "parcellation/lattice_box.hpp"

namespace dmn::parcellation {
namespace {

constexpr double tolerance_mm = 1e-6;
constexpr std::int64_t most_voxels = std::int64_t{1} << 26;

struct Claim {
  std::array<std::int64_t, 3> kji;  ///< slowest axis first: sorting gives file order
  double distance;
  std::uint32_t roi;

  bool operator<(const Claim& other) const { return std::tie(kji, roi) < std::tie(other.kji, other.roi); }
};

LatticeBox box_of(const Eigen::Matrix4d& to_index, const connectivity::Roi& roi, std::int64_t most)
{
  const Eigen::Matrix3d axes = to_index.topLeftCorner<3, 3>();
  const Eigen::Vector3d centre = axes * roi.xyz_mm + to_index.topRightCorner<3, 1>();
  const Eigen::Vector3d reach = axes.rowwise().norm() * (roi.radius_mm + 2 * tolerance_mm);
  return box_between(centre - reach, centre + reach, most);
}

void claim_sphere(std::vector<Claim>& claims, const image::Grid& grid, const LatticeBox& box,
                  const connectivity::Roi& roi, std::uint32_t row)
{
  for (std::int64_t k = box.first[2]; k <= box.last[2]; ++k) {
    for (std::int64_t j = box.first[1]; j <= box.last[1]; ++j) {
      for (std::int64_t i = box.first[0]; i <= box.last[0]; ++i) {
        const Eigen::Vector4d index(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k), 1);
        const double distance = ((grid.to_mm * index).head<3>() - roi.xyz_mm).norm();
        if (distance <= roi.radius_mm + tolerance_mm) claims.push_back({{k, j, i}, distance, row});
      }
    }
  }
}

const Claim& nearest_of(std::span<const Claim> claims)
{
  const Claim* nearest = claims.data();
  for (const Claim& claim : claims.subspan(1)) {
    if (claim.distance < nearest->distance - tolerance_mm) nearest = &claim;
  }
  return *nearest;
}

std::vector<Claim> all_claims(const image::Grid& grid, const connectivity::RoiTable& rois)
{
  const Eigen::Matrix4d to_index = image::to_index(grid);
  std::vector<Claim> claims;
  for (std::size_t row = 0; row < rois.size(); ++row) {
    const auto left = most_voxels - static_cast<std::int64_t>(claims.size());
    claim_sphere(claims, grid, box_of(to_index, rois[row], left), rois[row], static_cast<std::uint32_t>(row));
  }
  std::sort(claims.begin(), claims.end());
  return claims;
}

}  // namespace

Membership sphere_membership(const image::Grid& grid, const connectivity::RoiTable& rois)
{
  const std::vector<Claim> claims = all_claims(grid, rois);
  Membership membership;
  membership.geometric.resize(rois.size());
  for (auto first = claims.begin(); first != claims.end();) {
    const auto last = std::find_if(first, claims.end(), [&](const Claim& claim) { return claim.kji != first->kji; });
    const Claim& owner = nearest_of({first, last});
    const auto [k, j, i] = owner.kji;
    ++membership.geometric[owner.roi];
    if (contains(grid, i, j, k)) append_voxel(membership.runs, file_index(grid, i, j, k), owner.roi);
    first = last;
  }
  return membership;
}

}  // namespace dmn::parcellation
