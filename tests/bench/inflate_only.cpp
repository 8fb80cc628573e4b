// inflate_only FILE...: inflates gzip files with ISA-L, checks their checksums and throws the bytes away. What any
// program that reads these files must spend at least: the yardstick of roi_means.
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "bench/usage.hpp"

namespace {

std::uint64_t inflate_file(const char* path, std::size_t output_bytes)
{
  const int file = ::open(path, O_RDONLY);
  std::vector<std::uint8_t> input(std::size_t{1} << 18), output(output_bytes);
  auto state = std::make_unique<inflate_state>();
  isal_inflate_init(state.get());
  state->crc_flag = ISAL_GZIP;
  std::uint64_t total = 0;
  while (state->block_state != ISAL_BLOCK_FINISH) {
    if (state->avail_in == 0) {
      const ssize_t count = ::read(file, input.data(), input.size());
      if (count <= 0) std::exit(1);
      state->next_in = input.data();
      state->avail_in = static_cast<std::uint32_t>(count);
    }
    state->next_out = output.data();
    state->avail_out = static_cast<std::uint32_t>(output.size());
    if (isal_inflate(state.get()) != ISAL_DECOMP_OK) std::exit(1);
    total += output.size() - state->avail_out;
  }
  ::close(file);
  return total;
}

}  // namespace

int main(int argc, char** argv)
{
  const char* const block = std::getenv("BLOCK_BYTES");
  const std::size_t output_bytes = block != nullptr ? std::strtoull(block, nullptr, 10) : std::size_t{1} << 17;
  std::uint64_t total = 0;
  for (int i = 1; i < argc; ++i) total += inflate_file(argv[i], output_bytes);
  std::printf("%.4f\t%ld\t%llu\n", dmn::bench::cpu_s(), dmn::bench::peak_kib(), static_cast<unsigned long long>(total));
}
