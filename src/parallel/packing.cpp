#include "parallel/packing.hpp"

#include "base/error.hpp"

namespace dmn::parallel {

std::string_view Unpacker::take(std::size_t length)
{
  if (length > bytes_.size()) throw base::IoError("a message between ranks is shorter than its content");
  const std::string_view part = bytes_.substr(0, length);
  bytes_.remove_prefix(length);
  return part;
}

std::string to_bytes(const Eigen::MatrixXd& matrix)
{
  std::string bytes = Packer().put(std::int64_t{matrix.rows()}).put(std::int64_t{matrix.cols()}).take();
  bytes.append(reinterpret_cast<const char*>(matrix.data()), static_cast<std::size_t>(matrix.size()) * sizeof(double));
  return bytes;
}

Eigen::MatrixXd matrix_from_bytes(std::string_view bytes)
{
  Unpacker unpacker(bytes);
  const auto rows = unpacker.value<std::int64_t>();
  const auto columns = unpacker.value<std::int64_t>();
  Eigen::MatrixXd matrix(rows, columns);
  if (matrix.size() > 0) std::memcpy(matrix.data(), unpacker.rest().data(), unpacker.rest().size());
  return matrix;
}

}  // namespace dmn::parallel
