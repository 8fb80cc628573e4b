#include "connectivity/measures.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/louvain.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/weighted_graph.hpp"

namespace dmn::connectivity {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr int louvain_restarts = 100;
constexpr int densities_percent[] = {10, 15, 20, 25, 30};
constexpr MeasureFamily families[] = {MeasureFamily::amplitude, MeasureFamily::graph, MeasureFamily::reho};

/// ROIs with any edge.
std::vector<Index> nodes_of(const MatrixXd& z)
{
  std::vector<Index> nodes;
  for (Index roi = 0; roi < z.cols(); ++roi)
    if (!z.col(roi).array().isNaN().all()) nodes.push_back(roi);
  return nodes;
}

bool has_network(const Roi& roi)
{
  return !roi.network.empty() && roi.network != "n/a";
}

/// The nodes of a graph that a table puts in a network.
struct NetworkGraph {
  std::vector<Index> nodes;    ///< of all ROIs
  MatrixXd weights;            ///< between them
  std::vector<int> community;  ///< aligned
  bool is_divided = false;     ///< in two networks or more
};

NetworkGraph network_graph(const MatrixXd& weights, const std::vector<Index>& nodes, const RoiTable& rois)
{
  NetworkGraph graph;
  std::vector<Index> kept;
  std::map<std::string, int> numbers;
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    const Roi& roi = rois[static_cast<std::size_t>(nodes[k])];
    if (!has_network(roi)) continue;
    graph.nodes.push_back(nodes[k]);
    kept.push_back(static_cast<Index>(k));
    graph.community.push_back(numbers.emplace(roi.network, static_cast<int>(numbers.size())).first->second);
  }
  graph.weights = weights(kept, kept);
  graph.is_divided = numbers.size() > 1;
  return graph;
}

/// Collects measures under their names.
class Collector {
 public:
  explicit Collector(Index n_rois) : n_rois_(n_rois) {}

  void add(const std::string& name, const std::vector<Index>& nodes, const VectorXd& values)
  {
    VectorXd spread = VectorXd::Constant(n_rois_, not_a_number);
    if (!nodes.empty()) spread(nodes) = values;
    measures_.push_back({name, std::move(spread)});
  }
  void add(const std::string& name, double value) { measures_.push_back({name, VectorXd::Constant(1, value)}); }
  std::vector<Measure> take() { return std::move(measures_); }

 private:
  Index n_rois_;
  std::vector<Measure> measures_;
};

std::vector<Measure> no_graph(Index n_rois)
{
  std::vector<Measure> measures;
  for (const auto& info : measures_of(MeasureFamily::graph))
    measures.push_back({info.name, VectorXd::Constant(info.per_roi ? n_rois : 1, not_a_number)});
  return measures;
}

void add_communities(const MatrixXd& weights, const std::vector<Index>& nodes, const RoiTable& rois, std::uint64_t seed,
                     Collector& measures)
{
  const NetworkGraph given = network_graph(weights, nodes, rois);
  const std::vector<Index> nobody;
  const auto& divided = given.is_divided ? given.nodes : nobody;
  measures.add("participation", divided, given.is_divided ? participation(given.weights, given.community) : VectorXd());
  const Communities found = louvain(weights, louvain_restarts, seed);
  measures.add("participation_louvain", nodes, participation(weights, found.community));
  measures.add("modularity", given.is_divided ? modularity(given.weights, given.community) : not_a_number);
  measures.add("modularity_louvain", found.modularity);
}

}  // namespace

MeasureFamily parse_measure_family(std::string_view name)
{
  std::vector<std::string> names;
  for (const auto family : families) {
    names.push_back(name_of(family));
    if (name == names.back()) return family;
  }
  const std::string near = base::nearest(name, names);
  throw base::UsageError(
      near.empty() ? "unknown value" : fmt::format("unknown value, did you mean {}?", near),
      {.field = "connectivity.measures", .expected = base::join(names, ", "), .found = std::string(name)});
}

std::string name_of(MeasureFamily family)
{
  switch (family) {
    case MeasureFamily::amplitude:
      return "amplitude";
    case MeasureFamily::graph:
      return "graph";
    case MeasureFamily::reho:
      break;
  }
  return "reho";
}

std::vector<MeasureInfo> measures_of(MeasureFamily family)
{
  if (family == MeasureFamily::amplitude)
    return {{"alff", "as in the image", "Mean amplitude over 0.01 to 0.08 Hz, confounds and trend removed"},
            {"falff", "1", "Sum of amplitudes over 0.01 to 0.08 Hz by that over 0.01 to 0.2 Hz; NaN above TR 2.5 s"},
            {"slow5", "as in the image", "Mean amplitude over 0.01 to 0.027 Hz"},
            {"high_band", "as in the image", "Mean amplitude over 0.12 to 0.20 Hz; NaN above TR 2.5 s"}};
  if (family == MeasureFamily::reho)
    return {{"reho", "1", "Kendall's W over the voxels of a region, denoised and censored as the region means"}};
  std::vector<MeasureInfo> infos{
      {"strength", "1", "Sum of a region's positive Fisher z"},
      {"clustering", "1", "Onnela clustering of positive Fisher z, weights by the largest of the run"},
      {"participation", "1", "Participation coefficient, networks of the ROI table"},
      {"participation_louvain", "1", "Participation coefficient, communities of Louvain's method in the run"},
      {"modularity", "1", "Modularity of the networks of the ROI table", false},
      {"modularity_louvain", "1", "Largest modularity of 100 runs of Louvain's method", false}};
  for (const int percent : densities_percent) {
    infos.push_back({fmt::format("degree_{}", percent), "1",
                     fmt::format("Neighbours in the graph of the strongest {} % of edges", percent)});
    infos.push_back({fmt::format("clustering_{}", percent), "1",
                     fmt::format("Clustering in the graph of the strongest {} % of edges", percent)});
  }
  return infos;
}

MeasureInfo measure_info(std::string_view name)
{
  for (const auto family : families)
    for (auto& info : measures_of(family))
      if (info.name == name) return std::move(info);
  throw base::ShapeError("unknown measure", {.found = std::string(name)});
}

std::vector<Measure> amplitude_measures(const signal::Amplitude& amplitude)
{
  return {{"alff", amplitude.alff},
          {"falff", amplitude.falff},
          {"slow5", amplitude.slow5},
          {"high_band", amplitude.high_band}};
}

std::vector<Measure> graph_measures(const VectorXd& z, const RoiTable& rois, std::uint64_t seed)
{
  const auto n_rois = std::ssize(rois);
  const MatrixXd whole = symmetric_matrix(z, VectorXd::Constant(n_rois, not_a_number));
  const auto nodes = nodes_of(whole);
  MatrixXd between = whole(nodes, nodes);
  between.diagonal().setZero();
  if (nodes.size() < 2 || between.hasNaN()) return no_graph(n_rois);

  const MatrixXd weights = positive_weights(between);
  Collector measures(n_rois);
  measures.add("strength", nodes, strengths(weights));
  measures.add("clustering", nodes, clustering(weights));
  add_communities(weights, nodes, rois, seed, measures);
  for (const int percent : densities_percent) {
    const MatrixXd graph = strongest_edges(weights, percent / 100.0);
    measures.add(fmt::format("degree_{}", percent), nodes, strengths(graph));
    measures.add(fmt::format("clustering_{}", percent), nodes, clustering(graph));
  }
  return measures.take();
}

}  // namespace dmn::connectivity
