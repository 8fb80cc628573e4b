#include "simulation/brain.hpp"

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::simulation {
namespace {

struct Ellipsoid {
  double x, y, z;     // centre, mm
  double rx, ry, rz;  // semi-axes, mm

  bool contains(const Eigen::Vector3d& mm) const
  {
    const double dx = (mm.x() - x) / rx;
    const double dy = (mm.y() - y) / ry;
    const double dz = (mm.z() - z) / rz;
    return dx * dx + dy * dy + dz * dz <= 1;
  }
};

constexpr std::array<Ellipsoid, 5> brain_parts{{{0, -18, 12, 73, 88, 66},     // cerebrum
                                                {-42, -4, -26, 28, 44, 30},   // left temporal lobe
                                                {42, -4, -26, 28, 44, 30},    // right temporal lobe
                                                {0, -64, -36, 52, 36, 28},    // cerebellum
                                                {0, -32, -40, 17, 18, 32}}};  // brainstem
constexpr std::array<Ellipsoid, 2> ventricles{{{-11, -6, 22, 7, 30, 8}, {11, -6, 22, 7, 30, 8}}};
constexpr std::array<Ellipsoid, 2> white_matter{{{-26, -22, 24, 12, 46, 16}, {26, -22, 24, 12, 46, 16}}};

constexpr double sphere_tolerance_mm = 1e-6;
constexpr double tissue_margin_mm = 4;
constexpr double fall_off_mm = 8;
constexpr double smallest_weight = 0.05;

struct NearestRoi {
  std::int32_t roi = -1;
  double outside_mm = std::numeric_limits<double>::infinity();  // beyond the sphere's surface, 0 inside
};

template <class Shapes>
bool any_contains(const Shapes& shapes, const Eigen::Vector3d& mm)
{
  for (const auto& shape : shapes)
    if (shape.contains(mm)) return true;
  return false;
}

NearestRoi nearest_roi(const connectivity::RoiTable& rois, const Eigen::Vector3d& mm)
{
  NearestRoi nearest;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t r = 0; r < rois.size(); ++r) {
    const double distance = (rois[r].xyz_mm - mm).norm();
    if (distance >= smallest) continue;
    smallest = distance;
    nearest.roi = static_cast<std::int32_t>(r);
    nearest.outside_mm = std::max(0.0, distance - rois[r].radius_mm - sphere_tolerance_mm);
  }
  return nearest;
}

Tissue tissue_at(const Eigen::Vector3d& mm, const NearestRoi& nearest)
{
  if (nearest.outside_mm < tissue_margin_mm) return Tissue::grey;
  if (any_contains(ventricles, mm)) return Tissue::csf;
  if (any_contains(white_matter, mm)) return Tissue::white;
  return Tissue::grey;
}

float intensity_of(Tissue tissue)
{
  switch (tissue) {
    case Tissue::white:
      return 9000;
    case Tissue::csf:
      return 13000;
    case Tissue::grey:
      break;
  }
  return 10500;
}

double weight_of(const NearestRoi& nearest, Tissue tissue)
{
  if (nearest.roi < 0 || tissue != Tissue::grey) return 0;
  const double steps = nearest.outside_mm / fall_off_mm;
  const double weight = std::exp(-0.5 * steps * steps);
  return weight < smallest_weight ? 0 : weight;
}

void require_places(const connectivity::RoiTable& rois)
{
  for (const auto& roi : rois)
    if (!roi.xyz_mm.allFinite() || !(roi.radius_mm > 0))
      throw base::UsageError("ROI " + roi.label + " has no place in a simulated brain",
                             {.field = "x_mm, y_mm, z_mm, radius_mm", .expected = "numbers, the radius above 0"});
}

void require_voxels(const connectivity::RoiTable& rois, const std::vector<std::int64_t>& inside)
{
  for (std::size_t r = 0; r < rois.size(); ++r)
    if (inside[r] == 0)
      throw base::UsageError("ROI " + rois[r].label + " holds no voxel of the grid",
                             {.field = "grid_mm", .expected = "a finer grid or a larger radius"});
}

}  // namespace

Eigen::Vector3d Lattice::centre(std::int64_t voxel) const
{
  const auto i = static_cast<double>(voxel % shape[0]);
  const auto j = static_cast<double>(voxel / shape[0] % shape[1]);
  const auto k = static_cast<double>(voxel / (shape[0] * shape[1]));
  return (to_mm * Eigen::Vector4d(i, j, k, 1)).head<3>();
}

Lattice mni_lattice(int spacing_mm)
{
  constexpr std::array<std::int64_t, 3> extent_mm{194, 230, 194};
  Lattice lattice;
  for (std::size_t axis = 0; axis < 3; ++axis) lattice.shape[axis] = (extent_mm[axis] + spacing_mm - 1) / spacing_mm;
  lattice.to_mm.diagonal().head<3>().setConstant(spacing_mm);
  lattice.to_mm.col(3).head<3>() = Eigen::Vector3d(-96, -132, -78);
  return lattice;
}

bool is_in_brain(const Eigen::Vector3d& mm)
{
  return any_contains(brain_parts, mm);
}

Brain build_brain(const Lattice& lattice, const connectivity::RoiTable& rois)
{
  require_places(rois);
  Brain brain;
  brain.lattice = lattice;
  std::vector<std::int64_t> inside(rois.size(), 0);
  for (std::int64_t voxel = 0; voxel < lattice.size(); ++voxel) {
    const Eigen::Vector3d mm = lattice.centre(voxel);
    const NearestRoi nearest = nearest_roi(rois, mm);
    const bool in_sphere = nearest.outside_mm <= 0;
    if (!in_sphere && !is_in_brain(mm)) continue;
    if (in_sphere) ++inside[static_cast<std::size_t>(nearest.roi)];
    const Tissue tissue = tissue_at(mm, nearest);
    const double weight = weight_of(nearest, tissue);
    brain.voxels.push_back(voxel);
    brain.tissue.push_back(tissue);
    brain.intensity.push_back(intensity_of(tissue));
    brain.roi.push_back(weight > 0 ? nearest.roi : -1);
    brain.roi_weight.push_back(static_cast<float>(weight));
  }
  require_voxels(rois, inside);
  return brain;
}

}  // namespace dmn::simulation
