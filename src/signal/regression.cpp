#include "signal/regression.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <vector>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

constexpr double vanished = 1e-9;    ///< of the raw norm
constexpr double negligible = 1e-9;  ///< of the largest singular value

Eigen::MatrixXd unit_columns(const Eigen::MatrixXd& regressors, const Eigen::VectorXd& raw_norms)
{
  std::vector<Eigen::Index> remaining;
  const Eigen::VectorXd norms = regressors.colwise().norm();
  for (Eigen::Index k = 0; k < regressors.cols(); ++k) {
    if (norms(k) > vanished * raw_norms(k)) remaining.push_back(k);
  }
  Eigen::MatrixXd columns(regressors.rows(), static_cast<Eigen::Index>(remaining.size()));
  for (Eigen::Index k = 0; k < columns.cols(); ++k) {
    const Eigen::Index source = remaining[static_cast<std::size_t>(k)];
    columns.col(k) = regressors.col(source) / norms(source);
  }
  return columns;
}

/// First columns of the orthogonal factor. Reflections are applied one by one: Eigen's blocked product would cut its
/// sums by the cache sizes of the machine.
Eigen::MatrixXd thin_orthogonal(const Eigen::ColPivHouseholderQR<Eigen::MatrixXd>& qr)
{
  const Eigen::Index rows = qr.rows();
  const Eigen::Index columns = std::min(rows, qr.cols());
  Eigen::MatrixXd q = Eigen::MatrixXd::Identity(rows, columns);
  Eigen::VectorXd workspace(columns);
  for (Eigen::Index k = columns - 1; k >= 0; --k) {
    q.bottomRightCorner(rows - k, columns - k)
        .applyHouseholderOnTheLeft(qr.matrixQR().col(k).tail(rows - k - 1), qr.hCoeffs()(k), workspace.data());
  }
  return q;
}

Eigen::Index rank_of(const Eigen::VectorXd& singular_values)
{
  if (singular_values.size() == 0) return 0;
  return (singular_values.array() > negligible * singular_values(0)).count();
}

/// basis' data with sums cut at fixed places.
Eigen::MatrixXd projections(const Eigen::MatrixXd& basis, const Eigen::MatrixXd& data)
{
  constexpr Eigen::Index rows_at_once = 128;
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(basis.cols(), data.cols());
  for (Eigen::Index first = 0; first < data.rows(); first += rows_at_once) {
    const Eigen::Index rows = std::min(rows_at_once, data.rows() - first);
    sums.noalias() += basis.middleRows(first, rows).transpose() * data.middleRows(first, rows);
  }
  return sums;
}

}  // namespace

RegressorSpace regressor_space(const Eigen::MatrixXd& regressors, const Eigen::VectorXd& raw_norms)
{
  if (raw_norms.size() != regressors.cols()) {
    throw base::ShapeError("one raw norm a regressor", {.field = "raw_norms",
                                                        .expected = std::to_string(regressors.cols()),
                                                        .found = std::to_string(raw_norms.size())});
  }
  const Eigen::MatrixXd columns = unit_columns(regressors, raw_norms);
  if (columns.size() == 0) return {Eigen::MatrixXd(regressors.rows(), 0), 0};
  const bool tall = columns.rows() >= columns.cols();
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(tall ? columns : columns.transpose());
  const Eigen::Index size = std::min(columns.rows(), columns.cols());
  Eigen::MatrixXd triangle = qr.matrixQR().topRows(size).triangularView<Eigen::Upper>();
  if (!tall) triangle.transposeInPlace();
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(triangle, Eigen::ComputeFullU);
  const Eigen::Index rank = rank_of(svd.singularValues());
  const Eigen::MatrixXd directions = svd.matrixU().leftCols(rank);
  if (tall) return {thin_orthogonal(qr) * directions, rank};
  return {qr.colsPermutation() * Eigen::MatrixXd::Identity(size, size) * directions, rank};
}

void remove_regressors(Eigen::MatrixXd& data, const RegressorSpace& space)
{
  if (space.rank == 0) return;
  data.noalias() -= space.basis * projections(space.basis, data);
}

}  // namespace dmn::signal
