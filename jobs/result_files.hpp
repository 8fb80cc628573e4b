#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dmn::jobs {

/// HDF5 files of results under a folder, relative to it and sorted; shards (below sub-*) are a stage, not a result.
/// @throws UsageError when it is no folder
std::vector<std::filesystem::path> result_files(const std::filesystem::path& out);

/// Tables of results (`*.tsv`, `*.tsv.gz`, `*.json`) under a folder, relative to it and sorted. Left out: what tells of
/// paths, times and machines (manifest, provenance, Slurm's folder, the program's own state), and sub-*.
/// @throws UsageError when it is no folder
std::vector<std::filesystem::path> result_tables(const std::filesystem::path& out);

/// Pages for people (`*.html`) under a folder, relative to it and sorted.
std::vector<std::filesystem::path> result_pages(const std::filesystem::path& out);

/// `edges.tsv` of `edges.tsv.gz`: a table is the same table packed.
std::filesystem::path unpacked_name(const std::filesystem::path& table);

}  // namespace dmn::jobs
