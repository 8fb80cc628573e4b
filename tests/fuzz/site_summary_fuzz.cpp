#include "fuzz_input.hpp"
#include "store/site_summary_file.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "site.h5");
  fuzz::read_or_refuse([&] { store::read_site_summary(path); });
  return 0;
}
