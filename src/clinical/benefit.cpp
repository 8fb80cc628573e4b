#include "clinical/benefit.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "clinical/student_interval.hpp"
#include "stats/column_basis.hpp"
#include "stats/distributions.hpp"

namespace dmn::clinical {
namespace {

constexpr std::array penalties{1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4};
constexpr int fewest_in_third = 5;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

using Rows = std::vector<Eigen::Index>;

Rows rows_where(const std::vector<int>& site, const Rows& among, int which, bool equal)
{
  Rows rows;
  for (const auto row : among) {
    if ((site[static_cast<std::size_t>(row)] == which) == equal) rows.push_back(row);
  }
  return rows;
}

std::vector<int> sites_among(const std::vector<int>& site, const Rows& rows)
{
  std::vector<int> sites;
  for (const auto row : rows) sites.push_back(site[static_cast<std::size_t>(row)]);
  std::ranges::sort(sites);
  sites.erase(std::ranges::unique(sites).begin(), sites.end());
  return sites;
}

/// A ridge regression whose columns are built from base columns and the arm.
class ArmRidge {
 public:
  ArmRidge(const BenefitData& data, bool with_markers, const Rows& training) : data_(data), with_markers_(with_markers)
  {
    const Eigen::MatrixXd base = base_columns(training);
    mean_ = base.colwise().mean();
    spread_ = ((base.rowwise() - mean_).colwise().squaredNorm() / static_cast<double>(base.rows())).cwiseSqrt();
    spread_ = (spread_.array() > 0).select(spread_, 1.0);
    const Eigen::MatrixXd x = columns(training, data.arm(training));
    cross_ = x.transpose() * x;
    with_outcome_ = x.transpose() * Eigen::VectorXd(data.outcome(training));
  }

  void solve(double penalty)
  {
    Eigen::MatrixXd matrix = cross_;
    for (Eigen::Index k = n_free(); k < matrix.rows(); ++k) matrix(k, k) += penalty;
    for (Eigen::Index k = 0; k < n_free(); ++k) matrix(k, k) += 1e-9 * cross_(0, 0);
    weights_ = Eigen::LDLT<Eigen::MatrixXd>(matrix).solve(with_outcome_);
  }

  Eigen::VectorXd predict(const Rows& rows, const Eigen::VectorXd& arm) const { return columns(rows, arm) * weights_; }

 private:
  Eigen::Index n_free() const { return 2 + data_.covariates.cols(); }

  Eigen::MatrixXd base_columns(const Rows& rows) const
  {
    const Eigen::Index c = data_.covariates.cols();
    Eigen::MatrixXd base(static_cast<Eigen::Index>(rows.size()), c + (with_markers_ ? data_.markers.cols() : 0));
    base.leftCols(c) = data_.covariates(rows, Eigen::all);
    if (with_markers_) base.rightCols(data_.markers.cols()) = data_.markers(rows, Eigen::all);
    return base;
  }

  /// Intercept, arm, covariates; then markers and the products of arm (around one half) with everything.
  Eigen::MatrixXd columns(const Rows& rows, const Eigen::VectorXd& arm) const
  {
    const Eigen::MatrixXd base = (base_columns(rows).rowwise() - mean_) * spread_.cwiseInverse().asDiagonal();
    Eigen::MatrixXd x(base.rows(), 2 + 2 * base.cols());
    x.col(0).setOnes();
    x.col(1) = arm.array() - 0.5;
    x.middleCols(2, base.cols()) = base;
    x.rightCols(base.cols()) = x.col(1).asDiagonal() * base;
    return x;
  }

  const BenefitData& data_;
  bool with_markers_;
  Eigen::RowVectorXd mean_;
  Eigen::RowVectorXd spread_;
  Eigen::MatrixXd cross_;
  Eigen::VectorXd with_outcome_;
  Eigen::VectorXd weights_;
};

void require_both_arms(const BenefitData& data, const Rows& rows)
{
  const Eigen::VectorXd arm = data.arm(rows);
  if (arm.minCoeff() < 0.5 && arm.maxCoeff() > 0.5) return;
  throw base::DesignError("the training sites of a fold hold one arm only: benefit cannot be held out by site");
}

double best_penalty(const BenefitData& data, bool with_markers, const Rows& training)
{
  std::array<double, penalties.size()> error{};
  for (const int site : sites_among(data.site, training)) {
    const Rows inner = rows_where(data.site, training, site, false);
    const Rows left = rows_where(data.site, training, site, true);
    require_both_arms(data, inner);
    ArmRidge ridge(data, with_markers, inner);
    for (std::size_t k = 0; k < penalties.size(); ++k) {
      ridge.solve(penalties[k]);
      error[k] += (ridge.predict(left, data.arm(left)) - Eigen::VectorXd(data.outcome(left))).squaredNorm();
    }
  }
  return penalties[static_cast<std::size_t>(std::ranges::min_element(error) - error.begin())];
}

HeldOut held_out(const BenefitData& data, bool with_markers, const Rows& all)
{
  const Eigen::Index n = data.outcome.size();
  HeldOut result{.predicted = Eigen::VectorXd(n), .benefit = Eigen::VectorXd(n)};
  double sse = 0;
  double around_mean = 0;
  for (const int site : sites_among(data.site, all)) {
    const Rows training = rows_where(data.site, all, site, false);
    const Rows test = rows_where(data.site, all, site, true);
    const auto n_test = static_cast<Eigen::Index>(test.size());
    require_both_arms(data, training);
    result.penalty_of_fold.push_back(best_penalty(data, with_markers, training));
    ArmRidge ridge(data, with_markers, training);
    ridge.solve(result.penalty_of_fold.back());
    result.predicted(test) = ridge.predict(test, data.arm(test));
    result.benefit(test) =
        ridge.predict(test, Eigen::VectorXd::Ones(n_test)) - ridge.predict(test, Eigen::VectorXd::Zero(n_test));
    const Eigen::VectorXd y = data.outcome(test);
    const Eigen::VectorXd trained_on = data.outcome(training);
    sse += (y - Eigen::VectorXd(result.predicted(test))).squaredNorm();
    around_mean += (y.array() - trained_on.mean()).square().sum();
  }
  result.q2 = 1.0 - sse / around_mean;
  return result;
}

void add_calibration(const BenefitData& data, const std::vector<int>& sites, Benefit& result)
{
  const Eigen::Index n = data.outcome.size();
  const auto n_sites = static_cast<Eigen::Index>(sites.size());
  const Eigen::VectorXd benefit = result.with_markers.benefit.array() - result.with_markers.benefit.mean();
  const Eigen::Index c = data.covariates.cols();
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(n, n_sites + c + 3);
  for (Eigen::Index row = 0; row < n; ++row) {
    const auto found = std::ranges::find(sites, data.site[static_cast<std::size_t>(row)]);
    x(row, found - sites.begin()) = 1;
  }
  x.middleCols(n_sites, c) = data.covariates;
  x.col(n_sites + c) = benefit;
  x.col(n_sites + c + 1) = data.arm;
  x.col(n_sites + c + 2) = benefit.cwiseProduct(data.arm);
  const auto basis = stats::column_basis(x);
  Eigen::VectorXd contrast = Eigen::VectorXd::Zero(x.cols());
  contrast[x.cols() - 1] = 1;
  result.calibration = result.calibration_low = result.calibration_high = result.calibration_p = unknown;
  if (!stats::is_estimable(basis, contrast)) return;
  const Eigen::VectorXd weights = stats::weights_on_basis(basis, contrast);
  const Eigen::VectorXd coordinates = basis.q.transpose() * data.outcome;
  const auto df = static_cast<double>(n - basis.rank());
  const double sigma = std::sqrt((data.outcome - basis.q * coordinates).squaredNorm() / df);
  const double se = sigma * weights.norm();
  result.calibration = weights.dot(coordinates);
  const auto interval = student_interval(result.calibration, se, df);
  result.calibration_low = interval.low;
  result.calibration_high = interval.high;
  result.calibration_p = stats::p_two_sided(result.calibration / se, df);
}

struct Sample {
  int n = 0;
  double mean = 0;
  double variance_of_mean = 0;
};

Sample sample_of(const BenefitData& data, const Rows& rows, bool other)
{
  std::vector<double> values;
  for (const auto row : rows) {
    if ((data.arm[row] > 0.5) == other) values.push_back(data.outcome[row]);
  }
  const auto n = static_cast<double>(values.size());
  Sample sample{.n = static_cast<int>(values.size())};
  if (values.size() < 2) return sample;
  sample.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  for (const double value : values) sample.variance_of_mean += (value - sample.mean) * (value - sample.mean);
  sample.variance_of_mean /= n * (n - 1);
  return sample;
}

BenefitThird third_of(const BenefitData& data, const Rows& rows, const Eigen::VectorXd& benefit)
{
  const Sample reference = sample_of(data, rows, false);
  const Sample other = sample_of(data, rows, true);
  BenefitThird third{.n_reference = reference.n, .n_other = other.n, .predicted = benefit(rows).mean()};
  third.observed = third.low = third.high = unknown;
  if (std::min(reference.n, other.n) < fewest_in_third) return third;
  const double variance = reference.variance_of_mean + other.variance_of_mean;
  const auto share = [](const Sample& sample) {
    return sample.variance_of_mean * sample.variance_of_mean / (sample.n - 1);
  };
  third.observed = other.mean - reference.mean;
  const auto interval =
      student_interval(third.observed, std::sqrt(variance), variance * variance / (share(reference) + share(other)));
  third.low = interval.low;
  third.high = interval.high;
  return third;
}

void add_thirds(const BenefitData& data, Rows rows, Benefit& result)
{
  const auto& benefit = result.with_markers.benefit;
  std::ranges::stable_sort(rows, {}, [&](Eigen::Index row) { return benefit[row]; });
  for (std::size_t third = 0; third < 3; ++third) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() * third / 3);
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() * (third + 1) / 3);
    result.thirds.push_back(third_of(data, {begin, end}, benefit));
  }
}

}  // namespace

Benefit held_out_benefit(const BenefitData& data)
{
  Rows all(static_cast<std::size_t>(data.outcome.size()));
  std::iota(all.begin(), all.end(), Eigen::Index{0});
  const auto sites = sites_among(data.site, all);
  if (static_cast<int>(sites.size()) < fewest_sites_for_benefit) {
    throw base::DesignError(fmt::format("individual benefit is predicted for held-out sites: {} needed, {} found",
                                        fewest_sites_for_benefit, sites.size()));
  }
  Benefit result;
  result.with_markers = held_out(data, true, all);
  result.covariates_only = held_out(data, false, all);
  result.gain = result.with_markers.q2 - result.covariates_only.q2;
  add_calibration(data, sites, result);
  add_thirds(data, all, result);
  return result;
}

}  // namespace dmn::clinical
