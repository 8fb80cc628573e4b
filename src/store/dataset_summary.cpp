#include "store/dataset_summary.hpp"

#include "store/contents.hpp"
#include "store/dataset_reader.hpp"
#include "store/hdf5_file.hpp"
#include "store/row_major.hpp"

namespace dmn::store {
namespace {

std::string words(const Shape& shape)
{
  std::string text;
  for (const auto extent : shape) text += (text.empty() ? "" : " x ") + std::to_string(extent);
  return text;
}

stats::NumberSummary summary_of(const StoredDataset& dataset)
{
  if (dataset.is_text()) return {.n = static_cast<std::int64_t>(element_count(dataset.shape()))};
  if (dataset.shape().size() == 1) return stats::summarise_numbers(dataset.numbers());
  const RowMajor rows = dataset.matrix();
  return stats::summarise_numbers({rows.data(), static_cast<std::size_t>(rows.size())});
}

DatasetSummary::Content content_of(const StoredDataset& dataset)
{
  if (dataset.is_text()) return DatasetSummary::Content::text;
  return dataset.type().kind == ElementType::Class::float64 ? DatasetSummary::Content::numbers
                                                            : DatasetSummary::Content::counts;
}

}  // namespace

std::vector<DatasetSummary> file_summaries(const std::filesystem::path& path)
{
  return naming_file(path, [&] {
    const Handle file = open_file(path);
    std::vector<DatasetSummary> summaries;
    for (const auto& name : dataset_paths(file.id())) {
      const StoredDataset dataset(file.id(), name);
      summaries.push_back({name, content_of(dataset), words(dataset.shape()), summary_of(dataset), dataset.digest()});
    }
    return summaries;
  });
}

}  // namespace dmn::store
