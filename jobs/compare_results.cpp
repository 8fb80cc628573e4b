#include "compare_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "compare_tables.hpp"
#include "files/byte_sink.hpp"
#include "files/delimited.hpp"
#include "reference_rows.hpp"
#include "result_files.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using Content = ReferenceRow::Content;

constexpr const char* numbers_name = "numbers.tsv";
constexpr std::uintmax_t largest_whole_table = 128 * 1024;

using Rows = std::map<std::pair<std::string, std::string>, ReferenceRow>;

Rows rows_of(const fs::path& folder, bool is_reference)
{
  if (is_reference && !fs::is_directory(folder))
    throw base::UsageError("not a folder", {.file = folder.string(), .field = "reference"});
  const bool written = is_reference && fs::exists(folder / numbers_name);
  Rows rows;
  for (auto& row : written ? read_reference_rows(folder / numbers_name) : summarise_results(folder)) {
    auto key = std::make_pair(row.file, row.part);
    rows.emplace(std::move(key), std::move(row));
  }
  return rows;
}

/// Sums of more than a million values may differ by more than the largest of them may.
double rounding_of(std::int64_t n)
{
  constexpr double many = 1e6;
  return std::max(1.0, static_cast<double>(n) / many);
}

/// What differs in words; empty if nothing does.
std::string difference_of(const ReferenceRow& found, const ReferenceRow& expected)
{
  const auto& a = found.numbers;
  const auto& b = expected.numbers;
  const auto sentence = [](const char* what, const auto& here, const auto& there) {
    return fmt::format("{} {} where the reference has {}", what, here, there);
  };
  if (found.shape != expected.shape) return sentence("shape", found.shape, expected.shape);
  if ((found.content == Content::text) != (expected.content == Content::text))
    return "texts where numbers were, or numbers where texts were";
  if (a.n_missing != b.n_missing) return sentence("missing values:", a.n_missing, b.n_missing);
  if (a.n_infinite != b.n_infinite) return sentence("infinite values:", a.n_infinite, b.n_infinite);
  const bool counts = found.content == Content::count && expected.content == Content::count;
  const double scale = std::max(std::abs(b.minimum), std::abs(b.maximum)) * rounding_of(a.n);
  const std::pair<const char*, double stats::NumberSummary::*> fields[] = {
      {"minimum", &stats::NumberSummary::minimum},
      {"maximum", &stats::NumberSummary::maximum},
      {"sum", &stats::NumberSummary::sum},
      {"SD", &stats::NumberSummary::sd},
      {"weighted sum", &stats::NumberSummary::weighted}};
  for (const auto& [name, field] : fields) {
    if (!agree(a.*field, b.*field, counts ? 0 : scale))
      return sentence(name, base::format_number(a.*field), base::format_number(b.*field));
  }
  return {};
}

/// A column of texts has no other record than its digest: there it decides.
bool digest_decides(const ReferenceRow& row)
{
  return row.content == Content::text && !row.part.starts_with('/');
}

void compare_row(const ReferenceRow& found, const ReferenceRow& expected, ComparedResults& compared)
{
  const std::string name = expected.file + ":" + expected.part;
  ++compared.n_compared;
  const bool same_digest = found.digest == expected.digest;
  std::string difference = difference_of(found, expected);
  if (difference.empty() && digest_decides(expected) && !same_digest) difference = "other texts than the reference has";
  if (!difference.empty()) compared.differences.push_back(name + ": " + difference);
  if (expected.digest.empty()) return;
  ++compared.n_digests;
  compared.n_equal_digests += same_digest ? 1 : 0;
  if (!same_digest && difference.empty()) compared.remarks.push_back(name + ": another digest, the numbers agree");
}

void compare_rows(const Rows& found, const Rows& expected, ComparedResults& compared)
{
  for (const auto& [key, row] : expected) {
    const auto same = found.find(key);
    if (same == found.end()) {
      compared.differences.push_back(key.first + ":" + key.second + ": missing");
    } else {
      compare_row(same->second, row, compared);
    }
  }
  for (const auto& [key, row] : found) {
    if (!expected.contains(key)) compared.remarks.push_back(key.first + ":" + key.second + ": not in the reference");
  }
}

/// The table under its own name or packed; empty if neither is there.
fs::path table_below(const fs::path& folder, const fs::path& name)
{
  for (const auto& candidate : {folder / name, folder / (name.string() + ".gz")}) {
    if (fs::exists(candidate)) return candidate;
  }
  return {};
}

void compare_whole_tables(const fs::path& out, const fs::path& reference, ComparedResults& compared)
{
  for (const auto& table : result_tables(reference)) {
    const auto name = unpacked_name(table);
    if (name == numbers_name) continue;
    const auto found = table_below(out, name);
    ++compared.n_compared;
    if (found.empty()) {
      compared.differences.push_back(name.string() + ": missing");
    } else if (name.extension() == ".json") {
      compare_json(name.string(), found, reference / table, compared.differences, compared.remarks);
    } else {
      compare_tsv(name.string(), found, reference / table, compared.differences);
    }
  }
}

void copy_packed(const fs::path& from, const fs::path& to)
{
  const std::string text = files::read_text(from);
  fs::create_directories(to.parent_path());
  files::ByteSink sink(to, files::ByteSink::Format::gzip);
  sink.write(std::as_bytes(std::span(text)));
  sink.close();
}

}  // namespace

ComparedResults compare_results(const fs::path& out, const fs::path& reference)
{
  const Rows expected = rows_of(reference, true);
  if (expected.empty()) throw base::NothingToDo("the reference holds no result", {.file = reference.string()});
  ComparedResults compared;
  compare_rows(rows_of(out, false), expected, compared);
  compare_whole_tables(out, reference, compared);
  return compared;
}

void write_reference(const fs::path& out, const fs::path& reference)
{
  const auto rows = summarise_results(out);
  if (rows.empty()) throw base::NothingToDo("no cohort or result file was found", {.file = out.string()});
  store::write_text_atomically(reference / numbers_name, reference_text(rows));
  for (const auto& table : result_tables(out)) {
    const auto name = unpacked_name(table);
    if (files::read_text(out / table).size() > largest_whole_table) continue;
    if (name.extension() == ".json") {
      store::write_text_atomically(reference / name, files::read_text(out / table));
    } else {
      copy_packed(out / table, reference / (name.string() + ".gz"));
    }
  }
}

}  // namespace dmn::jobs
