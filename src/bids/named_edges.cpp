#include <unordered_map>

#include "bids/matrix_values.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;
using connectivity::Edge;
using connectivity::EdgeList;

constexpr std::string_view between = "--";

struct LabelPair {
  std::string first;
  std::string second;
};

LabelPair split_edge(const std::string& column, const std::string& table)
{
  const auto at = column.find(between);
  const bool one_separator = at != std::string::npos && column.find(between, at + 1) == std::string::npos;
  if (!one_separator || at == 0 || at + between.size() == column.size())
    throw UsageError("a column that is no edge",
                     {.file = table, .expected = "two labels joined by --, as in A--B", .found = column});
  return {column.substr(0, at), column.substr(at + between.size())};
}

/// Finds ROIs by label; takes in new ones if the order is that of first appearance.
class Labels {
 public:
  Labels(const connectivity::RoiTable& rois, const std::string& table) : rois_(rois), open_(rois.empty()), table_(table)
  {
    for (std::size_t i = 0; i < rois.size(); ++i) {
      if (!index_.emplace(rois[i].label, static_cast<int>(i)).second)
        twice_.emplace(rois[i].label, static_cast<int>(i));
    }
  }

  int operator()(const std::string& label)
  {
    const auto [at, is_new] = index_.try_emplace(label, static_cast<int>(rois_.size()));
    if (is_new && !open_)
      throw UsageError("a label that rois.labels does not have",
                       {.file = table_, .field = "rois.labels", .found = label});
    if (twice_.contains(label))
      throw UsageError("rois.labels has the label twice, so the table's columns cannot be told apart",
                       {.file = table_, .field = "rois.labels", .found = label});
    if (is_new) rois_.push_back({.label = label});
    return at->second;
  }

  const connectivity::RoiTable& rois() const noexcept { return rois_; }

 private:
  connectivity::RoiTable rois_;
  bool open_;
  const std::string& table_;
  std::unordered_map<std::string, int> index_;
  std::unordered_map<std::string, int> twice_;
};

void refuse_repetition(const std::vector<Edge>& edges, const std::vector<std::string>& columns,
                       const std::string& table)
{
  std::unordered_map<std::uint64_t, std::size_t> seen;
  for (std::size_t column = 0; column < edges.size(); ++column) {
    const auto key = (static_cast<std::uint64_t>(edges[column].i) << 32U) | static_cast<std::uint64_t>(edges[column].j);
    const auto [first, is_new] = seen.emplace(key, column);
    if (!is_new)
      throw UsageError("the same edge twice",
                       {.file = table, .found = columns[first->second] + " and " + columns[column]});
  }
}

}  // namespace

NamedEdges named_edges(const std::vector<std::string>& columns, const connectivity::RoiTable& rois,
                       const std::string& table)
{
  Labels labels(rois, table);
  std::vector<Edge> edges;
  for (const auto& column : columns) {
    const auto [first, second] = split_edge(column, table);
    const int i = labels(first);
    const int j = labels(second);
    if (i == j) throw UsageError("an edge of an ROI with itself", {.file = table, .found = column});
    edges.push_back({std::min(i, j), std::max(i, j)});
  }
  refuse_repetition(edges, columns, table);

  const auto n_rois = static_cast<int>(labels.rois().size());
  const bool holds_all = edges.size() == labels.rois().size() * (labels.rois().size() - 1) / 2;
  NamedEdges named{
      .rois = labels.rois(), .edges = holds_all ? EdgeList::full(n_rois) : EdgeList(n_rois, edges), .position = {}};
  for (const auto& edge : edges) named.position.push_back(static_cast<std::size_t>(named.edges.find(edge.i, edge.j)));
  return named;
}

}  // namespace dmn::bids
