#include "signal/drift.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dmn::signal {

void remove_trend(FrameMatrix& frames)
{
  const Eigen::Index n = frames.rows();
  if (n == 0) return;
  const Eigen::VectorXd times =
      Eigen::VectorXd::LinSpaced(n, -0.5 * static_cast<double>(n - 1), 0.5 * static_cast<double>(n - 1));
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(frames.cols());
  for (Eigen::Index t = 0; t < n; ++t) mean += frames.row(t);
  mean /= static_cast<double>(n);
  Eigen::RowVectorXd slope = Eigen::RowVectorXd::Zero(frames.cols());
  for (Eigen::Index t = 0; t < n; ++t) {
    frames.row(t) -= mean;
    slope += times(t) * frames.row(t);
  }
  if (n > 1) slope /= times.squaredNorm();
  for (Eigen::Index t = 0; t < n; ++t) frames.row(t) -= times(t) * slope;
}

void remove_trend(Eigen::MatrixXd& columns, const Eigen::VectorXd& times)
{
  centre(columns);
  const Eigen::VectorXd centred = times.array() - times.mean();
  const double spread = centred.squaredNorm();
  if (!(spread > 0.0)) return;
  for (Eigen::Index c = 0; c < columns.cols(); ++c) columns.col(c) -= (centred.dot(columns.col(c)) / spread) * centred;
}

void centre(Eigen::MatrixXd& columns)
{
  if (columns.rows() == 0) return;
  for (Eigen::Index c = 0; c < columns.cols(); ++c) columns.col(c).array() -= columns.col(c).mean();
}

Eigen::MatrixXd cosine_basis(const std::vector<Eigen::Index>& frames, Eigen::Index n_frames, base::Hertz high_pass,
                             base::Seconds repetition_time)
{
  const double wanted = std::floor(2.0 * static_cast<double>(n_frames) * high_pass.value * repetition_time.value);
  const double possible = static_cast<double>(std::max<Eigen::Index>(n_frames - 1, 0));
  Eigen::MatrixXd basis(static_cast<Eigen::Index>(frames.size()),
                        static_cast<Eigen::Index>(std::clamp(wanted, 0.0, possible)));
  for (Eigen::Index k = 0; k < basis.cols(); ++k) {
    for (Eigen::Index row = 0; row < basis.rows(); ++row) {
      const double half_steps = 2.0 * static_cast<double>(frames[static_cast<std::size_t>(row)]) + 1.0;
      basis(row, k) =
          std::cos(std::numbers::pi * static_cast<double>(k + 1) * half_steps / (2.0 * static_cast<double>(n_frames)));
    }
  }
  return basis;
}

}  // namespace dmn::signal
