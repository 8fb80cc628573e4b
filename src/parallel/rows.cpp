#include <utility>

#include "parallel/communicator.hpp"
#include "parallel/mpi_group.hpp"
#include "parallel/packing.hpp"

namespace dmn::parallel {

Eigen::MatrixXd Communicator::gather_rows_together(const Eigen::MatrixXd& mine) const
{
  if (!impl_) return mine;
  const auto texts = gather_together(to_bytes(mine));
  std::vector<Eigen::MatrixXd> parts;
  Eigen::Index n_rows = 0;
  Eigen::Index n_columns = 0;
  for (const auto& text : texts) {
    parts.push_back(matrix_from_bytes(text));
    n_rows += parts.back().rows();
    n_columns = std::max(n_columns, parts.back().cols());
  }
  Eigen::MatrixXd all(n_rows, n_columns);
  Eigen::Index first = 0;
  for (const auto& part : parts) {
    if (part.rows() > 0) all.middleRows(first, part.rows()) = part;
    first += part.rows();
  }
  return all;
}

Eigen::MatrixXd Communicator::maximum_together(const Eigen::MatrixXd& mine) const
{
  Eigen::MatrixXd largest = mine;
  if (impl_) impl_->maximum({largest.data(), static_cast<std::size_t>(largest.size())});
  return largest;
}

std::vector<Eigen::MatrixXd> Communicator::exchange_together(std::vector<Eigen::MatrixXd> to) const
{
  if (!impl_) return to;
  std::vector<std::string> letters;
  for (const auto& matrix : to) letters.push_back(to_bytes(matrix));
  std::vector<Eigen::MatrixXd> from;
  for (const auto& letter : impl_->exchange(std::move(letters))) from.push_back(matrix_from_bytes(letter));
  return from;
}

}  // namespace dmn::parallel
