#include "store/dataset_writer.hpp"

#include <algorithm>
#include <array>

#include "store/attributes.hpp"

namespace dmn::store {
namespace {

/// Small datasets stand in the object header itself: one read, protected by its checksum.
constexpr std::size_t largest_compact = 4096;

Handle simple_space(const Shape& shape)
{
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, "H5Screate_simple"};
}

Handle dataset_properties()
{
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "H5Pcreate");
  check_hdf5(H5Pset_obj_track_times(properties.id(), false), "H5Pset_obj_track_times");
  return properties;
}

Handle create_dataset(hid_t parent, const std::string& name, const ElementType& type, const Shape& shape,
                      const Handle& properties)
{
  const Handle stored = hdf5_type(type);
  const Handle space = simple_space(shape);
  return {H5Dcreate2(parent, name.c_str(), stored.id(), space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
          H5Dclose, "H5Dcreate2"};
}

void write_meaning(hid_t dataset, const Meaning& meaning)
{
  write_attribute(dataset, "units", meaning.units);
  write_attribute(dataset, "description", meaning.description);
  for (const auto& [name, text] : meaning.more) write_attribute(dataset, name, text);
}

void write_whole(hid_t parent, const std::string& name, const ElementType& type, const Shape& shape,
                 std::span<const std::byte> values, const Meaning& meaning)
{
  const Handle properties = dataset_properties();
  if (!values.empty() && values.size() <= largest_compact) {
    check_hdf5(H5Pset_layout(properties.id(), H5D_COMPACT), "H5Pset_layout");
  }
  const Handle dataset = create_dataset(parent, name, type, shape, properties);
  const Handle stored = hdf5_type(type);
  if (!values.empty()) {
    check_hdf5(H5Dwrite(dataset.id(), stored.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "H5Dwrite");
  }
  write_meaning(dataset.id(), meaning);
  DatasetDigester digester(type, shape);
  digester.add(values);
  write_attribute(dataset.id(), digest_attribute, digester.finish(dataset.id()));
}

}  // namespace

void write_numbers(hid_t parent, const std::string& name, std::span<const double> values, const Meaning& meaning)
{
  write_whole(parent, name, ElementType::float64(), {values.size()}, std::as_bytes(values), meaning);
}

void write_matrix(hid_t parent, const std::string& name, const Eigen::Ref<const Eigen::MatrixXd>& values,
                  const Meaning& meaning)
{
  const RowMajor rows = to_row_major(values);
  const std::span<const double> numbers(rows.data(), static_cast<std::size_t>(rows.size()));
  const Shape shape = {static_cast<hsize_t>(rows.rows()), static_cast<hsize_t>(rows.cols())};
  write_whole(parent, name, ElementType::float64(), shape, std::as_bytes(numbers), meaning);
}

void write_integers(hid_t parent, const std::string& name, std::span<const std::int32_t> values, const Meaning& meaning)
{
  write_whole(parent, name, ElementType::int32(), {values.size()}, std::as_bytes(values), meaning);
}

void write_integers(hid_t parent, const std::string& name, std::span<const std::int64_t> values, const Meaning& meaning)
{
  write_whole(parent, name, ElementType::int64(), {values.size()}, std::as_bytes(values), meaning);
}

void write_texts(hid_t parent, const std::string& name, std::span<const std::string> values, const Meaning& meaning)
{
  std::size_t longest = 1;
  for (const auto& value : values) longest = std::max(longest, value.size());
  std::string padded(longest * values.size(), '\0');
  for (std::size_t row = 0; row < values.size(); ++row)
    std::ranges::copy(values[row], padded.begin() + static_cast<std::ptrdiff_t>(row * longest));
  write_whole(parent, name, ElementType::text(longest), {values.size()}, std::as_bytes(std::span(padded)), meaning);
}

namespace {

Handle create_chunked(hid_t parent, const std::string& name, const Shape& shape, const ChunkShape& chunk)
{
  const Handle properties = dataset_properties();
  if (element_count(shape) > 0) {
    const std::array<hsize_t, 2> extents = {std::min(shape[0], static_cast<hsize_t>(chunk.rows)),
                                            std::min(shape[1], static_cast<hsize_t>(chunk.columns))};
    check_hdf5(H5Pset_chunk(properties.id(), 2, extents.data()), "H5Pset_chunk");
  }
  return create_dataset(parent, name, ElementType::float64(), shape, properties);
}

Shape shape_of(Eigen::Index rows, Eigen::Index columns)
{
  return {static_cast<hsize_t>(rows), static_cast<hsize_t>(columns)};
}

}  // namespace

RowWriter::RowWriter(hid_t parent, const std::string& name, Eigen::Index rows, Eigen::Index columns,
                     const ChunkShape& chunk, const Meaning& meaning)
    : rows_(rows),
      columns_(columns),
      chunk_rows_(chunk.rows),
      dataset_(create_chunked(parent, name, shape_of(rows, columns), chunk)),
      digester_(ElementType::float64(), shape_of(rows, columns))
{
  write_meaning(dataset_.id(), meaning);
}

void RowWriter::append(const Eigen::Ref<const Eigen::MatrixXd>& rows)
{
  if (rows.cols() != columns_ || rows.rows() > rows_ - rows_given()) {
    throw base::ShapeError(
        "rows do not fit what is left of a dataset",
        {.expected = "at most " + std::to_string(rows_ - rows_given()) + " x " + std::to_string(columns_),
         .found = std::to_string(rows.rows()) + " x " + std::to_string(rows.cols())});
  }
  if (buffer_.size() == 0) buffer_.resize(std::min(chunk_rows_, rows_), columns_);
  for (Eigen::Index taken = 0; taken < rows.rows();) {
    const Eigen::Index n = std::min(buffer_.rows() - buffered_, rows.rows() - taken);
    buffer_.middleRows(buffered_, n) = to_row_major(rows.middleRows(taken, n));
    taken += n;
    buffered_ += n;
    if (buffered_ == buffer_.rows() || rows_given() == rows_) flush();
  }
}

void RowWriter::flush()
{
  const std::span<const double> values(buffer_.data(), static_cast<std::size_t>(buffered_ * columns_));
  if (!values.empty()) {
    const Shape start = shape_of(written_, 0);
    const Shape count = shape_of(buffered_, columns_);
    const Handle memory = simple_space(count);
    const Handle file(H5Dget_space(dataset_.id()), H5Sclose, "H5Dget_space");
    check_hdf5(H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
               "H5Sselect_hyperslab");
    check_hdf5(H5Dwrite(dataset_.id(), H5T_NATIVE_DOUBLE, memory.id(), file.id(), H5P_DEFAULT, values.data()),
               "H5Dwrite");
    digester_.add(std::as_bytes(values));
  }
  written_ += buffered_;
  buffered_ = 0;
}

void RowWriter::finish()
{
  if (rows_given() != rows_) {
    throw base::ShapeError("rows of a dataset are missing",
                           {.expected = std::to_string(rows_), .found = std::to_string(rows_given())});
  }
  buffer_.resize(0, 0);
  write_attribute(dataset_.id(), digest_attribute, digester_.finish(dataset_.id()));
  dataset_.close();
}

}  // namespace dmn::store
