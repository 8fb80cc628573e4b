#include "store/dataset_digest.hpp"

#include <functional>
#include <numeric>

#include "store/attributes.hpp"
#include "store/canonical.hpp"

namespace dmn::store {

hsize_t element_count(const Shape& shape)
{
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>());
}

DatasetDigester::DatasetDigester(const ElementType& type, const Shape& shape) : type_(type)
{
  add_text(hash_, "dataset");
  add_text(hash_, name_of(type));
  std::string extents;
  for (const auto extent : shape) extents += std::to_string(extent) + " ";
  add_text(hash_, extents);
}

void DatasetDigester::add(std::span<const std::byte> values)
{
  if (type_.kind == ElementType::Class::float64) {
    add_doubles(hash_, {reinterpret_cast<const double*>(values.data()), values.size() / sizeof(double)});
  } else {
    hash_.update(values);
  }
}

std::string DatasetDigester::finish(hid_t dataset)
{
  add_attributes(hash_, dataset);
  return hash_.hex();
}

}  // namespace dmn::store
