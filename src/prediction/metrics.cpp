#include "prediction/metrics.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "prediction/folds.hpp"
#include "prediction/logistic_solver.hpp"

namespace dmn::prediction {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double nearest_to_certain = 1e-15;  ///< of probabilities, for their logit
constexpr int most_steps = 100;
constexpr double steepest = 1e4;  ///< calibration slope: beyond it the classes are separated

double share_right(const Eigen::VectorXd& labels, const Eigen::VectorXd& p)
{
  const double ones = labels.sum();
  const double zeros = static_cast<double>(labels.size()) - ones;
  if (ones == 0 || zeros == 0) return none;
  const Eigen::ArrayXd called = (p.array() >= 0.5).cast<double>();
  return ((called * labels.array()).sum() / ones + ((1 - called) * (1 - labels.array())).sum() / zeros) / 2;
}

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
  if (a.size() < 3) return none;
  const Eigen::VectorXd x = a.array() - a.mean();
  const Eigen::VectorXd y = b.array() - b.mean();
  const double size = x.norm() * y.norm();
  return size > 1e-12 * a.norm() * b.norm() ? x.dot(y) / size : none;
}

struct Line {
  double intercept = none;
  double slope = none;
};

Line straight_line(const Eigen::VectorXd& x, const Eigen::VectorXd& y)
{
  if (x.size() < 3) return {};
  const Eigen::VectorXd centred = x.array() - x.mean();
  const double spread = centred.squaredNorm();
  if (!(spread > 1e-24 * x.squaredNorm())) return {};
  const double slope = centred.dot(y) / spread;
  return {.intercept = y.mean() - slope * x.mean(), .slope = slope};
}

/// Logistic regression of labels on the logit of their probabilities (Cox 1958; Steyerberg 2010).
Line logistic_line(const Eigen::VectorXd& p, const Eigen::VectorXd& labels)
{
  const Eigen::ArrayXd inside = p.array().max(nearest_to_certain).min(1 - nearest_to_certain);
  Eigen::MatrixXd x(p.size(), 2);
  x.col(0).setOnes();
  x.col(1) = (inside / (1 - inside)).log();
  if (std::isnan(auc(labels, p)) || std::isnan(straight_line(x.col(1), labels).slope)) return {};
  Eigen::Vector2d line(0, 0);
  for (int step = 0; step < most_steps && std::abs(line[1]) < steepest; ++step) {
    const Eigen::ArrayXd fitted = (x * line).unaryExpr(&inverse_logit).array();
    const Eigen::Vector2d gradient = x.transpose() * (labels.array() - fitted).matrix();
    const Eigen::Matrix2d curvature = x.transpose() * (fitted * (1 - fitted)).matrix().asDiagonal() * x;
    const Eigen::Vector2d move = curvature.ldlt().solve(gradient);
    if (!move.allFinite()) return {};
    line += move;
    if (move.norm() < 1e-12 * (1 + line.norm())) return {.intercept = line[0], .slope = line[1]};
  }
  return {};
}

/// Mean over strata, weighted by their rows; strata without the measure are left out.
template <class Measure>
double over_strata(const OutOfSample& rows, const Eigen::VectorXd& values, const Measure& measure)
{
  double sum = 0;
  double weight = 0;
  for (const auto& stratum : rows_of_groups(rows.stratum.empty() ? rows.site : rows.stratum)) {
    const double value = measure(rows.outcome(stratum), values(stratum));
    if (std::isnan(value)) continue;
    sum += value * static_cast<double>(stratum.size());
    weight += static_cast<double>(stratum.size());
  }
  return weight > 0 ? sum / weight : none;
}

double explained(const OutOfSample& rows, const Eigen::VectorXd& values)
{
  const double spread = (rows.outcome - rows.training_mean).squaredNorm();
  return spread > 0 ? 1 - (rows.outcome - values).squaredNorm() / spread : none;
}

Measures of_classes(const OutOfSample& rows, const Eigen::VectorXd& p)
{
  const Line line = logistic_line(p, rows.outcome);
  return {.n = p.size(),
          .n_positive = static_cast<Eigen::Index>(rows.outcome.sum()),
          .auc = over_strata(rows, p, auc),
          .auc_all_rows = auc(rows.outcome, p),
          .balanced_accuracy = over_strata(rows, p, share_right),
          .brier = (p - rows.outcome).squaredNorm() / static_cast<double>(p.size()),
          .r = none,
          .q2 = none,
          .mae = none,
          .calibration_slope = line.slope,
          .calibration_intercept = line.intercept};
}

Measures of_numbers(const OutOfSample& rows, const Eigen::VectorXd& values)
{
  const Line line = straight_line(values, rows.outcome);
  return {.n = values.size(),
          .n_positive = 0,
          .auc = none,
          .auc_all_rows = none,
          .balanced_accuracy = none,
          .brier = none,
          .r = correlation(rows.outcome, values),
          .q2 = explained(rows, values),
          .mae = (rows.outcome - values).cwiseAbs().mean(),
          .calibration_slope = line.slope,
          .calibration_intercept = line.intercept};
}

}  // namespace

double auc(const Eigen::VectorXd& labels, const Eigen::VectorXd& score)
{
  std::vector<Eigen::Index> order(static_cast<std::size_t>(score.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::ranges::sort(order, {}, [&](Eigen::Index row) { return score[row]; });
  double wins = 0;
  double zeros_below = 0;
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    double ones = 0;
    for (; to < order.size() && score[order[to]] == score[order[from]]; ++to) ones += labels[order[to]];
    const double zeros = static_cast<double>(to - from) - ones;
    wins += ones * (zeros_below + zeros / 2);
    zeros_below += zeros;
    from = to;
  }
  const double pairs = labels.sum() * zeros_below;
  return pairs > 0 ? wins / pairs : none;
}

Measures measures(const OutOfSample& rows, Prediction prediction)
{
  return rows.two_classes ? of_classes(rows, rows.*prediction) : of_numbers(rows, rows.*prediction);
}

std::vector<SiteMeasures> measures_by_site(const OutOfSample& rows, Prediction prediction)
{
  std::vector<SiteMeasures> all;
  for (const auto& site : rows_of_groups(rows.site))
    all.push_back({rows.site[static_cast<std::size_t>(site.front())], measures(chosen(rows, site), prediction)});
  return all;
}

double primary_measure(const OutOfSample& rows, Prediction prediction)
{
  return rows.two_classes ? over_strata(rows, rows.*prediction, auc) : explained(rows, rows.*prediction);
}

double gain(const OutOfSample& rows)
{
  return primary_measure(rows, &OutOfSample::with_covariates) - primary_measure(rows, &OutOfSample::covariates_only);
}

OutOfSample chosen(const OutOfSample& rows, const std::vector<Eigen::Index>& which)
{
  OutOfSample some{.two_classes = rows.two_classes,
                   .outcome = rows.outcome(which),
                   .predicted = rows.predicted(which),
                   .covariates_only = rows.covariates_only(which),
                   .with_covariates = rows.with_covariates(which),
                   .training_mean = rows.training_mean(which)};
  for (const auto row : which) some.site.push_back(rows.site[static_cast<std::size_t>(row)]);
  if (rows.stratum.empty()) return some;
  for (const auto row : which) some.stratum.push_back(rows.stratum[static_cast<std::size_t>(row)]);
  return some;
}

}  // namespace dmn::prediction
