#include "store/dataset_reader.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

#include "store/attributes.hpp"
#include "store/hdf5_file.hpp"
#include "store/row_major.hpp"

namespace dmn::store {
namespace {

constexpr hsize_t block_bytes = 8 << 20;

Handle open_dataset(hid_t file, const std::string& path)
{
  if (!has_object(file, path)) throw base::IoError("the file has no dataset of this name", {.expected = path});
  return {H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "H5Dopen2"};
}

Shape shape_of(hid_t dataset)
{
  const Handle space(H5Dget_space(dataset), H5Sclose, "H5Dget_space");
  const int rank = check_hdf5(H5Sget_simple_extent_ndims(space.id()), "H5Sget_simple_extent_ndims");
  Shape shape(static_cast<std::size_t>(rank));
  if (rank > 0) check_hdf5(H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr), "H5Sget_simple_extent_dims");
  return shape;
}

/// Bytes the extents claim; the largest number if they cannot be counted.
hsize_t claimed_bytes(const Shape& shape, std::size_t element)
{
  constexpr hsize_t most = std::numeric_limits<hsize_t>::max();
  if (std::ranges::find(shape, hsize_t{0}) != shape.end()) return 0;
  hsize_t bytes = element;
  for (const auto extent : shape) bytes = bytes > most / extent ? most : bytes * extent;
  return bytes;
}

/// A dataset without values may still have an extent that whoever loops over its rows would never finish.
bool has_countable_extents(const Shape& shape)
{
  constexpr hsize_t most = std::numeric_limits<std::int32_t>::max();
  return std::ranges::all_of(shape, [](hsize_t extent) { return extent <= most; });
}

/// Reading one value of a chunk makes HDF5 allocate all of it.
hsize_t chunk_bytes(hid_t creation, std::size_t n_dimensions, std::size_t element)
{
  if (H5Pget_layout(creation) != H5D_CHUNKED) return 0;
  Shape chunk(n_dimensions);
  check_hdf5(H5Pget_chunk(creation, static_cast<int>(n_dimensions), chunk.data()), "H5Pget_chunk");
  return claimed_bytes(chunk, element);
}

/// Bytes of values that the storage can hold: deflate, the only filter repacking tools put in, expands 1032 times at
/// most.
hsize_t held_bytes(hid_t file, hid_t dataset, hid_t creation)
{
  constexpr hsize_t largest_expansion = 1032;
  hsize_t file_bytes = 0;
  check_hdf5(H5Fget_filesize(file, &file_bytes), "H5Fget_filesize");
  const hsize_t held = std::min(file_bytes, H5Dget_storage_size(dataset));
  return check_hdf5(H5Pget_nfilters(creation), "H5Pget_nfilters") > 0 ? held * largest_expansion : held;
}

ElementType element_type_of(hid_t type)
{
  const std::size_t size = H5Tget_size(type);
  if (H5Tget_class(type) == H5T_STRING) return {ElementType::Class::text, size};
  if (H5Tget_class(type) == H5T_FLOAT) return {ElementType::Class::float64, size};
  return {size <= 4 ? ElementType::Class::int32 : ElementType::Class::int64, size};
}

bool is_readable(hid_t type)
{
  const H5T_class_t kind = H5Tget_class(type);
  return kind == H5T_FLOAT || kind == H5T_INTEGER || (kind == H5T_STRING && H5Tis_variable_str(type) == 0);
}

bool is_ours(hid_t stored, const ElementType& type)
{
  if (type.kind == ElementType::Class::text) return true;
  const Handle ours = hdf5_type(type);
  return H5Tequal(stored, ours.id()) > 0;
}

}  // namespace

void StoredDataset::require(bool condition, const std::string& problem) const
{
  if (!condition) throw base::IoError(problem, {.field = path_});
}

StoredDataset::StoredDataset(hid_t file, std::string path)
    : path_(std::move(path)), dataset_(open_dataset(file, path_)), shape_(shape_of(dataset_.id()))
{
  const Handle stored(H5Dget_type(id()), H5Tclose, "H5Dget_type");
  require(is_readable(stored.id()), "a dataset is neither numbers nor fixed-length texts");
  require(shape_.size() == 1 || shape_.size() == 2, "a dataset has neither one nor two dimensions");
  type_ = element_type_of(stored.id());
  exact_type_ = is_ours(stored.id(), type_);

  const Handle creation(H5Dget_create_plist(id()), H5Pclose, "H5Dget_create_plist");
  const bool outside = H5Pget_layout(creation.id()) == H5D_VIRTUAL || H5Pget_external_count(creation.id()) != 0;
  require(!outside, "a dataset keeps its values in another file");
  const hsize_t claimed = claimed_bytes(shape_, type_.size);
  require(claimed <= held_bytes(file, id(), creation.id()), "a dataset claims more values than the file holds");
  require(has_countable_extents(shape_), "a dataset has an extent that no file of this program has");
  require(chunk_bytes(creation.id(), shape_.size(), type_.size) <= std::max(claimed, block_bytes),
          "a dataset has chunks that are larger than its values");
}

void StoredDataset::read(hid_t memory_type, const Shape& start, const Shape& count, void* values) const
{
  if (element_count(count) == 0) return;
  const Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose,
                      "H5Screate_simple");
  const Handle file(H5Dget_space(id()), H5Sclose, "H5Dget_space");
  check_hdf5(H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
             "H5Sselect_hyperslab");
  check_hdf5(H5Dread(id(), memory_type, memory.id(), file.id(), H5P_DEFAULT, values), "H5Dread");
}

void StoredDataset::read_all(hid_t memory_type, void* values) const
{
  read(memory_type, Shape(shape_.size(), 0), shape_, values);
}

std::vector<double> StoredDataset::numbers() const
{
  require(!is_text() && shape_.size() == 1, "a dataset is not a vector of numbers");
  std::vector<double> values(element_count(shape_));
  read_all(H5T_NATIVE_DOUBLE, values.data());
  return values;
}

std::vector<std::int64_t> StoredDataset::integers() const
{
  require(!is_text() && type_.kind != ElementType::Class::float64 && shape_.size() == 1,
          "a dataset is not a vector of integers");
  std::vector<std::int64_t> values(element_count(shape_));
  read_all(H5T_NATIVE_INT64, values.data());
  return values;
}

std::vector<std::string> StoredDataset::texts() const
{
  require(is_text() && shape_.size() == 1, "a dataset is not a vector of texts");
  const Handle stored(H5Dget_type(id()), H5Tclose, "H5Dget_type");
  std::string padded(element_count(shape_) * type_.size, '\0');
  read_all(stored.id(), padded.data());
  std::vector<std::string> values;
  for (std::size_t first = 0; first < padded.size(); first += type_.size) {
    const std::string_view field = std::string_view(padded).substr(first, type_.size);
    values.emplace_back(field.substr(0, field.find('\0')));
  }
  return values;
}

Eigen::MatrixXd StoredDataset::matrix() const
{
  require(shape_.size() == 2, "a dataset is not a matrix of numbers");
  return columns(0, static_cast<Eigen::Index>(shape_[1]));
}

Eigen::MatrixXd StoredDataset::columns(Eigen::Index first, Eigen::Index n) const
{
  require(!is_text() && shape_.size() == 2, "a dataset is not a matrix of numbers");
  require(first >= 0 && n >= 0 && first <= static_cast<Eigen::Index>(shape_[1]) - n,
          "a dataset does not have these columns");
  const auto rows = static_cast<Eigen::Index>(shape_[0]);
  Eigen::MatrixXd result(rows, n);
  const Eigen::Index step = static_cast<Eigen::Index>(block_shape()[0]);
  for (Eigen::Index row = 0; row < rows; row += step) {
    RowMajor block(std::min(step, rows - row), n);
    read(H5T_NATIVE_DOUBLE, {static_cast<hsize_t>(row), static_cast<hsize_t>(first)},
         {static_cast<hsize_t>(block.rows()), static_cast<hsize_t>(n)}, block.data());
    result.middleRows(row, block.rows()) = from_row_major(block);
  }
  return result;
}

const StoredDataset& StoredDataset::expect(const Shape& shape) const
{
  const auto words = [](const Shape& extents) {
    std::string text = std::to_string(extents.front());
    if (extents.size() == 2) text += " x " + std::to_string(extents.back());
    return text;
  };
  if (shape_ != shape) {
    throw base::IoError("a dataset does not fit the others",
                        {.field = path_, .expected = words(shape), .found = words(shape_)});
  }
  return *this;
}

/// Some rows, as many as fit the bound and a multiple of the chunk's; where one row is too long, a part of it.
Shape StoredDataset::block_shape() const
{
  std::array<hsize_t, 2> chunk = {1, 1};
  const Handle creation(H5Dget_create_plist(id()), H5Pclose, "H5Dget_create_plist");
  if (H5Pget_layout(creation.id()) == H5D_CHUNKED) H5Pget_chunk(creation.id(), 2, chunk.data());
  const hsize_t row_length = shape_.size() == 2 ? std::max<hsize_t>(shape_[1], 1) : 1;
  const hsize_t fitting = std::max<hsize_t>(block_bytes / type_.size, 1);
  const hsize_t rows = std::max<hsize_t>(fitting / row_length, 1);
  const hsize_t whole_chunks = rows < chunk[0] ? rows : rows - rows % chunk[0];
  return {whole_chunks, std::min(row_length, fitting)};
}

std::string StoredDataset::digest() const
{
  require(exact_type_, "a dataset has a type that this program never writes");
  const Handle memory_type = hdf5_type(type_);
  DatasetDigester digester(type_, shape_);
  const Shape step = block_shape();
  const hsize_t width = shape_.size() == 2 ? shape_[1] : 1;
  std::vector<std::byte> values;
  for (hsize_t row = 0; row < shape_[0]; row += step[0]) {
    for (hsize_t column = 0; column < width; column += step[1]) {
      Shape start = {row, column};
      Shape count = {std::min(step[0], shape_[0] - row), std::min(step[1], width - column)};
      start.resize(shape_.size());
      count.resize(shape_.size());
      values.resize(element_count(count) * type_.size);
      read(memory_type.id(), start, count, values.data());
      digester.add(values);
    }
  }
  return digester.finish(id());
}

std::string StoredDataset::recorded_digest() const
{
  return has_attribute(id(), digest_attribute) ? read_text_attribute(id(), digest_attribute) : "";
}

const StoredDataset& StoredDataset::verify() const
{
  const std::string recorded = recorded_digest();
  const std::string now = digest();
  if (recorded != now) {
    throw base::IoError("content does not match the digest recorded when it was written",
                        {.field = path_, .expected = recorded, .found = now});
  }
  return *this;
}

}  // namespace dmn::store
