#include "files/matrix_file.hpp"
#include "fuzz_input.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "matrix.npy");
  fuzz::read_or_refuse([&] { files::read_npy(path); });
  return 0;
}
