#include "inference/relabelled_rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <vector>

namespace dmn::inference {
namespace {

constexpr Eigen::Index stretch_length = 256;  ///< rows at a time: short sums, and values that stay in the cache
constexpr Eigen::Index n_lanes = 8;           ///< sums side by side, for vector instructions
using Stretch = std::array<double, stretch_length>;

/// Rows [first, first + n) of P x.
void gather(const Relabelling& relabelling, const Eigen::Ref<const Eigen::VectorXd>& x, Eigen::Index first,
            Eigen::Index n, Stretch& values)
{
  const int* source = relabelling.source.data() + first;
  for (Eigen::Index row = 0; row < n; ++row) values[static_cast<std::size_t>(row)] = x[source[row]];
  if (relabelling.sign.empty()) return;
  const signed char* sign = relabelling.sign.data() + first;
  for (Eigen::Index row = 0; row < n; ++row) values[static_cast<std::size_t>(row)] *= sign[row];
}

/// Rows are taken in random order: each cache line is asked for before.
void prefetch(const Eigen::Ref<const Eigen::VectorXd>& x)
{
  constexpr Eigen::Index per_line = 64 / sizeof(double);
  for (Eigen::Index row = 0; row < x.size(); row += per_line) __builtin_prefetch(x.data() + row);
}

double sum_of_products(const double* a, const double* b, Eigen::Index n)
{
  using Lanes = Eigen::Array<double, n_lanes, 1>;
  Lanes lanes = Lanes::Zero();
  Eigen::Index row = 0;
  for (; row + n_lanes <= n; row += n_lanes)
    lanes += Eigen::Map<const Lanes>(a + row) * Eigen::Map<const Lanes>(b + row);
  for (; row < n; ++row) lanes[0] += a[row] * b[row];
  return std::accumulate(lanes.begin(), lanes.end(), 0.0);
}

template <class Real>
void move_rows_back(const Relabelling& relabelling, const RowMajor<Real>& v, Real* out)
{
  const auto n_rows = static_cast<std::size_t>(v.rows());
  const auto n_columns = static_cast<std::size_t>(v.cols());
  std::vector<std::size_t> row_of(n_rows);
  for (std::size_t row = 0; row < n_rows; ++row) row_of[static_cast<std::size_t>(relabelling.source[row])] = row;
  for (std::size_t row = 0; row < n_rows; ++row) {
    const auto sign = static_cast<Real>(relabelling.sign.empty() ? 1 : relabelling.sign[row_of[row]]);
    const Real* from = v.data() + row_of[row] * n_columns;
    for (std::size_t k = 0; k < n_columns; ++k) out[k * n_rows + row] = sign * from[k];
  }
}

}  // namespace

Eigen::VectorXd relabelled(const Relabelling& relabelling, const Eigen::VectorXd& x)
{
  Eigen::VectorXd result = x(relabelling.source);
  for (std::size_t row = 0; row < relabelling.sign.size(); ++row)
    result[static_cast<Eigen::Index>(row)] *= relabelling.sign[row];
  return result;
}

void relabel_back(const Relabelling& relabelling, const RowMajorMatrix& v, double* out)
{
  move_rows_back(relabelling, v, out);
}

void relabel_back(const Relabelling& relabelling, const RowMajor<float>& v, float* out)
{
  move_rows_back(relabelling, v, out);
}

Eigen::VectorXd projected(const Relabelling& relabelling, const Eigen::MatrixXd& v,
                          const Eigen::Ref<const Eigen::VectorXd>& x)
{
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(v.cols());
  Stretch values;
  prefetch(x);
  for (Eigen::Index first = 0; first < v.rows(); first += stretch_length) {
    const Eigen::Index n = std::min(stretch_length, v.rows() - first);
    gather(relabelling, x, first, n, values);
    for (Eigen::Index k = 0; k < v.cols(); ++k) sums[k] += sum_of_products(values.data(), v.col(k).data() + first, n);
  }
  return sums;
}

}  // namespace dmn::inference
