#include "fuzz_input.hpp"
#include "store/shard.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "shard.h5");
  fuzz::read_or_refuse([&] { store::read_shard_fingerprints(path); });
  fuzz::read_or_refuse([&] { store::verify_shard(path); });
  fuzz::read_or_refuse([&] {
    const auto shard = store::read_shard(path);
    for (const auto& part : shard.combinations) store::read_shard_summary(path, part.roi_set, part.strategy);
  });
  return 0;
}
