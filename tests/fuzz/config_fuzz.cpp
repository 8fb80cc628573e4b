#include "fuzz_input.hpp"
#include "options.hpp"
#include "submit_options.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "study.cfg");
  fuzz::read_or_refuse([&] {
    const auto values = jobs::read_option_values({"--config", path.string(), "--out", "/nowhere"});
    fuzz::read_or_refuse([&] { jobs::resolve_options(values); });
    jobs::resolve_slurm_options(jobs::GivenValues(values));
  });
  return 0;
}
