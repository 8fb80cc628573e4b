#include "fuzz_input.hpp"
#include "parcellation/roi_set.hpp"
#include "parcellation/spheres.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "rois.tsv");
  fuzz::read_or_refuse([&] { parcellation::read_roi_table(path); });
  fuzz::read_or_refuse([&] { parcellation::load_roi_set({.set = path.string()}, path.parent_path()); });
  return 0;
}
