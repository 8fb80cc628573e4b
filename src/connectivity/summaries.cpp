#include "connectivity/summaries.hpp"

#include <fmt/format.h>

#include <limits>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/kind.hpp"
#include "connectivity/roi_group.hpp"

namespace dmn::connectivity {
namespace {

std::vector<std::string> network_names(const RoiTable& rois)
{
  std::set<std::string> names;
  for (const Roi& roi : rois)
    if (!base::is_missing(roi.network)) names.insert(roi.network);
  return {names.begin(), names.end()};
}

void keep_if_any(std::vector<Summary>& summaries, Summary summary)
{
  if (!summary.edges.empty()) summaries.push_back(std::move(summary));
}

using Flags = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;

/// N x R: whether any edge of the ROI is valid in that row.
Flags rois_with_data(const Eigen::MatrixXd& edges_by_run, const EdgeList& edges)
{
  Flags has_data = Flags::Constant(edges_by_run.rows(), edges.n_rois(), false);
  for (Eigen::Index edge = 0; edge < edges.size(); ++edge) {
    const auto [i, j] = edges[edge];
    const Flags valid = !edges_by_run.col(edge).array().isNaN();
    has_data.col(i) = has_data.col(i) || valid.col(0);
    has_data.col(j) = has_data.col(j) || valid.col(0);
  }
  return has_data;
}

std::vector<bool> rois_with_edges(const EdgeList& edges)
{
  std::vector<bool> has_edges(static_cast<std::size_t>(edges.n_rois()), false);
  for (const Edge& edge : edges.edges())
    has_edges[static_cast<std::size_t>(edge.i)] = has_edges[static_cast<std::size_t>(edge.j)] = true;
  return has_edges;
}

Eigen::VectorXd mean_of_valid(const Eigen::MatrixXd& edges_by_run, const std::vector<Eigen::Index>& edges)
{
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(edges_by_run.rows());
  Eigen::ArrayXd n_valid = Eigen::ArrayXd::Zero(edges_by_run.rows());
  for (const Eigen::Index edge : edges) {
    if (edge < 0 || edge >= edges_by_run.cols())
      throw base::ShapeError(fmt::format("a summary names edge {} of {}", edge, edges_by_run.cols()));
    const auto values = edges_by_run.col(edge).array();
    sum += values.isNaN().select(0.0, values);
    n_valid += values.isNaN().select(Eigen::ArrayXd::Zero(values.size()), 1.0);
  }
  const double half = 0.5 * static_cast<double>(edges.size());
  return (n_valid > 0 && n_valid >= half).select(sum / n_valid, std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

bool is_fixed_marker(const Summary& summary)
{
  return summary.name.size() == 2 && summary.name.front() == 'M';
}

bool is_confirmatory(const Summary& summary)
{
  return is_fixed_marker(summary) && !summary.exploratory;
}

std::string tag_of(const Summary& summary)
{
  return is_confirmatory(summary) ? "confirmatory" : "exploratory";
}

void mark(std::vector<Summary>& summaries, const std::string& kind)
{
  const bool exploratory = !is_confirmatory_kind(kind);
  for (auto& summary : summaries) summary.exploratory = exploratory;
}

std::vector<int> rois_to_drop(const Eigen::MatrixXd& edges_by_run, const EdgeList& edges)
{
  if (edges_by_run.cols() != edges.size())
    throw base::ShapeError(fmt::format("{} columns for {} edges", edges_by_run.cols(), edges.size()));
  const Flags has_data = rois_with_data(edges_by_run, edges);
  const auto has_edges = rois_with_edges(edges);
  const auto n_rows = static_cast<double>(edges_by_run.rows());
  std::vector<int> dropped;
  for (int roi = 0; roi < edges.n_rois(); ++roi) {
    const auto n_invalid = static_cast<double>(edges_by_run.rows() - has_data.col(roi).count());
    if (has_edges[static_cast<std::size_t>(roi)] && n_invalid / n_rows > max_invalid_share) dropped.push_back(roi);
  }
  return dropped;
}

std::vector<Summary> network_summaries(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped)
{
  const RoiGroups groups(rois, edges, dropped);
  const auto names = network_names(rois);
  std::vector<Summary> summaries;
  for (const auto& name : names)
    keep_if_any(summaries,
                {"within_" + name, "mean within network " + name, groups.edges_within(groups.network(name))});
  for (auto a = names.begin(); a != names.end(); ++a)
    for (auto b = a + 1; b != names.end(); ++b)
      keep_if_any(summaries,
                  {fmt::format("between_{}_{}", *a, *b), fmt::format("mean between networks {} and {}", *a, *b),
                   groups.edges_between(groups.network(*a), groups.network(*b))});
  return summaries;
}

Eigen::MatrixXd summary_values(const Eigen::MatrixXd& edges_by_run, const std::vector<Summary>& summaries)
{
  Eigen::MatrixXd values(edges_by_run.rows(), static_cast<Eigen::Index>(summaries.size()));
  Eigen::Index column = 0;
  for (const Summary& summary : summaries) values.col(column++) = mean_of_valid(edges_by_run, summary.edges);
  return values;
}

}  // namespace dmn::connectivity
