#include "parallel/communicator.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "parallel/dispatch_letters.hpp"
#include "parallel/mpi_group.hpp"
#include "parallel/nap.hpp"

namespace dmn::parallel {

Communicator::Communicator(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Communicator Communicator::serial()
{
  return Communicator(nullptr);
}

int Communicator::rank() const noexcept
{
  return impl_ ? impl_->rank() : 0;
}

int Communicator::size() const noexcept
{
  return impl_ ? impl_->size() : 1;
}

bool Communicator::has_lost_ranks() const noexcept
{
  return impl_ && impl_->has_lost_ranks();
}

void Communicator::end_all_ranks() const
{
  constexpr int looks = 50;
  for (int rank = 1; rank < size(); ++rank)
    impl_->keep(impl_->post(rank, Tag::to_worker, to_letter(Order{.task = end_now, .description = {}})));
  Nap nap;
  for (int look = 0; look < looks; ++look, nap.sleep()) static_cast<void>(impl_->poll(Tag::to_master));
}

void Communicator::barrier_together() const
{
  if (impl_) impl_->barrier();
}

std::string Communicator::broadcast_together(const std::string& text) const
{
  return impl_ ? impl_->broadcast(text, 0) : text;
}

std::vector<std::string> Communicator::gather_together(const std::string& text) const
{
  if (!is_master()) {
    impl_->send(0, Tag::bulk, text);
    return {};
  }
  std::vector<std::string> texts = {text};
  for (int rank = 1; rank < size(); ++rank) texts.push_back(impl_->receive(rank, Tag::bulk));
  return texts;
}

Eigen::MatrixXd Communicator::broadcast_together(const Eigen::MatrixXd& matrix) const
{
  if (!impl_) return matrix;
  std::array<std::int64_t, 2> shape = {matrix.rows(), matrix.cols()};
  impl_->broadcast(std::as_writable_bytes(std::span(shape)), 0);
  Eigen::MatrixXd result(shape[0], shape[1]);
  if (is_master()) result = matrix;
  impl_->broadcast(std::as_writable_bytes(std::span(result.data(), static_cast<std::size_t>(result.size()))), 0);
  return result;
}

}  // namespace dmn::parallel
