#include "connectivity/weighted_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/error.hpp"
#include "connectivity/edge_list.hpp"

namespace dmn::connectivity {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Strength of each node towards each community: R x C.
MatrixXd strengths_by_community(const MatrixXd& weights, const std::vector<int>& community)
{
  if (static_cast<Index>(community.size()) != weights.rows())
    throw base::ShapeError(fmt::format("{} communities for {} nodes", community.size(), weights.rows()));
  std::map<int, Index> columns;
  for (const int label : community) columns.emplace(label, std::ssize(columns));
  MatrixXd sums = MatrixXd::Zero(weights.rows(), std::ssize(columns));
  for (Index node = 0; node < weights.cols(); ++node)
    sums.col(columns.at(community[static_cast<std::size_t>(node)])) += weights.col(node);
  return sums;
}

}  // namespace

MatrixXd positive_weights(const MatrixXd& z)
{
  if (z.rows() != z.cols()) throw base::ShapeError(fmt::format("a {} x {} matrix is no graph", z.rows(), z.cols()));
  MatrixXd weights = z;
  weights.diagonal().setZero();
  if (weights.hasNaN()) throw base::ShapeError("a graph has no missing weights");
  return weights.cwiseMax(0);
}

VectorXd strengths(const MatrixXd& weights)
{
  return weights.colwise().sum().transpose();
}

VectorXd clustering(const MatrixXd& weights)
{
  const double largest = weights.size() == 0 ? 0 : weights.maxCoeff();
  VectorXd values = VectorXd::Zero(weights.rows());
  if (!(largest > 0)) return values;
  const MatrixXd roots = (weights / largest).unaryExpr([](double w) { return std::cbrt(w); });
  const MatrixXd paths = roots * roots;
  for (Index node = 0; node < values.size(); ++node) {
    const auto degree = static_cast<double>((weights.col(node).array() > 0).count());
    if (degree > 1) values[node] = paths.col(node).dot(roots.col(node)) / (degree * (degree - 1));
  }
  return values;
}

VectorXd participation(const MatrixXd& weights, const std::vector<int>& community)
{
  const MatrixXd towards = strengths_by_community(weights, community);
  const VectorXd all = strengths(weights);
  VectorXd values = VectorXd::Zero(weights.rows());
  for (Index node = 0; node < values.size(); ++node)
    if (all[node] > 0) values[node] = 1 - (towards.row(node) / all[node]).squaredNorm();
  return values;
}

double modularity(const MatrixXd& weights, const std::vector<int>& community)
{
  const MatrixXd towards = strengths_by_community(weights, community);
  const double total = towards.sum();
  if (!(total > 0)) return std::numeric_limits<double>::quiet_NaN();
  std::map<int, Index> columns;
  for (const int label : community) columns.emplace(label, std::ssize(columns));
  double inside = 0;
  for (Index node = 0; node < towards.rows(); ++node)
    inside += towards(node, columns.at(community[static_cast<std::size_t>(node)]));
  return inside / total - (towards.colwise().sum() / total).squaredNorm();
}

MatrixXd strongest_edges(const MatrixXd& weights, double density)
{
  const auto pairs = EdgeList::full(static_cast<int>(weights.rows()));
  const auto weight_of = [&](const Edge& edge) { return weights(edge.j, edge.i); };
  auto order = pairs.edges();
  std::ranges::stable_sort(order, std::greater<>(), weight_of);
  const auto wanted = static_cast<std::size_t>(std::floor(density * static_cast<double>(order.size()) + 0.5));
  order.resize(std::min(wanted, order.size()));
  MatrixXd graph = MatrixXd::Zero(weights.rows(), weights.cols());
  for (const Edge& edge : order)
    if (weight_of(edge) > 0) graph(edge.i, edge.j) = graph(edge.j, edge.i) = 1;
  return graph;
}

}  // namespace dmn::connectivity
