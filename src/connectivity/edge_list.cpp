#include "connectivity/edge_list.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace dmn::connectivity {
namespace {

std::vector<Edge> every_pair(int n_rois)
{
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(n_rois) * static_cast<std::size_t>(n_rois - 1) / 2);
  for (int i = 0; i < n_rois; ++i)
    for (int j = i + 1; j < n_rois; ++j) edges.push_back({i, j});
  return edges;
}

std::size_t cell(int n_rois, int i, int j)
{
  return static_cast<std::size_t>(i) * static_cast<std::size_t>(n_rois) + static_cast<std::size_t>(j);
}

void require_at_least_two(int n_rois)
{
  if (n_rois < 2) throw base::ShapeError(fmt::format("an edge list needs at least 2 ROIs; got {}", n_rois));
}

}  // namespace

EdgeList EdgeList::full(int n_rois)
{
  require_at_least_two(n_rois);
  return {n_rois, every_pair(n_rois)};
}

EdgeList::EdgeList(int n_rois, std::vector<Edge> edges) : n_rois_(n_rois), edges_(std::move(edges))
{
  require_at_least_two(n_rois);
  position_.assign(static_cast<std::size_t>(n_rois) * static_cast<std::size_t>(n_rois), -1);
  for (Eigen::Index edge = 0; edge < size(); ++edge) {
    const auto [i, j] = (*this)[edge];
    if (i < 0 || i >= j || j >= n_rois)
      throw base::ShapeError(fmt::format("edge {} is ({}, {}); expected 0 <= i < j < {}", edge, i, j, n_rois));
    if (find(i, j) >= 0)
      throw base::ShapeError(fmt::format("edges {} and {} are the same pair ({}, {})", find(i, j), edge, i, j));
    position_[cell(n_rois, i, j)] = edge;
    position_[cell(n_rois, j, i)] = edge;
  }
}

bool EdgeList::is_full() const noexcept
{
  const Eigen::Index n_pairs = static_cast<Eigen::Index>(n_rois_) * (n_rois_ - 1) / 2;
  if (n_rois_ < 2 || size() != n_pairs) return false;
  for (Eigen::Index edge = 1; edge < n_pairs; ++edge)
    if ((*this)[edge] < (*this)[edge - 1]) return false;
  return true;
}

Eigen::Index EdgeList::find(int i, int j) const
{
  if (i == j) throw base::ShapeError(fmt::format("ROI {} has no edge with itself", i));
  if (i < 0 || j < 0 || i >= n_rois_ || j >= n_rois_)
    throw base::ShapeError(fmt::format("ROI pair ({}, {}) is outside a list of {} ROIs", i, j, n_rois_));
  return position_[cell(n_rois_, i, j)];
}

}  // namespace dmn::connectivity
