#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::connectivity {

/// Symmetric weights of a graph of R nodes, at least 0, with an empty diagonal: the positive part of a z matrix;
/// negative values are no edge. @throws ShapeError for a matrix that is not square or holds NaN
Eigen::MatrixXd positive_weights(const Eigen::MatrixXd& z);

/// Sum of each node's weights.
Eigen::VectorXd strengths(const Eigen::MatrixXd& weights);

/// Onnela's weighted clustering: mean over pairs of a node's neighbours of the cube root of the product of the
/// triangle's weights, the weights divided by the largest of the graph. 0 for nodes with fewer than 2 neighbours.
/// Onnela et al. 2005, Phys Rev E 71:065103.
Eigen::VectorXd clustering(const Eigen::MatrixXd& weights);

/// 1 - sum over communities of (share of the node's strength that goes there)^2; 0 for a node without edges.
/// @param community  R labels, any numbers. @throws ShapeError when they are not the nodes'
/// Guimera & Amaral 2005, Nature 433:895.
Eigen::VectorXd participation(const Eigen::MatrixXd& weights, const std::vector<int>& community);

/// Newman's modularity of a partition, resolution 1; NaN for a graph without edges.
/// @param community  R labels, any numbers. @throws ShapeError when they are not the nodes'
/// Newman & Girvan 2004, Phys Rev E 69:026113.
double modularity(const Eigen::MatrixXd& weights, const std::vector<int>& community);

/// The graph of the strongest pairs: K = floor(d R(R-1)/2 + 1/2) pairs of the largest weight, those of weight 0 left
/// out; of equal ones the pair that comes first in the row-major upper triangle.
/// @param density  d, in (0, 1]
/// @return         R x R of 0 and 1
Eigen::MatrixXd strongest_edges(const Eigen::MatrixXd& weights, double density);

}  // namespace dmn::connectivity
