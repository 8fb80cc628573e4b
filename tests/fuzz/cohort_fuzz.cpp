#include "fuzz_input.hpp"
#include "store/cohort_file.hpp"
#include "store/digest.hpp"
#include "store/result_file.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "cohort.h5");
  fuzz::read_or_refuse([&] {
    const store::CohortReader reader(path);
    fuzz::read_or_refuse([&] { reader.provenance(); });
    for (const auto& kind : reader.kinds()) {
      fuzz::read_or_refuse([&] { reader.read_edges(kind.name, 0, reader.cohort().edges.size()); });
      fuzz::read_or_refuse([&] { reader.read_diagonal(kind.name); });
    }
  });
  fuzz::read_or_refuse([&] { store::file_digests(path); });
  fuzz::read_or_refuse([&] { store::read_numbers(path, "/qc/mean_fd"); });
  fuzz::read_or_refuse([&] { store::read_strings(path, "/rois/label"); });
  return 0;
}
