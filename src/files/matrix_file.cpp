#include "files/matrix_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/line_stream.hpp"

namespace dmn::files {
namespace {

using base::InputError;

constexpr std::string_view blanks = " \t";

/// How the cells of a file are told apart; `blank` takes runs of blanks as one.
enum class Separator : char { tab = '\t', comma = ',', blank = ' ' };

Separator separator_of(std::string_view line)
{
  if (line.find('\t') != std::string_view::npos) return Separator::tab;
  if (line.find(',') != std::string_view::npos) return Separator::comma;
  return Separator::blank;
}

std::string_view without_blanks(std::string_view cell)
{
  const auto first = cell.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return cell.substr(first, cell.find_last_not_of(blanks) - first + 1);
}

/// Calls `visit(cell)` for every cell of a line.
template <class Visit>
void for_each_cell(std::string_view line, Separator separator, Visit visit)
{
  if (separator != Separator::blank) {
    while (line.data() != nullptr) visit(without_blanks(take_field(line, static_cast<char>(separator))));
    return;
  }
  for (auto start = line.find_first_not_of(blanks); start != std::string_view::npos;
       start = line.find_first_not_of(blanks, start)) {
    const auto end = std::min(line.find_first_of(blanks, start), line.size());
    visit(line.substr(start, end - start));
    start = end;
  }
}

/// NaN for a missing cell, nothing for one that is no number.
std::optional<double> number_in(std::string_view cell)
{
  const char* first = cell.data();
  const char* last = first + cell.size();
  if (cell.starts_with('+')) ++first;
  double value = 0;
  const auto [end, status] = std::from_chars(first, last, value);
  if (status == std::errc{} && end == last && first != last) return value;
  if (base::is_missing(cell)) return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

/// The cells of the first line if it is a header: more words than numbers. One word among numbers is a bad cell, not a
/// header.
std::vector<std::string> header_in(std::string_view line, Separator separator)
{
  if (line.starts_with('#')) line.remove_prefix(1);
  std::vector<std::string> names;
  std::size_t n_words = 0;
  for_each_cell(line, separator, [&](std::string_view cell) {
    names.emplace_back(cell);
    if (!number_in(cell)) ++n_words;
  });
  if (2 * n_words <= names.size()) names.clear();
  return names;
}

/// What the first two lines of a file say of the others, and then its rows of numbers.
class Opening {
 public:
  explicit Opening(const std::filesystem::path& path) : lines_(path)
  {
    for (std::string_view line; ahead_.size() < 2 && lines_.next(line);) ahead_.emplace_back(line);
    if (ahead_.empty()) return;
    separator = separator_of(ahead_.back());
    names = header_in(ahead_.front(), separator);
    next_ = names.empty() ? 0 : 1;
  }

  bool next_row(std::string_view& line)
  {
    if (next_ < ahead_.size()) {
      line = ahead_[next_++];
      number_ = next_;
      return true;
    }
    const bool found = lines_.next(line);
    number_ = lines_.number();
    return found;
  }

  std::size_t line_number() const noexcept { return number_; }

  Separator separator = Separator::blank;
  std::vector<std::string> names;  ///< empty without a header

 private:
  LineStream lines_;
  std::vector<std::string> ahead_;
  std::size_t next_ = 0;
  std::size_t number_ = 0;
};

class RowReader {
 public:
  RowReader(const std::filesystem::path& path, Separator separator, std::size_t n_columns)
      : path_(path), separator_(separator), n_columns_(n_columns)
  {
  }

  void add(std::string_view line, std::size_t number)
  {
    std::size_t column = 0;
    for_each_cell(line, separator_, [&](std::string_view cell) {
      ++column;
      const auto value = number_in(cell);
      if (!value) throw InputError("is no number", bad_cell(number, column, cell));
      values_.push_back(*value);
    });
    if (column == 0)
      throw InputError(
          "a line without numbers",
          {.file = fmt::format("{}:{}", path_.string(), number), .expected = "numbers", .found = "blanks only"});
    if (n_columns_ == 0) n_columns_ = column;
    if (column != n_columns_)
      throw InputError("rows of unequal length", {.file = fmt::format("{}:{}", path_.string(), number),
                                                  .expected = fmt::format("{} columns", n_columns_),
                                                  .found = std::to_string(column)});
    ++n_rows_;
  }

  Eigen::MatrixXd matrix() const
  {
    if (n_rows_ == 0) throw InputError("holds no row of numbers", {.file = path_.string()});
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<const RowMajor>(values_.data(), n_rows_, static_cast<Eigen::Index>(n_columns_));
  }

 private:
  base::Facts bad_cell(std::size_t line, std::size_t column, std::string_view cell) const
  {
    constexpr std::size_t shown = 40;
    return {.file = fmt::format("{}:{}", path_.string(), line),
            .field = fmt::format("column {}", column),
            .expected = "a number or n/a",
            .found = std::string(cell.substr(0, shown))};
  }

  const std::filesystem::path& path_;
  Separator separator_;
  std::size_t n_columns_;
  Eigen::Index n_rows_ = 0;
  std::vector<double> values_;
};

}  // namespace

TextMatrix read_text_matrix(const std::filesystem::path& path)
{
  Opening opening(path);
  RowReader rows(path, opening.separator, opening.names.size());
  std::string_view line;
  while (opening.next_row(line)) rows.add(line, opening.line_number());
  return {.names = std::move(opening.names), .values = rows.matrix()};
}

TextMatrixShape read_text_matrix_shape(const std::filesystem::path& path)
{
  Opening opening(path);
  TextMatrixShape shape;
  std::string_view line;
  while (opening.next_row(line)) {
    if (++shape.rows == 1) for_each_cell(line, opening.separator, [&](std::string_view) { ++shape.columns; });
  }
  if (shape.rows == 0) throw InputError("holds no row of numbers", {.file = path.string()});
  return shape;
}

}  // namespace dmn::files
