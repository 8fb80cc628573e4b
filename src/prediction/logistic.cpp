#include "prediction/logistic.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "inference/blas.hpp"
#include "prediction/logistic_solver.hpp"

namespace dmn::prediction {
namespace {

constexpr double tuning_tolerance = 1e-7;  ///< of the squared decrement a row: the loss is known to as much
constexpr double final_tolerance = 1e-22;  ///< coefficients are known to about 1e-10
constexpr double nearly_free = 1e-12;      ///< penalty a row of covariates, so that separated classes end somewhere
constexpr Eigen::Index columns_at_once = 512;
constexpr int rises_to_stop = 3;

/// One labelling with one inner fold held out.
struct Trial {
  Eigen::Index labelling = 0;
  std::size_t group = 0;
};

bool has_both_classes(const Eigen::VectorXd& labels, const Eigen::VectorXd& weights)
{
  const double ones = labels.dot(weights);
  return ones > 0 && ones < weights.sum();
}

Eigen::VectorXd weights_without(Eigen::Index n, const std::vector<Eigen::Index>& held)
{
  Eigen::VectorXd weights = Eigen::VectorXd::Ones(n);
  weights(held).setZero();
  return weights;
}

/// Loss of the inner folds, followed upwards through the grid.
struct Search {
  double best = std::numeric_limits<double>::infinity();
  double last = std::numeric_limits<double>::infinity();
  double c = 0;
  int rises = 0;

  void add(double loss, double value)
  {
    rises = loss > last ? rises + 1 : 0;
    last = loss;
    if (!(loss < best)) return;
    best = loss;
    c = value;
  }
  bool over() const { return rises >= rises_to_stop; }
};

bool has_both_classes(const Eigen::VectorXd& labels)
{
  return has_both_classes(labels, Eigen::VectorXd::Ones(labels.size()));
}

}  // namespace

struct LogisticFold::Solved {
  Eigen::MatrixXd coefficients;  ///< (k + m) x J
  Eigen::MatrixXd baseline;      ///< k x J
  Eigen::VectorXd c;             ///< J
};

LogisticFold::LogisticFold(const FoldSpace& space, std::vector<std::vector<Eigen::Index>> inner, Eigen::VectorXd grid)
    : space_(space), inner_(std::move(inner)), grid_(std::move(grid))
{
  basis_.resize(space.n_training(), space.basis.cols() + space.directions.cols());
  basis_ << space.basis, space.directions;
  penalty_.resize(basis_.cols());
  penalty_ << Eigen::VectorXd::Constant(space.basis.cols(), nearly_free), space.eigenvalues.cwiseInverse();
}

/// C of each labelling.
Eigen::VectorXd LogisticFold::choose(const Eigen::MatrixXd& labels) const
{
  std::vector<Search> searches(static_cast<std::size_t>(labels.cols()));
  std::vector<Trial> trials;
  for (Eigen::Index j = 0; j < labels.cols(); ++j) {
    for (std::size_t g = 0; g < inner_.size(); ++g) {
      if (has_both_classes(labels.col(j), weights_without(labels.rows(), inner_[g]))) trials.push_back({j, g});
    }
  }
  Eigen::MatrixXd coefficients = Eigen::MatrixXd::Zero(basis_.cols(), static_cast<Eigen::Index>(trials.size()));
  Eigen::MatrixXd predictors = Eigen::MatrixXd::Zero(basis_.rows(), coefficients.cols());
  for (const double c : grid_) {
    std::vector<Eigen::Index> open;
    for (std::size_t t = 0; t < trials.size(); ++t) {
      if (!searches[static_cast<std::size_t>(trials[t].labelling)].over()) open.push_back(static_cast<Eigen::Index>(t));
    }
    for (std::size_t first = 0; first < open.size(); first += columns_at_once) {
      const std::vector<Eigen::Index> part(
          open.begin() + static_cast<std::ptrdiff_t>(first),
          open.begin() + static_cast<std::ptrdiff_t>(std::min(first + columns_at_once, open.size())));
      Eigen::MatrixXd y(basis_.rows(), static_cast<Eigen::Index>(part.size()));
      Eigen::MatrixXd weights(y.rows(), y.cols());
      for (Eigen::Index t = 0; t < y.cols(); ++t) {
        const Trial& trial = trials[static_cast<std::size_t>(part[static_cast<std::size_t>(t)])];
        y.col(t) = labels.col(trial.labelling);
        weights.col(t) = weights_without(y.rows(), inner_[trial.group]);
      }
      LogisticSolution solution{.coefficients = coefficients(Eigen::all, part),
                                .predictor = predictors(Eigen::all, part)};
      solve_logistic({basis_, penalty_, y, weights}, c, tuning_tolerance, solution);
      coefficients(Eigen::all, part) = solution.coefficients;
      predictors(Eigen::all, part) = solution.predictor;
    }
    std::vector<double> loss(searches.size(), 0);
    for (std::size_t t = 0; t < trials.size(); ++t) {
      for (const auto row : inner_[trials[t].group]) {
        const double x = predictors(row, static_cast<Eigen::Index>(t));
        loss[static_cast<std::size_t>(trials[t].labelling)] += softplus(x) - labels(row, trials[t].labelling) * x;
      }
    }
    for (std::size_t j = 0; j < searches.size(); ++j)
      if (!searches[j].over()) searches[j].add(loss[j], c);
  }
  Eigen::VectorXd chosen(labels.cols());
  for (std::size_t j = 0; j < searches.size(); ++j)
    chosen[static_cast<Eigen::Index>(j)] = searches[j].c > 0 ? searches[j].c : grid_[0];
  return chosen;
}

LogisticFold::Solved LogisticFold::solve(const Eigen::MatrixXd& labels) const
{
  const Eigen::MatrixXd all_rows = Eigen::MatrixXd::Ones(labels.rows(), labels.cols());
  Solved solved{.coefficients = Eigen::MatrixXd::Zero(basis_.cols(), labels.cols()),
                .c = inner_.empty() ? Eigen::VectorXd::Constant(labels.cols(), grid_[0]).eval() : choose(labels)};
  const Eigen::VectorXd free = penalty_.head(space_.basis.cols());
  const LogisticProblem without_features{space_.basis, free, labels, all_rows};
  LogisticSolution baseline = no_coefficients(without_features);
  solve_logistic(without_features, 1, final_tolerance, baseline);
  solved.baseline = std::move(baseline.coefficients);
  for (const double c : grid_) {
    std::vector<Eigen::Index> same;
    for (Eigen::Index j = 0; j < labels.cols(); ++j) {
      if (solved.c[j] == c) same.push_back(j);
    }
    if (same.empty()) continue;
    const Eigen::MatrixXd y = labels(Eigen::all, same);
    const Eigen::MatrixXd weights = all_rows.leftCols(y.cols());
    const LogisticProblem problem{basis_, penalty_, y, weights};
    LogisticSolution solution = no_coefficients(problem);
    solve_logistic(problem, c, final_tolerance, solution);
    solved.coefficients(Eigen::all, same) = solution.coefficients;
  }
  return solved;
}

FoldPredictions LogisticFold::predict(const Eigen::MatrixXd& labels) const
{
  const Solved solved = solve(labels);
  const Eigen::Index k = space_.basis.cols();
  FoldPredictions predictions{.penalty = solved.c};
  Eigen::MatrixXd of_features;
  Eigen::MatrixXd dual = solved.coefficients.bottomRows(space_.directions.cols());
  dual.array().colwise() /= space_.eigenvalues.array();
  inference::product(space_.test_directions, dual, of_features);
  inference::product(space_.test_basis, solved.coefficients.topRows(k), predictions.predicted);
  inference::product(space_.test_basis, solved.baseline, predictions.covariates_only);
  predictions.predicted = (predictions.predicted + of_features).unaryExpr(&inverse_logit).eval();
  predictions.covariates_only = predictions.covariates_only.unaryExpr(&inverse_logit).eval();
  for (Eigen::Index j = 0; j < labels.cols(); ++j) {
    if (has_both_classes(labels.col(j))) continue;
    predictions.predicted.col(j).setConstant(labels(0, j));
    predictions.covariates_only.col(j).setConstant(labels(0, j));
  }
  predictions.with_covariates = predictions.predicted;
  return predictions;
}

LogisticFold::Coefficients LogisticFold::coefficients(const Eigen::VectorXd& labels) const
{
  if (!has_both_classes(labels))
    throw base::DesignError("the training rows are all of one class: nothing can be learnt from them");
  const Solved solved = solve(labels);
  const Eigen::Index k = space_.basis.cols();
  const Eigen::VectorXd dual =
      solved.coefficients.col(0).tail(space_.directions.cols()).cwiseQuotient(space_.eigenvalues);
  return {.features = feature_weights(space_, dual),
          .basis = solved.coefficients.col(0).head(k),
          .baseline = solved.baseline.col(0),
          .penalty = solved.c[0]};
}

}  // namespace dmn::prediction
