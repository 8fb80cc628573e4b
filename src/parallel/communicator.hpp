#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dmn::parallel {

/// Starts MPI if the program runs under a launcher (mpirun, srun), and finalises it on a normal end. Without a launcher
/// no MPI is initialised. While an exception unwinds MPI is not finalised: the others would wait for ever.
class Environment;

/// A group of ranks. A value: copies share the group. The serial one has a single rank and needs no MPI.
/// Functions ending in `_together` are collective: every rank must call them. While waiting they sleep.
class Communicator {
 public:
  /// One process, no MPI.
  static Communicator serial();

  int rank() const noexcept;
  int size() const noexcept;
  bool is_master() const noexcept { return rank() == 0; }
  /// True on the master once ranks are lost for good (see dispatch()): nothing below may be called any more, and the
  /// job must end by end_all_ranks() and Environment::abort, for the others wait.
  bool has_lost_ranks() const noexcept;
  /// Tells every rank that waits for a master without lost ranks to end, as some launchers would not end them.
  void end_all_ranks() const;

  void barrier_together() const;
  /// The master's text, on every rank; what the others pass is ignored.
  std::string broadcast_together(const std::string& text) const;
  /// Every rank's text on the master, by rank; empty elsewhere.
  std::vector<std::string> gather_together(const std::string& text) const;
  /// A matrix from the master to everyone.
  Eigen::MatrixXd broadcast_together(const Eigen::MatrixXd& matrix) const;
  /// The rows of every rank under one another, by rank, on the master; 0 x 0 elsewhere.
  Eigen::MatrixXd gather_rows_together(const Eigen::MatrixXd& mine) const;
  /// The largest of all ranks' values, cell by cell, on every rank. No cell may be NaN.
  Eigen::MatrixXd maximum_together(const Eigen::MatrixXd& mine) const;
  /// A matrix for every rank (this one too) in, a matrix from every rank out, both by rank.
  std::vector<Eigen::MatrixXd> exchange_together(std::vector<Eigen::MatrixXd> to) const;
  /// Sum of equally shaped tiles in tile order, the same bits on any number of ranks: tile t is computed by rank t mod
  /// size and added on the master, which holds one tile and the sum. Without tiles the result is 0 x 0. A tile that
  /// throws makes every rank throw as in agree(). @throws ShapeError when tiles differ in shape
  Eigen::MatrixXd sum_tiles_together(std::size_t n_tiles,
                                     const std::function<Eigen::MatrixXd(std::size_t)>& tile) const;

  class Impl;
  /// @param impl  the MPI group (mpi_group.hpp); null is the serial communicator
  explicit Communicator(std::shared_ptr<const Impl> impl);
  /// For the files of this folder.
  const Impl* impl() const noexcept { return impl_.get(); }

 private:
  std::shared_ptr<const Impl> impl_;
};

class Environment {
 public:
  /// @throws UsageError when Slurm started several tasks that cannot find each other (launcher.hpp); IoError from MPI
  Environment(int& argc, char**& argv);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  bool under_launcher() const noexcept { return initialised_; }
  /// All ranks; the serial communicator without a launcher.
  Communicator world() const;
  /// Ends the whole job now with this exit status: for errors one rank cannot share, and where ranks are lost.
  [[noreturn]] void abort(int exit_status) const;

 private:
  bool initialised_ = false;
};

/// **Collective.** Runs `phase` on every rank; if any rank throws, all ranks throw: the first rank's exception keeps
/// its type (UsageError, DesignError, InputError, ShapeError, IoError, NothingToDo, else Error) and message everywhere.
void agree(const Communicator& world, const std::function<void()>& phase);

/// **Collective.** Runs `work` on the master only; its exception becomes everybody's.
void on_master(const Communicator& world, const std::function<void()>& work);

}  // namespace dmn::parallel
