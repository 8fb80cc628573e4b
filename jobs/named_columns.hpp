#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// Equally long columns of numbers about the outcomes of an analysis.
struct NamedColumns {
  std::vector<std::string> names = {};
  Eigen::MatrixXd values = {};  ///< n x names

  bool empty() const noexcept { return names.empty(); }
  void add(const std::string& name, const Eigen::VectorXd& column);
  /// More outcomes, with the same names (or the first ones).
  void append(const NamedColumns& more);
  /// @throws ShapeError for a name that is not there
  Eigen::VectorXd column(const std::string& name) const;
};

/// **Collective.** The outcomes of every rank, by rank, on the master; names without values elsewhere.
/// @param names  known to every rank, even one without outcomes
NamedColumns gather_together(const NamedColumns& mine, const std::vector<std::string>& names,
                             const parallel::Communicator& world);

}  // namespace dmn::jobs
