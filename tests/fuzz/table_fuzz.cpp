#include "bids/confounds_file.hpp"
#include "bids/manifest.hpp"
#include "bids/matrices.hpp"
#include "bids/participants.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "fuzz_input.hpp"

using namespace dmn;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto path = fuzz::as_file(data, size, "table.tsv");
  fuzz::read_or_refuse([&] { files::read_tsv(path); });
  fuzz::read_or_refuse([&] { files::read_text_matrix(path); });
  fuzz::read_or_refuse([&] { files::read_text_matrix_shape(path); });
  fuzz::read_or_refuse([&] { bids::joined_table({bids::ParticipantsTable(path, "group", "site")}, {"sub-none"}); });
  fuzz::read_or_refuse([&] { bids::read_confounds(path, std::nullopt); });
  fuzz::read_or_refuse([&] { bids::read_manifest(path); });
  fuzz::read_or_refuse([&] { bids::read_matrices({.matrices = path, .participants = path}); });
  return 0;
}
