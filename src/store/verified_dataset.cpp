#include "store/verified_dataset.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "store/attributes.hpp"

namespace dmn::store {
namespace {

int as_int(std::int64_t value, const std::string& path)
{
  if (value < 0 || value > std::numeric_limits<int>::max())
    throw base::IoError("a count is out of range",
                        {.field = path, .expected = "0 to 2147483647", .found = std::to_string(value)});
  return static_cast<int>(value);
}

}  // namespace

StoredDataset verified(hid_t file, const std::string& path)
{
  StoredDataset dataset(file, path);
  dataset.verify();
  return dataset;
}

Eigen::VectorXi verified_counts(hid_t file, const std::string& path)
{
  const auto values = verified(file, path).integers();
  Eigen::VectorXi result(static_cast<Eigen::Index>(values.size()));
  std::ranges::transform(values, result.begin(), [&](std::int64_t value) { return as_int(value, path); });
  return result;
}

Eigen::VectorXd verified_numbers(hid_t file, const std::string& path)
{
  const auto values = verified(file, path).numbers();
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

void require_sealed(hid_t file)
{
  if (has_attribute(file, digest_attribute) && read_text_attribute(file, digest_attribute) == group_digest(file))
    return;
  throw base::IoError("attributes do not match the digest recorded when they were written", {.field = "/"});
}

}  // namespace dmn::store
