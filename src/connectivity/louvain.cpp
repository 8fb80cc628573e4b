#include "connectivity/louvain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/random_words.hpp"
#include "connectivity/weighted_graph.hpp"

namespace dmn::connectivity {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Labels = std::vector<int>;

constexpr std::uint32_t purpose = 112U << 24U;
/// Of the total weight: a gain below it is rounding.
constexpr double no_gain = 1e-12;

int& at(Labels& labels, Index node)
{
  return labels[static_cast<std::size_t>(node)];
}

/// Numbers the communities from 0 in the order of their first nodes. @returns how many there are
int renumber(Labels& labels)
{
  Labels number(labels.size(), -1);
  int next = 0;
  for (int& label : labels) {
    int& known = number[static_cast<std::size_t>(label)];
    if (known < 0) known = next++;
    label = known;
  }
  return next;
}

/// One graph while its nodes move between communities; the diagonal holds twice the weight inside a node.
class Moves {
 public:
  Moves(const MatrixXd& weights, Labels labels)
      : weights_(weights),
        strength_(strengths(weights)),
        total_(strength_.sum()),
        labels_(std::move(labels)),
        community_strength_(VectorXd::Zero(weights.rows()))
  {
    for (Index node = 0; node < weights.rows(); ++node) community_strength_[at(labels_, node)] += strength_[node];
  }

  /// Until a whole sweep moves no node. @returns whether any moved
  bool sweep_until_still(base::RandomWords& words)
  {
    std::vector<Index> order(labels_.size());
    std::iota(order.begin(), order.end(), 0);
    bool any = false;
    for (bool moved = true; moved; any = any || moved) {
      moved = false;
      for (std::size_t left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[words.below(static_cast<std::uint32_t>(left))]);
      for (const Index node : order) moved = move(node) || moved;
    }
    return any;
  }

  const Labels& labels() const { return labels_; }

 private:
  bool move(Index node)
  {
    VectorXd towards = VectorXd::Zero(weights_.rows());
    for (Index other = 0; other < weights_.rows(); ++other)
      if (other != node) towards[at(labels_, other)] += weights_(other, node);
    int& label = at(labels_, node);
    community_strength_[label] -= strength_[node];
    const VectorXd gain = towards - community_strength_ * (strength_[node] / total_);
    Index best = label;
    for (Index c = 0; c < gain.size(); ++c)
      if (gain[c] > gain[best] + no_gain * total_) best = c;
    community_strength_[best] += strength_[node];
    return std::exchange(label, static_cast<int>(best)) != static_cast<int>(best);
  }

  const MatrixXd& weights_;
  VectorXd strength_;
  double total_;
  Labels labels_;
  VectorXd community_strength_;
};

Labels singletons(Index n)
{
  Labels labels(static_cast<std::size_t>(n));
  std::iota(labels.begin(), labels.end(), 0);
  return labels;
}

/// Communities become nodes.
MatrixXd aggregated(const MatrixXd& weights, const Labels& labels, int n)
{
  MatrixXd rows = MatrixXd::Zero(n, weights.cols());
  for (Index node = 0; node < weights.rows(); ++node)
    rows.row(labels[static_cast<std::size_t>(node)]) += weights.row(node);
  MatrixXd sums = MatrixXd::Zero(n, n);
  for (Index node = 0; node < weights.cols(); ++node)
    sums.col(labels[static_cast<std::size_t>(node)]) += rows.col(node);
  return sums;
}

/// Merges communities, level by level, until no merger gains.
Labels merged(const MatrixXd& weights, Labels labels, base::RandomWords& words)
{
  for (;;) {
    const int n = renumber(labels);
    const MatrixXd coarse = aggregated(weights, labels, n);
    Moves moves(coarse, singletons(n));
    if (!moves.sweep_until_still(words)) return labels;
    for (int& label : labels) label = moves.labels()[static_cast<std::size_t>(label)];
  }
}

Labels one_run(const MatrixXd& weights, base::RandomWords& words)
{
  Labels labels = singletons(weights.rows());
  for (;;) {
    Moves moves(weights, labels);
    if (!moves.sweep_until_still(words)) return labels;
    labels = merged(weights, moves.labels(), words);
  }
}

}  // namespace

Communities louvain(const MatrixXd& weights, int restarts, std::uint64_t seed)
{
  Communities best{singletons(weights.rows()), std::nan("")};
  if (!(weights.sum() > 0)) return best;
  for (int restart = 0; restart < restarts; ++restart) {
    base::RandomWords words(seed, static_cast<std::uint32_t>(restart), 0, purpose);
    Labels labels = one_run(weights, words);
    renumber(labels);
    const double reached = modularity(weights, labels);
    if (restart == 0 || reached > best.modularity) best = {std::move(labels), reached};
  }
  return best;
}

}  // namespace dmn::connectivity
