#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <functional>
#include <vector>

#include "connectivity/tangent.hpp"
#include "parallel/communicator.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {

/// The tangent space of one cohort, computed from its shards by all ranks: the same bits on any number of them.
class TangentSpace {
 public:
  /// **Collective.** Finds the geometric mean of the runs that have every ROI. The master's list of shards counts.
  TangentSpace(const std::filesystem::path& out, std::vector<std::filesystem::path> shards, std::string roi_set,
               std::string strategy, Eigen::Index n_rois, const parallel::Communicator& world);

  struct Block {
    Eigen::MatrixXd edges;      ///< n x E
    Eigen::MatrixXd diagonals;  ///< n x R, divided by sqrt(2)
  };
  /// **Collective.** Rows [first, first + n) on the master, empty elsewhere; NaN where a run lacks an ROI.
  Block block_together(Eigen::Index first, Eigen::Index n) const;

  Eigen::Index n_runs() const noexcept { return static_cast<Eigen::Index>(shards_.size()); }

 private:
  template <class Function>
  auto naming_run(std::size_t run, const Function& function) const;
  Eigen::MatrixXd covariance(std::size_t run) const;
  Eigen::VectorXd row(std::size_t run) const;
  using Term = std::function<Eigen::MatrixXd(const Eigen::MatrixXd&)>;
  Eigen::MatrixXd summed_together(Eigen::Index size, const Term& term) const;

  std::filesystem::path out_;
  std::vector<std::filesystem::path> shards_;
  std::string roi_set_;
  std::string strategy_;
  Eigen::Index n_rois_;
  parallel::Communicator world_;
  Eigen::MatrixXd whitening_;  ///< empty when no run has every ROI
};

}  // namespace dmn::jobs
