#include "parcellation/label_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <span>

#include "base/error.hpp"

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

/// Stretches of equal labels, from blocks of voxels.
class StretchFinder {
 public:
  StretchFinder(const std::filesystem::path& path, const image::NiftiHeader& header,
                const std::function<void(const LabelStretch&)>& visit)
      : path_(path), header_(header), visit_(visit)
  {
  }

  template <class T>
  void add(std::span<const T> voxels)
  {
    for (std::size_t i = 0; i < voxels.size();) {
      const T raw = voxels[i];
      const std::size_t begin = i++;
      while (i < voxels.size() && voxels[i] == raw) ++i;
      append(label_of(header_.slope * static_cast<double>(raw) + header_.intercept, path_),
             static_cast<std::int64_t>(i - begin));
    }
  }

  void finish() const { visit_(stretch_); }

 private:
  void append(std::int64_t label, std::int64_t length)
  {
    if (label != stretch_.value) {
      if (stretch_.length > 0) visit_(stretch_);
      stretch_ = {stretch_.first + stretch_.length, 0, label};
    }
    stretch_.length += length;
  }

  const std::filesystem::path& path_;
  const image::NiftiHeader& header_;
  const std::function<void(const LabelStretch&)>& visit_;
  LabelStretch stretch_;
};

}  // namespace

LabelReader::LabelReader(const std::filesystem::path& path) : path_(path), stream_(path)
{
  if (stream_.header().n_volumes == 1) return;
  throw base::InputError("is not a label image", {.file = path.string(),
                                                  .field = "dim[4]",
                                                  .expected = "1 volume",
                                                  .found = std::to_string(stream_.header().n_volumes)});
}

void LabelReader::read(const std::function<void(const LabelStretch&)>& visit)
{
  StretchFinder stretches(path_, stream_.header(), visit);
  for (auto block = stream_.next(); !block.empty(); block = stream_.next()) {
    image::with_voxel_type(stream_.header().type,
                           [&]<class T>(std::type_identity<T>) { stretches.add(block.as<T>()); });
  }
  stretches.finish();
}

}  // namespace dmn::parcellation
