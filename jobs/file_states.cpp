#include "file_states.hpp"

#include "result_files.hpp"
#include "store/digest.hpp"

#include <array>
#include <cstddef>
#include <fstream>

#include "base/error.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

bool holds_results(const fs::path& path)
{
  return path.extension() == ".h5";
}

std::string state_of(const std::vector<store::DatasetDigest>& digests)
{
  std::string text;
  for (const auto& dataset : digests) text += dataset.dataset + " " + dataset.digest + "\n";
  return store::sha256_hex(text);
}

std::string state_of_bytes(const fs::path& path)
{
  std::ifstream file(path, std::ios::binary);
  if (!file) throw base::InputError("cannot be read", {.file = path.string()});
  store::Sha256 hash;
  std::array<char, 65536> block{};
  while (file.read(block.data(), block.size()), file.gcount() > 0)
    hash.update(std::string_view(block.data(), static_cast<std::size_t>(file.gcount())));
  return hash.hex();
}

}  // namespace

std::string file_state(const fs::path& path)
{
  return holds_results(path) ? state_of(store::file_digests(path)) : state_of_bytes(path);
}

std::string written_state(const fs::path& path)
{
  return holds_results(path) ? state_of(store::recorded_digests(path)) : state_of_bytes(path);
}

std::map<std::string, long long> result_times(const fs::path& out)
{
  std::map<std::string, long long> times;
  if (!fs::is_directory(out)) return times;
  for (const auto& files : {result_files(out), result_tables(out), result_pages(out)}) {
    for (const auto& file : files) times[file.string()] = fs::last_write_time(out / file).time_since_epoch().count();
  }
  return times;
}

}  // namespace dmn::jobs
