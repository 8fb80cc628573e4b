#include "inference/varying_space.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>

namespace dmn::inference {
namespace {

constexpr double angle_of_unmoved = 1e-8;  ///< sine of the angle to the block indicators, above rounding

Eigen::MatrixXd centred_within_blocks(Eigen::MatrixXd vectors, const Exchangeability& exchangeability)
{
  for (const auto& rows : rows_of_blocks(exchangeability)) {
    const Eigen::RowVectorXd mean = vectors(rows, Eigen::all).colwise().mean();
    for (const int row : rows) vectors.row(row) -= mean;
  }
  return vectors;
}

}  // namespace

SplitSpace split_space(const Eigen::MatrixXd& q, const Exchangeability& exchangeability)
{
  if (exchangeability.scheme == Scheme::sign_flip) return {.unmoved = q.leftCols(0), .varying = q};
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(centred_within_blocks(q, exchangeability));
  const Eigen::MatrixXd triangle = qr.matrixQR().topRows(q.cols()).triangularView<Eigen::Upper>();
  const Eigen::JacobiSVD<Eigen::MatrixXd> sines(triangle, Eigen::ComputeFullV);
  const Eigen::Index n_varying = (sines.singularValues().array() > angle_of_unmoved).count();
  return {.unmoved = q * sines.matrixV().rightCols(q.cols() - n_varying),
          .varying = q * sines.matrixV().leftCols(n_varying)};
}

}  // namespace dmn::inference
