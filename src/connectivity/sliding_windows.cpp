#include "connectivity/sliding_windows.hpp"

#include <fmt/format.h>

#include <functional>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/usable_series.hpp"
#include "signal/surrogates.hpp"

namespace dmn::connectivity {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Calls `row(i, first, n)` for each i: its pairs with j > i are [first, first + n), their j are the last n series.
template <class Row>
void for_each_row(Index n_series, const Row& row)
{
  Index first = 0;
  for (Index i = 0; i + 1 < n_series; ++i) {
    const Index n = n_series - 1 - i;
    row(i, first, n);
    first += n;
  }
}

/// Sums over a window that moves along frame by frame.
class RollingSums {
 public:
  RollingSums(const MatrixXd& series, Index window)
      : frames_(series.transpose()),
        window_(window),
        sum_(ArrayXd::Zero(series.cols())),
        squares_(ArrayXd::Zero(series.cols())),
        products_(ArrayXd::Zero(series.cols() * (series.cols() - 1) / 2)),
        varies_(ArrayXd::Ones(series.cols())),
        mean_(series.cols()),
        variance_(series.cols()),
        scale_(series.cols())
  {
    const ArrayXd nothing = ArrayXd::Zero(series.cols());
    for (Index t = 0; t < window; ++t) exchange(frames_.col(t).array(), nothing);
  }

  void move_to(Index first) { exchange(frames_.col(first + window_ - 1).array(), frames_.col(first - 1).array()); }

  /// Fisher z of every pair.
  void correlate(ArrayXd& z)
  {
    constexpr double constant = 1e-12;
    constexpr double largest = 1 - 1e-7;
    const double by_n = 1 / static_cast<double>(window_);
    mean_ = sum_ * by_n;
    variance_ = squares_ * by_n - mean_.square();
    scale_ = (variance_ > constant).select(variance_.rsqrt(), 0.0);
    varies_ = (variance_ > constant).select(varies_, not_a_number);
    z.resize(products_.size());
    for_each_row(mean_.size(), [&](Index i, Index first, Index n) {
      z.segment(first, n) =
          ((products_.segment(first, n) * by_n - mean_[i] * mean_.tail(n)) * (scale_[i] * scale_.tail(n)))
              .min(largest)
              .max(-largest);
    });
    z = 0.5 * ((1 + z) / (1 - z)).log();
  }

  /// 1 for every pair that varied in each window so far, else NaN.
  ArrayXd usable_pairs() const
  {
    ArrayXd usable(products_.size());
    for_each_row(varies_.size(),
                 [&](Index i, Index first, Index n) { usable.segment(first, n) = varies_[i] * varies_.tail(n); });
    return usable;
  }

 private:
  template <class Frame, class OtherFrame>
  void exchange(const Frame& newest, const OtherFrame& oldest)
  {
    sum_ += newest - oldest;
    squares_ += newest.square() - oldest.square();
    for_each_row(sum_.size(), [&](Index i, Index first, Index n) {
      products_.segment(first, n) += newest[i] * newest.tail(n) - oldest[i] * oldest.tail(n);
    });
  }

  MatrixXd frames_;  ///< p x T: a volume's values lie side by side
  Index window_;
  ArrayXd sum_;
  ArrayXd squares_;
  ArrayXd products_;
  ArrayXd varies_;
  ArrayXd mean_;
  ArrayXd variance_;
  ArrayXd scale_;
};

/// Values of pairs of usable columns as edges of all columns.
VectorXd spread_over_edges(const VectorXd& pairs, const std::vector<int>& columns, Index n_rois)
{
  const auto n = static_cast<Index>(columns.size());
  MatrixXd whole = MatrixXd::Constant(n_rois, n_rois, not_a_number);
  if (n > 1) whole(columns, columns) = symmetric_matrix(pairs, VectorXd::Zero(n));
  return upper_triangle(whole);
}

using OfSeries = std::function<VectorXd(const MatrixXd& z_scored)>;

KindEstimate of_usable(const MatrixXd& series, Index window, const std::vector<std::string>& labels,
                       const OfSeries& values)
{
  UsableSeries usable = usable_series(series, labels);
  KindEstimate result{.warnings = std::move(usable.warnings)};
  const bool long_enough = series.rows() >= 2 * window;
  if (!long_enough)
    result.warnings.push_back(
        fmt::format("dynamic_short: {} kept volumes, fewer than two windows of {}", series.rows(), window));
  if (!long_enough || usable.columns.size() < 2) {
    result.edges = VectorXd::Constant(series.cols() * (series.cols() - 1) / 2, not_a_number);
    return result;
  }
  result.edges = spread_over_edges(values(z_scored(usable.centred)), usable.columns, series.cols());
  return result;
}

/// p of every pair; NaN where the observed value is.
VectorXd surrogate_p(const MatrixXd& series, const WindowOptions& options)
{
  const VectorXd observed = sd_over_windows(series, options.window);
  signal::PhaseSurrogates surrogates(series, options.seed);
  ArrayXd as_large = ArrayXd::Ones(observed.size());
  for (int number = 0; number < options.surrogates; ++number) {
    const MatrixXd surrogate = surrogates.surrogate(static_cast<std::uint32_t>(number));
    as_large += (sd_over_windows(surrogate, options.window).array() >= observed.array()).cast<double>();
  }
  return observed.array().isNaN().select(not_a_number, as_large / (1.0 + options.surrogates));
}

}  // namespace

VectorXd sd_over_windows(const MatrixXd& series, Index window)
{
  constexpr Index shortest = 3;
  if (window < shortest || window >= series.rows())
    throw base::ShapeError(fmt::format("windows of {} volumes in a run of {}", window, series.rows()));
  const Index n_windows = series.rows() - window + 1;
  RollingSums sums(series, window);
  ArrayXd z;
  sums.correlate(z);
  const ArrayXd first_z = z;
  ArrayXd total = ArrayXd::Zero(z.size());
  ArrayXd squares = ArrayXd::Zero(z.size());
  for (Index first = 1; first < n_windows; ++first) {
    sums.move_to(first);
    sums.correlate(z);
    z -= first_z;
    total += z;
    squares += z.square();
  }
  const auto n = static_cast<double>(n_windows);
  return ((squares - total.square() / n) / (n - 1)).max(0.0).sqrt() * sums.usable_pairs();
}

KindEstimate dynamic_sd(const MatrixXd& series, const WindowOptions& options, const std::vector<std::string>& labels)
{
  return of_usable(series, options.window, labels,
                   [&](const MatrixXd& usable) { return sd_over_windows(usable, options.window); });
}

KindEstimate dynamic_p(const MatrixXd& series, const WindowOptions& options, const std::vector<std::string>& labels)
{
  return of_usable(series, options.window, labels,
                   [&](const MatrixXd& usable) { return surrogate_p(usable, options); });
}

}  // namespace dmn::connectivity
