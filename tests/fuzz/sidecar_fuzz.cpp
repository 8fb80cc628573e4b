#include "bids/confounds_file.hpp"
#include "bids/matrix_values.hpp"
#include "bids/sidecar.hpp"
#include "fuzz_input.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  constexpr std::string_view table = "a_comp_cor_00\tcosine00\trot_x\n0.5\t1\t-0.25\nn/a\t1\t0.25\n";
  const auto json = fuzz::as_file(data, size, "table.json");
  const auto tsv = fuzz::as_file(reinterpret_cast<const std::uint8_t*>(table.data()), table.size(), "table.tsv");
  fuzz::read_or_refuse([&] { bids::read_timing(json); });
  fuzz::read_or_refuse([&] { bids::read_confounds(tsv, json); });
  fuzz::read_or_refuse([&] { bids::read_matrix_values(tsv); });
  fuzz::read_or_refuse([&] { bids::read_matrix_note(tsv); });
  return 0;
}
