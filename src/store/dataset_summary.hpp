#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "stats/number_summary.hpp"

namespace dmn::store {

/// One dataset of a result file in few numbers, beside its digest.
struct DatasetSummary {
  enum class Content { numbers, counts, text };  ///< counts: stored as integers

  std::string dataset;  ///< `/edges/t`
  Content content = Content::numbers;
  std::string shape;             ///< `91 x 7381`, `1653`
  stats::NumberSummary numbers;  ///< row-major; of texts only their number
  std::string digest;            ///< as file_digests() has it
};

/// Every dataset of an HDF5 file of ours, sorted by name; neither /provenance nor the attributes of groups.
/// Memory: one dataset.
/// @throws IoError naming the file and the dataset when it cannot be read
std::vector<DatasetSummary> file_summaries(const std::filesystem::path& path);

}  // namespace dmn::store
