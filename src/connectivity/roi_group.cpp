#include "connectivity/roi_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace dmn::connectivity {
namespace {

std::vector<Eigen::Index> sorted_without_repeats(std::vector<Eigen::Index> edges)
{
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

}  // namespace

RoiGroups::RoiGroups(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped)
    : rois_(rois), edges_(edges), dropped_(rois.size(), false)
{
  if (static_cast<int>(rois.size()) != edges.n_rois())
    throw base::ShapeError(fmt::format("an ROI table of {} rows for edges of {} ROIs", rois.size(), edges.n_rois()));
  for (const int roi : dropped) {
    if (roi < 0 || roi >= edges.n_rois())
      throw base::ShapeError(fmt::format("dropped ROI {} is not one of {} ROIs", roi, edges.n_rois()));
    dropped_[static_cast<std::size_t>(roi)] = true;
  }
}

template <class Predicate>
std::vector<int> RoiGroups::select(Predicate belongs) const
{
  std::vector<int> group;
  for (std::size_t row = 0; row < rois_.size(); ++row)
    if (belongs(rois_[row])) group.push_back(static_cast<int>(row));
  return group;
}

std::vector<int> RoiGroups::network(const std::string& name) const
{
  return select([&name](const Roi& roi) { return roi.network == name; });
}

std::vector<int> RoiGroups::subsystem(const std::string& name) const
{
  return select([&name](const Roi& roi) { return roi.subsystem == name; });
}

std::vector<int> RoiGroups::region(const std::string& name) const
{
  return select(
      [&name](const Roi& roi) { return roi.label == name || roi.label == name + "_L" || roi.label == name + "_R"; });
}

void RoiGroups::append_edge(std::vector<Eigen::Index>& found, int i, int j) const
{
  if (i == j || dropped_[static_cast<std::size_t>(i)] || dropped_[static_cast<std::size_t>(j)]) return;
  const Eigen::Index edge = edges_.find(i, j);
  if (edge >= 0) found.push_back(edge);
}

std::vector<Eigen::Index> RoiGroups::edges_within(const std::vector<int>& group) const
{
  std::vector<Eigen::Index> found;
  for (std::size_t a = 0; a < group.size(); ++a)
    for (std::size_t b = a + 1; b < group.size(); ++b) append_edge(found, group[a], group[b]);
  return sorted_without_repeats(std::move(found));
}

std::vector<Eigen::Index> RoiGroups::edges_between(const std::vector<int>& a, const std::vector<int>& b) const
{
  std::vector<Eigen::Index> found;
  for (const int i : a)
    for (const int j : b) append_edge(found, i, j);
  return sorted_without_repeats(std::move(found));
}

}  // namespace dmn::connectivity
