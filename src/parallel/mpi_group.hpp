#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace dmn::parallel {

/// What a letter is about; letters of different tags do not overtake one another's queues.
enum class Tag : int { bulk = 1, to_worker = 2, to_master = 3 };

struct Letter {
  int from = 0;
  std::string text;
};

/// A letter on its way. MPI reads the text until the letter has left.
struct Posted {
  std::uint64_t length = 0;
  std::string text;
  std::vector<MPI_Request> requests;
};

/// The ranks of an MPI communicator. All waiting sleeps. Lengths are 64-bit: what MPI cannot count goes in pieces.
/// Every function throws IoError when MPI fails.
class Communicator::Impl {
 public:
  explicit Impl(MPI_Comm comm);

  int rank() const noexcept { return rank_; }
  int size() const noexcept { return size_; }

  /// From now on every collective throws IoError here: some ranks would not come (see dispatch()).
  void mark_lost_ranks() const noexcept { has_lost_ranks_ = true; }
  bool has_lost_ranks() const noexcept { return has_lost_ranks_; }

  /// Collective.
  void barrier() const;
  /// Collective: the smallest of all ranks' values.
  int minimum(int value) const;
  /// Collective: the largest of all ranks' values, cell by cell; every rank must pass as many.
  void maximum(std::span<double> values) const;
  /// Collective: texts[r] goes to rank r; returns what each rank sent here, by rank.
  std::vector<std::string> exchange(std::vector<std::string> texts) const;
  /// Collective: root's bytes; every rank must pass as many.
  void broadcast(std::span<std::byte> bytes, int root) const;
  /// Collective: root's text; what the others pass is ignored.
  std::string broadcast(std::string text, int root) const;

  /// Returns when the receiver has taken the text, or MPI a copy of it.
  void send(int to, Tag tag, std::string text) const;
  /// Returns at once, whatever the receiver does. The letter must live until has_left().
  std::unique_ptr<Posted> post(int to, Tag tag, std::string text) const;
  bool has_left(Posted& letter) const;
  /// Keeps a letter that will never leave until the end of the job.
  void keep(std::unique_ptr<Posted> letter) const { kept_.push_back(std::move(letter)); }
  std::string receive(int from, Tag tag) const;
  /// The next letter from anyone, if one has come.
  std::optional<Letter> poll(Tag tag) const;

 private:
  void require_all_ranks() const;
  void wait(MPI_Request& request) const;

  MPI_Comm comm_;
  int rank_ = 0;
  int size_ = 1;
  mutable bool has_lost_ranks_ = false;
  mutable std::vector<std::unique_ptr<Posted>> kept_;
};

}  // namespace dmn::parallel
