#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "group_options.hpp"
#include "inference/nbs.hpp"
#include "inference/tfnbs.hpp"

namespace dmn::jobs {

/// `positive`, `negative`.
std::string word(inference::Sign sign);

/// `nbs_positive_3.1`: the name of a network statistic's null distribution, without its measure.
std::string nbs_name(inference::Sign sign, double tau);
std::string tfnbs_name(inference::Sign sign);

/// The largest component and the largest enhanced edge of one map of statistics: what NBS and TFNBS keep of a
/// relabelling.
class NetworkMaxima {
 public:
  /// @param df  residual degrees of freedom of t
  NetworkMaxima(const inference::Graph& graph, const GroupOptions& options, double df);

  /// `nbs_<sign>_<tau>_extent`, `nbs_<sign>_<tau>_intensity`, `tfnbs_<sign>`; none where neither is asked for.
  const std::vector<std::string>& names() const noexcept { return names_; }
  /// The |t| that an edge must reach to matter, where that leaves few edges by chance: only those are needed then,
  /// with 0 for the others. Otherwise every t is.
  std::optional<double> only_from() const noexcept { return only_from_; }
  /// One number a name.
  /// @param t  E
  Eigen::VectorXd of(const Eigen::Ref<const Eigen::VectorXd>& t);

 private:
  const inference::Graph& graph_;
  std::vector<double> taus_;
  std::optional<inference::TfnbsScale> scale_;
  std::optional<inference::NbsWorkspace> nbs_;
  std::optional<inference::TfnbsWorkspace> tfnbs_;
  std::vector<std::string> names_;
  std::optional<double> only_from_;
};

}  // namespace dmn::jobs
