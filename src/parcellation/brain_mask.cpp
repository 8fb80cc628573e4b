#include "parcellation/brain_mask.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/error.hpp"
#include "image/voxel_stream.hpp"

namespace dmn::parcellation {
namespace {

std::string shape_of(const image::Grid& grid)
{
  return fmt::format("{} x {} x {} voxels", grid.shape[0], grid.shape[1], grid.shape[2]);
}

void require_same_lattice(const image::NiftiHeader& mask, const image::Grid& run, const std::filesystem::path& path)
{
  if (mask.n_volumes != 1) {
    throw base::InputError(
        "is not a mask",
        {.file = path.string(), .field = "dim[4]", .expected = "1 volume", .found = std::to_string(mask.n_volumes)});
  }
  if (mask.grid.shape != run.shape) {
    throw base::InputError(
        "mask is on another grid than the run",
        {.file = path.string(), .field = "dim", .expected = shape_of(run), .found = shape_of(mask.grid)});
  }
  if (!image::same_lattice(mask.grid, run)) {
    throw base::InputError("mask is on another grid than the run", {.file = path.string(),
                                                                    .field = "affine",
                                                                    .expected = "that of the run",
                                                                    .found = "another position or voxel size"});
  }
}

}  // namespace

VoxelSet read_mask(const std::filesystem::path& path, const image::Grid& grid)
{
  image::VoxelStream stream(path);
  require_same_lattice(stream.header(), grid, path);
  VoxelSet mask(grid.n_voxels());
  std::vector<double> values;
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    image::decode(stream.header(), block.raw, values);
    auto voxel = static_cast<std::uint32_t>(block.first_voxel);
    for (const double value : values) {
      if (value > 0 || value < 0) mask.insert(voxel);
      ++voxel;
    }
  }
  return mask;
}

}  // namespace dmn::parcellation
