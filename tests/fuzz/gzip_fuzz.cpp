#include <array>

#include "files/byte_stream.hpp"
#include "fuzz_input.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "bytes.gz");
  static std::array<std::byte, std::size_t{1} << 17> buffer;
  for (const std::size_t request : {std::size_t{7}, std::size_t{4099}, buffer.size()}) {
    fuzz::read_or_refuse([&] {
      files::ByteStream stream(path);
      const std::uint64_t enough = request * 4096;
      while (stream.position() < enough && stream.read(std::span(buffer).first(request)) > 0) continue;
    });
  }
  return 0;
}
