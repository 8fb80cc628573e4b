#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <filesystem>

namespace dmn::jobs {

/// What a comparison of results with a reference found. Numbers decide; digests and words are told beside.
struct ComparedResults {
  std::vector<std::string> differences;  ///< of numbers, counts, shapes; things that are missing
  std::vector<std::string> remarks;      ///< what does not decide
  std::size_t n_compared = 0;            ///< datasets, columns and tables
  std::size_t n_digests = 0;             ///< of the reference
  std::size_t n_equal_digests = 0;
};

/// Compares a folder of results with a reference: either what write_reference() made, or another folder of results.
/// Counts must be equal; a number may differ by 1e-9 of the largest magnitude of its column or dataset (in JSON: of 1
/// or itself, whichever is larger). Whole tables of the reference are compared cell by cell, the rest by its summary.
/// @throws UsageError when either is no folder; NothingToDo when the reference holds no numbers; InputError, IoError
ComparedResults compare_results(const std::filesystem::path& out, const std::filesystem::path& reference);

/// Makes a small reference of a folder of results: `numbers.tsv` with the summary and digest of everything, and tables
/// up to 128 KiB as they are (TSV as gzip). Replaces those files of the reference, leaves others alone.
void write_reference(const std::filesystem::path& out, const std::filesystem::path& reference);

}  // namespace dmn::jobs
