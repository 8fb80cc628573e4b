#include "reference_rows.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/delimited.hpp"
#include "report/tsv_writer.hpp"
#include "result_files.hpp"
#include "store/dataset_summary.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

using Content = ReferenceRow::Content;

constexpr std::array<std::pair<Content, const char*>, 3> content_words{
    {{Content::number, "number"}, {Content::count, "count"}, {Content::text, "text"}}};

/// The numbers of a summary under the names they have in the table.
constexpr std::array<std::pair<const char*, double stats::NumberSummary::*>, 5> summary_fields{
    {{"minimum", &stats::NumberSummary::minimum},
     {"maximum", &stats::NumberSummary::maximum},
     {"sum", &stats::NumberSummary::sum},
     {"sd", &stats::NumberSummary::sd},
     {"weighted", &stats::NumberSummary::weighted}}};

std::string word_of(Content content)
{
  return std::ranges::find(content_words, content, &std::pair<Content, const char*>::first)->second;
}

Content content_of(store::DatasetSummary::Content content)
{
  switch (content) {
    case store::DatasetSummary::Content::numbers:
      return Content::number;
    case store::DatasetSummary::Content::counts:
      return Content::count;
    case store::DatasetSummary::Content::text:
      return Content::text;
  }
  throw base::ShapeError("no such content of a dataset");
}

void add_datasets(const std::filesystem::path& out, const std::filesystem::path& file, std::vector<ReferenceRow>& rows)
{
  for (auto& dataset : store::file_summaries(out / file)) {
    rows.push_back({file.string(), std::move(dataset.dataset), content_of(dataset.content), std::move(dataset.shape),
                    dataset.numbers, std::move(dataset.digest)});
  }
}

void add_columns(const std::filesystem::path& out, const std::filesystem::path& file, std::vector<ReferenceRow>& rows)
{
  const auto table = files::read_tsv(out / file);
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    const auto cells = table.column(c);
    const auto numbers = numbers_of(cells);
    ReferenceRow row{unpacked_name(file).string(), table.names[c], Content::text, std::to_string(cells.size()), {}, ""};
    if (numbers.empty()) {
      row.digest = store::sha256_hex(base::join(cells, "\n"));
    } else {
      row.content = are_counts(cells) ? Content::count : Content::number;
      row.numbers = stats::summarise_numbers(numbers);
    }
    rows.push_back(std::move(row));
  }
}

[[noreturn]] void refuse(const files::DelimitedTable& table, std::size_t row, const std::string& field,
                         const std::string& found)
{
  throw base::InputError(
      "not a row of a reference",
      {.file = table.line_of(row), .field = field, .expected = "as `verify` writes it", .found = found});
}

double number_at(const files::DelimitedTable& table, std::size_t row, const std::string& name)
{
  const auto& cell = table.rows[row][table.require(name)];
  const auto number = numbers_of({cell});
  if (number.empty()) refuse(table, row, name, cell);
  return number.front();
}

ReferenceRow row_at(const files::DelimitedTable& table, std::size_t at)
{
  const auto cell = [&](const char* name) { return table.rows[at][table.require(name)]; };
  ReferenceRow row{cell("file"), cell("part"), Content::text, cell("shape"), {}, cell("digest")};
  const auto word = cell("content");
  const auto found = std::ranges::find(content_words, word, &std::pair<Content, const char*>::second);
  if (found == content_words.end()) refuse(table, at, "content", word);
  row.content = found->first;
  row.numbers.n_missing = static_cast<std::int64_t>(number_at(table, at, "n_missing"));
  row.numbers.n_infinite = static_cast<std::int64_t>(number_at(table, at, "n_infinite"));
  for (const auto& [name, field] : summary_fields) row.numbers.*field = number_at(table, at, name);
  return row;
}

}  // namespace

std::vector<double> numbers_of(const std::vector<std::string>& cells)
{
  std::vector<double> numbers;
  for (const auto& cell : cells) {
    const auto number = base::parse_double(cell);
    if (!number && !base::is_missing(cell)) return {};
    numbers.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return numbers;
}

bool are_counts(const std::vector<std::string>& cells)
{
  return std::ranges::all_of(
      cells, [](const auto& cell) { return base::is_missing(cell) || base::parse_integer(cell).has_value(); });
}

std::vector<ReferenceRow> summarise_results(const std::filesystem::path& out)
{
  std::vector<ReferenceRow> rows;
  for (const auto& file : result_files(out)) add_datasets(out, file, rows);
  for (const auto& file : result_tables(out)) {
    if (unpacked_name(file).extension() == ".tsv") add_columns(out, file, rows);
  }
  return rows;
}

std::string reference_text(const std::vector<ReferenceRow>& rows)
{
  const auto column = [&rows](const auto& cell_of) {
    std::vector<std::string> cells;
    std::ranges::transform(rows, std::back_inserter(cells), cell_of);
    return cells;
  };
  report::TsvWriter table;
  table.strings("file", column([](const ReferenceRow& row) { return row.file; }));
  table.strings("part", column([](const ReferenceRow& row) { return row.part; }));
  table.strings("content", column([](const ReferenceRow& row) { return word_of(row.content); }));
  table.strings("shape", column([](const ReferenceRow& row) { return row.shape; }));
  table.strings("n_missing", column([](const ReferenceRow& row) { return std::to_string(row.numbers.n_missing); }));
  table.strings("n_infinite", column([](const ReferenceRow& row) { return std::to_string(row.numbers.n_infinite); }));
  for (const auto& [name, field] : summary_fields) {
    table.strings(name, column([field](const ReferenceRow& row) { return base::format_number(row.numbers.*field); }));
  }
  table.strings("digest", column([](const ReferenceRow& row) { return row.digest; }));
  return table.text();
}

std::vector<ReferenceRow> read_reference_rows(const std::filesystem::path& path)
{
  const auto table = files::read_tsv(path);
  std::vector<ReferenceRow> rows;
  for (std::size_t at = 0; at < table.rows.size(); ++at) {
    rows.push_back(row_at(table, at));
    if (base::is_missing(rows.back().digest)) rows.back().digest.clear();
  }
  return rows;
}

}  // namespace dmn::jobs
