#include "fuzz_input.hpp"
#include "image/voxel_stream.hpp"
#include "parcellation/label_volume.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "image.nii");
  fuzz::read_or_refuse([&] {
    image::VoxelStream stream(path);
    std::vector<double> values;
    for (auto block = stream.next(); !block.empty(); block = stream.next()) decode(stream.header(), block.raw, values);
  });
  fuzz::read_or_refuse([&] {
    const parcellation::LabelVolume labels(path, {1, 2, 3});
    image::Grid half = labels.grid();
    half.to_mm.leftCols<3>() *= 2;
    for (auto& length : half.shape) length = std::min<std::int64_t>((length + 1) / 2, 64);
    label_membership(half, labels, 3);
  });
  return 0;
}
