#include "parallel/mpi_group.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/error.hpp"
#include "parallel/mpi_check.hpp"
#include "parallel/nap.hpp"

namespace dmn::parallel {
namespace {

constexpr std::size_t largest_piece = std::size_t{1} << 30;

/// Calls `use(first, count)` for consecutive pieces that an int can count.
template <class Use>
void for_each_piece(std::size_t length, Use use)
{
  for (std::size_t first = 0; first < length; first += largest_piece) {
    use(first, static_cast<int>(std::min(largest_piece, length - first)));
  }
}

}  // namespace

Communicator::Impl::Impl(MPI_Comm comm) : comm_(comm)
{
  check_mpi(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check_mpi(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
}

void Communicator::Impl::require_all_ranks() const
{
  if (has_lost_ranks_) throw base::IoError("ranks are lost; the same command goes on from what is finished");
}

void Communicator::Impl::wait(MPI_Request& request) const
{
  Nap nap;
  for (int done = 0;;) {
    check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
    if (done != 0) return;
    nap.sleep();
  }
}

void Communicator::Impl::barrier() const
{
  require_all_ranks();
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Ibarrier(comm_, &request), "MPI_Ibarrier");
  wait(request);
}

int Communicator::Impl::minimum(int value) const
{
  require_all_ranks();
  int smallest = value;
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Iallreduce(&value, &smallest, 1, MPI_INT, MPI_MIN, comm_, &request), "MPI_Iallreduce");
  wait(request);
  return smallest;
}

void Communicator::Impl::maximum(std::span<double> values) const
{
  require_all_ranks();
  for_each_piece(values.size(), [&](std::size_t first, int count) {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(MPI_Iallreduce(MPI_IN_PLACE, values.data() + first, count, MPI_DOUBLE, MPI_MAX, comm_, &request),
              "MPI_Iallreduce");
    wait(request);
  });
}

std::vector<std::string> Communicator::Impl::exchange(std::vector<std::string> texts) const
{
  require_all_ranks();
  std::vector<std::uint64_t> lengths;
  for (const auto& text : texts) lengths.push_back(text.size());
  std::vector<std::uint64_t> coming(lengths.size());
  MPI_Request lengths_request = MPI_REQUEST_NULL;
  check_mpi(MPI_Ialltoall(lengths.data(), 1, MPI_UINT64_T, coming.data(), 1, MPI_UINT64_T, comm_, &lengths_request),
            "MPI_Ialltoall");
  wait(lengths_request);

  std::vector<std::string> received(texts.size());
  std::vector<MPI_Request> requests;
  const auto start = [&](auto call, const char* name, auto* data, std::size_t length, int other) {
    for_each_piece(length, [&](std::size_t first, int count) {
      requests.push_back(MPI_REQUEST_NULL);
      check_mpi(call(data + first, count, MPI_BYTE, other, static_cast<int>(Tag::bulk), comm_, &requests.back()), name);
    });
  };
  for (int other = 0; other < size_; ++other) {
    auto& text = received[static_cast<std::size_t>(other)];
    if (other == rank_) continue;
    text.resize(coming[static_cast<std::size_t>(other)]);
    start(MPI_Irecv, "MPI_Irecv", text.data(), text.size(), other);
  }
  for (int step = 1; step < size_; ++step) {
    const int other = (rank_ + step) % size_;
    const auto& text = texts[static_cast<std::size_t>(other)];
    start(MPI_Isend, "MPI_Isend", text.data(), text.size(), other);
  }
  for (auto& request : requests) wait(request);
  received[static_cast<std::size_t>(rank_)] = std::move(texts[static_cast<std::size_t>(rank_)]);
  return received;
}

void Communicator::Impl::broadcast(std::span<std::byte> bytes, int root) const
{
  require_all_ranks();
  for_each_piece(bytes.size(), [&](std::size_t first, int count) {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(MPI_Ibcast(bytes.data() + first, count, MPI_BYTE, root, comm_, &request), "MPI_Ibcast");
    wait(request);
  });
}

std::string Communicator::Impl::broadcast(std::string text, int root) const
{
  std::uint64_t length = text.size();
  broadcast(std::as_writable_bytes(std::span(&length, 1)), root);
  text.resize(length);
  broadcast(std::as_writable_bytes(std::span(text)), root);
  return text;
}

void Communicator::Impl::send(int to, Tag tag, std::string text) const
{
  const auto letter = post(to, tag, std::move(text));
  for (Nap nap; !has_left(*letter);) nap.sleep();
}

std::unique_ptr<Posted> Communicator::Impl::post(int to, Tag tag, std::string text) const
{
  auto letter = std::make_unique<Posted>();
  letter->length = text.size();
  letter->text = std::move(text);
  const auto post_piece = [&](const void* data, int count) {
    letter->requests.push_back(MPI_REQUEST_NULL);
    check_mpi(MPI_Isend(data, count, MPI_BYTE, to, static_cast<int>(tag), comm_, &letter->requests.back()),
              "MPI_Isend");
  };
  post_piece(&letter->length, sizeof letter->length);
  for_each_piece(letter->text.size(),
                 [&](std::size_t first, int count) { post_piece(letter->text.data() + first, count); });
  return letter;
}

bool Communicator::Impl::has_left(Posted& letter) const
{
  int done = 0;
  check_mpi(MPI_Testall(static_cast<int>(letter.requests.size()), letter.requests.data(), &done, MPI_STATUSES_IGNORE),
            "MPI_Testall");
  return done != 0;
}

std::string Communicator::Impl::receive(int from, Tag tag) const
{
  if (tag == Tag::bulk) require_all_ranks();
  const auto receive_piece = [&](void* data, int count) {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(MPI_Irecv(data, count, MPI_BYTE, from, static_cast<int>(tag), comm_, &request), "MPI_Irecv");
    wait(request);
  };
  std::uint64_t length = 0;
  receive_piece(&length, sizeof length);
  std::string text(length, '\0');
  for_each_piece(text.size(), [&](std::size_t first, int count) { receive_piece(text.data() + first, count); });
  return text;
}

std::optional<Letter> Communicator::Impl::poll(Tag tag) const
{
  int waiting = 0;
  MPI_Status status;
  check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, static_cast<int>(tag), comm_, &waiting, &status), "MPI_Iprobe");
  if (waiting == 0) return std::nullopt;
  return Letter{status.MPI_SOURCE, receive(status.MPI_SOURCE, tag)};
}

}  // namespace dmn::parallel
