#include "connectivity/tangent.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/error.hpp"
#include "connectivity/matrix_vector.hpp"

namespace dmn::connectivity {
namespace {

Eigen::MatrixXd symmetrised(const Eigen::MatrixXd& matrix)
{
  return 0.5 * (matrix + matrix.transpose());
}

/// Eigenvalues and vectors of a symmetric matrix, from which functions of the matrix are built.
class Spectrum {
 public:
  explicit Spectrum(const Eigen::MatrixXd& symmetric) : solver_(symmetric)
  {
    if (solver_.info() != Eigen::Success)
      throw base::InputError("the eigenvalues of a connectivity matrix could not be found");
  }

  template <class Function>
  Eigen::MatrixXd map(Function function) const
  {
    const Eigen::VectorXd values = solver_.eigenvalues().unaryExpr(function);
    return symmetrised(solver_.eigenvectors() * values.asDiagonal() * solver_.eigenvectors().transpose());
  }

  void require_positive() const
  {
    const Eigen::VectorXd& values = solver_.eigenvalues();
    const double smallest = values.minCoeff();
    const double rounding = std::numeric_limits<double>::epsilon() * values.cwiseAbs().maxCoeff();
    if (!(smallest > rounding * static_cast<double>(values.size())))
      throw base::InputError(fmt::format(
          "tangent: the matrix of {} ROIs is not positive definite (smallest eigenvalue {:.3g}, largest {:.3g})",
          values.size(), smallest, values.maxCoeff()));
  }

 private:
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver_;
};

Spectrum positive_spectrum(const Eigen::MatrixXd& symmetric)
{
  Spectrum spectrum(symmetric);
  spectrum.require_positive();
  return spectrum;
}

double root(double value)
{
  return std::sqrt(value);
}
double inverse_root(double value)
{
  return 1 / std::sqrt(value);
}
double logarithm(double value)
{
  return std::log(value);
}

void add(Eigen::MatrixXd& total, const Eigen::MatrixXd& term)
{
  if (total.size() == 0)
    total = term;
  else
    total += term;
}

}  // namespace

Eigen::MatrixXd log_whitened(const Eigen::MatrixXd& whitening, const Eigen::MatrixXd& matrix)
{
  return positive_spectrum(symmetrised(whitening * matrix * whitening)).map(&logarithm);
}

TangentMean tangent_mean(const MatrixSums& runs, double tolerance, int max_iterations)
{
  if (runs.n_runs < 1) throw base::ShapeError("a geometric mean needs at least one matrix");
  const auto n_runs = static_cast<double>(runs.n_runs);
  TangentMean result;
  result.mean = runs.sum() / n_runs;
  double step = 1.0;
  double smallest_norm = std::numeric_limits<double>::infinity();
  do {
    const Spectrum spectrum = positive_spectrum(result.mean);
    const Eigen::MatrixXd half = spectrum.map(&root);
    const Eigen::MatrixXd gradient = runs.log_sum(spectrum.map(&inverse_root)) / n_runs;
    const Eigen::MatrixXd move = Spectrum(gradient).map([step](double value) { return std::exp(step * value); });
    result.mean = symmetrised(half * move * half);
    const double norm = gradient.norm();
    if (norm > smallest_norm) step /= 2;
    smallest_norm = std::min(smallest_norm, norm);
    result.gradient_norm = smallest_norm / static_cast<double>(gradient.size());
    ++result.iterations;
  } while (result.gradient_norm >= tolerance && result.iterations < max_iterations);
  result.whitening = positive_spectrum(result.mean).map(&inverse_root);
  return result;
}

TangentMean tangent_mean(const std::vector<Eigen::MatrixXd>& matrices, double tolerance, int max_iterations)
{
  const auto sum = [&matrices] {
    Eigen::MatrixXd total;
    for (const auto& matrix : matrices) add(total, matrix);
    return total;
  };
  const auto log_sum = [&matrices](const Eigen::MatrixXd& whitening) {
    Eigen::MatrixXd total;
    for (const auto& matrix : matrices) add(total, log_whitened(whitening, matrix));
    return total;
  };
  return tangent_mean({sum, log_sum, static_cast<Eigen::Index>(matrices.size())}, tolerance, max_iterations);
}

TangentVector tangent_vector(const Eigen::MatrixXd& whitening, const Eigen::MatrixXd& matrix)
{
  const Eigen::MatrixXd logarithm_of_run = log_whitened(whitening, matrix);
  return {upper_triangle(logarithm_of_run), logarithm_of_run.diagonal() / std::numbers::sqrt2};
}

}  // namespace dmn::connectivity
