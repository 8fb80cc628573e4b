#include <algorithm>
#include <nlohmann/json.hpp>

#include "column_words.hpp"
#include "export_parts.hpp"
#include "files/delimited.hpp"
#include "result_files.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json dictionary_of(const files::DelimitedTable& table)
{
  Json dictionary = Json::object();
  for (const auto& name : table.names) {
    const auto words = words_of_column(name);
    Json entry{{"Description", words.description}};
    if (!words.units.empty()) entry["Units"] = words.units;
    dictionary[name] = entry;
  }
  return dictionary;
}

bool is_of_statistics(const fs::path& table)
{
  const auto folder = table.begin()->string();
  return table.extension() == ".tsv" && (folder == "group" || folder == "pool");
}

}  // namespace

std::size_t export_dictionaries(const Options& options)
{
  std::size_t n = 0;
  for (const auto& table : result_tables(options.out)) {
    if (!is_of_statistics(table)) continue;
    const auto path = fs::path(options.out / table).replace_extension(".json");
    store::write_text_atomically(path, dictionary_of(files::read_tsv(options.out / table)).dump(2) + "\n");
    ++n;
  }
  return n;
}

}  // namespace dmn::jobs
