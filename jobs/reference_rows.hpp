#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "stats/number_summary.hpp"

namespace dmn::jobs {

/// A dataset of a result file, or a column of a result table, in few numbers: a row of a reference's `numbers.tsv`.
struct ReferenceRow {
  enum class Content { number, count, text };

  std::string file;  ///< relative to the results; of a packed table the unpacked name
  std::string part;  ///< `/edges/t`, or the column
  Content content = Content::number;
  std::string shape;
  stats::NumberSummary numbers;
  std::string digest;  ///< of the dataset, or of the cells of a column of texts; empty for a column of numbers
};

/// Every dataset and column under a folder of results, by file and part.
/// @throws UsageError when it is no folder; InputError, IoError for a result that cannot be read
std::vector<ReferenceRow> summarise_results(const std::filesystem::path& out);

/// The cells of a column as numbers, NaN for `n/a`; empty if one is neither.
std::vector<double> numbers_of(const std::vector<std::string>& cells);

/// True if every cell is a whole number or missing.
bool are_counts(const std::vector<std::string>& cells);

/// `numbers.tsv` of a reference: file part content shape n_missing n_infinite minimum maximum sum sd weighted digest.
std::string reference_text(const std::vector<ReferenceRow>& rows);
/// @throws InputError naming file, line and field
std::vector<ReferenceRow> read_reference_rows(const std::filesystem::path& path);

}  // namespace dmn::jobs
