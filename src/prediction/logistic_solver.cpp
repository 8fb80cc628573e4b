#include "prediction/logistic_solver.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "inference/blas.hpp"

namespace dmn::prediction {
namespace {

constexpr int most_newton_steps = 100;
constexpr int most_gradient_steps = 60;
constexpr int most_halvings = 30;
constexpr double sufficient_decrease = 1e-4;
constexpr double smallest_curvature = 1e-12;

using Columns = std::vector<Eigen::Index>;

/// The columns that are not solved yet, side by side.
class ActiveColumns {
 public:
  ActiveColumns(const LogisticProblem& problem, const LogisticSolution& start, double c, const Columns& columns)
      : problem_(problem),
        c_(c),
        labels_(problem.labels(Eigen::all, columns)),
        weights_(problem.weights(Eigen::all, columns)),
        coefficients_(start.coefficients(Eigen::all, columns)),
        predictor_(start.predictor(Eigen::all, columns)),
        rows_seen_(weights_.colwise().sum().transpose())
  {
  }

  /// Gradient, curvature and squared decrement at the present coefficients.
  void look()
  {
    const Eigen::ArrayXXd p = predictor_.unaryExpr([](double x) { return inverse_logit(x); }).array();
    curvature_ = weights_.array() * p * (1 - p);
    inference::product_transposed(problem_.basis, (weights_.array() * (labels_.array() - p)).matrix(), gradient_);
    gradient_ = (coefficients_.array().colwise() * problem_.penalty.array()) - c_ * gradient_.array();
    const Eigen::RowVectorXd mean =
        (curvature_.colwise().sum() / static_cast<double>(problem_.basis.rows())).cwiseMax(smallest_curvature);
    scale_.resize(gradient_.rows(), gradient_.cols());
    for (Eigen::Index j = 0; j < scale_.cols(); ++j) scale_.col(j) = problem_.penalty.array() + c_ * mean[j];
    decrement_ = (gradient_.array().square() / scale_.array()).colwise().sum().transpose();
  }

  bool is_solved(Eigen::Index j, double tolerance) const { return decrement_[j] <= tolerance * c_ * rows_seen_[j]; }

  void step()
  {
    find_direction();
    const Eigen::VectorXd slope = (gradient_.array() * direction_.array()).colwise().sum().transpose();
    const Eigen::VectorXd before = objective(Eigen::VectorXd::Zero(slope.size()));
    Eigen::VectorXd length = Eigen::VectorXd::Ones(slope.size());
    for (int halving = 0; halving < most_halvings; ++halving) {
      const Eigen::VectorXd after = objective(length);
      bool all_lower = true;
      for (Eigen::Index j = 0; j < slope.size(); ++j) {
        const double allowed = before[j] + sufficient_decrease * length[j] * slope[j] + 1e-13 * std::abs(before[j]);
        if (after[j] <= allowed) continue;
        length[j] /= 2;
        all_lower = false;
      }
      if (all_lower) break;
    }
    coefficients_ += direction_ * length.asDiagonal();
    predictor_ += moved_ * length.asDiagonal();
  }

  void store(Eigen::Index j, Eigen::Index column, LogisticSolution& solution) const
  {
    solution.coefficients.col(column) = coefficients_.col(j);
    solution.predictor.col(column) = predictor_.col(j);
  }

 private:
  /// Newton's direction by preconditioned conjugate gradients, to an accuracy that rises with that of the solution.
  void find_direction()
  {
    const Eigen::Index n_columns = gradient_.cols();
    direction_ = Eigen::MatrixXd::Zero(gradient_.rows(), n_columns);
    moved_ = Eigen::MatrixXd::Zero(predictor_.rows(), n_columns);
    Eigen::MatrixXd residual = -gradient_;
    Eigen::MatrixXd search = residual.cwiseQuotient(scale_);
    Eigen::RowVectorXd size = residual.cwiseProduct(search).colwise().sum();
    const Eigen::RowVectorXd enough =
        size.array() * (decrement_.array() / (c_ * rows_seen_.array())).min(0.01).transpose();
    Eigen::MatrixXd along;
    Eigen::MatrixXd bent;
    for (int step = 0; step < most_gradient_steps && (size.array() > enough.array()).any(); ++step) {
      inference::product(problem_.basis, search, along);
      inference::product_transposed(problem_.basis, (curvature_ * along.array()).matrix(), bent);
      bent = c_ * bent.array() + search.array().colwise() * problem_.penalty.array();
      const Eigen::RowVectorXd curved = search.cwiseProduct(bent).colwise().sum();
      Eigen::RowVectorXd length = Eigen::RowVectorXd::Zero(n_columns);
      for (Eigen::Index j = 0; j < n_columns; ++j)
        if (size[j] > enough[j] && curved[j] > 0) length[j] = size[j] / curved[j];
      direction_ += search * length.asDiagonal();
      moved_ += along * length.asDiagonal();
      residual -= bent * length.asDiagonal();
      const Eigen::MatrixXd towards = residual.cwiseQuotient(scale_);
      const Eigen::RowVectorXd next = residual.cwiseProduct(towards).colwise().sum();
      const Eigen::RowVectorXd share = (size.array() > 0).select(next.array() / size.array(), 0);
      search = towards + search * share.asDiagonal();
      size = (length.array() > 0).select(next.array(), 0);
    }
  }

  Eigen::VectorXd objective(const Eigen::VectorXd& length) const
  {
    Eigen::VectorXd values(length.size());
    for (Eigen::Index j = 0; j < length.size(); ++j) {
      const auto b = (coefficients_.col(j) + length[j] * direction_.col(j)).array();
      double loss = 0;
      for (Eigen::Index i = 0; i < predictor_.rows(); ++i) {
        if (weights_(i, j) == 0) continue;
        const double x = predictor_(i, j) + length[j] * moved_(i, j);
        loss += weights_(i, j) * (softplus(x) - labels_(i, j) * x);
      }
      values[j] = 0.5 * (problem_.penalty.array() * b.square()).sum() + c_ * loss;
    }
    return values;
  }

  const LogisticProblem& problem_;
  double c_;
  Eigen::MatrixXd labels_;
  Eigen::MatrixXd weights_;
  Eigen::MatrixXd coefficients_;
  Eigen::MatrixXd predictor_;
  Eigen::VectorXd rows_seen_;
  Eigen::ArrayXXd curvature_ = {};
  Eigen::MatrixXd gradient_ = {};
  Eigen::MatrixXd scale_ = {};
  Eigen::VectorXd decrement_ = {};
  Eigen::MatrixXd direction_ = {};
  Eigen::MatrixXd moved_ = {};
};

}  // namespace

double softplus(double x)
{
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

double inverse_logit(double x)
{
  return 1 / (1 + std::exp(-x));
}

LogisticSolution no_coefficients(const LogisticProblem& problem)
{
  return {.coefficients = Eigen::MatrixXd::Zero(problem.basis.cols(), problem.labels.cols()),
          .predictor = Eigen::MatrixXd::Zero(problem.basis.rows(), problem.labels.cols())};
}

void solve_logistic(const LogisticProblem& problem, double c, double tolerance, LogisticSolution& solution)
{
  Columns columns;
  for (Eigen::Index j = 0; j < problem.labels.cols(); ++j) columns.push_back(j);
  for (int step = 0; step < most_newton_steps && !columns.empty(); ++step) {
    ActiveColumns active(problem, solution, c, columns);
    active.look();
    Columns open;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (!active.is_solved(static_cast<Eigen::Index>(j), tolerance)) open.push_back(columns[j]);
    }
    if (open.size() <= columns.size() / 2) {
      columns = open;
      continue;
    }
    active.step();
    for (std::size_t j = 0; j < columns.size(); ++j) active.store(static_cast<Eigen::Index>(j), columns[j], solution);
    columns = open;
  }
}

}  // namespace dmn::prediction
