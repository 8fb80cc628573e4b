#include "parcellation/label_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "image/voxel_stream.hpp"

namespace dmn::parcellation {
namespace {

constexpr double rounding_of_float32 = 1e-3;
constexpr double largest_label = 1e9;

std::int64_t label_of(double value, const std::filesystem::path& path)
{
  if (std::isnan(value)) return 0;
  const double nearest = std::nearbyint(value);
  if (!(std::abs(value) <= largest_label) || std::abs(value - nearest) > rounding_of_float32) {
    throw base::InputError("is not a label image", {.file = path.string(),
                                                    .field = "voxel",
                                                    .expected = "whole numbers up to 1e9",
                                                    .found = fmt::format("{}", value)});
  }
  return static_cast<std::int64_t>(nearest);
}

}  // namespace

image::Grid read_labels(const std::filesystem::path& path, const std::function<void(const LabelStretch&)>& visit)
{
  image::VoxelStream stream(path);
  if (stream.header().n_volumes != 1) {
    throw base::InputError("is not a label image", {.file = path.string(),
                                                    .field = "dim[4]",
                                                    .expected = "1 volume",
                                                    .found = std::to_string(stream.header().n_volumes)});
  }
  std::vector<double> values;
  LabelStretch stretch;
  double last = 0;
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    image::decode(stream.header(), block.raw, values);
    for (const double value : values) {
      if (value != last) {
        const std::int64_t label = label_of(value, path);
        last = value;
        if (label != stretch.value) {
          if (stretch.length > 0) visit(stretch);
          stretch = {stretch.first + stretch.length, 0, label};
        }
      }
      ++stretch.length;
    }
  }
  visit(stretch);
  return stream.header().grid;
}

}  // namespace dmn::parcellation
