#include "connectivity/estimate.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "connectivity/covariance.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/usable_series.hpp"

namespace dmn::connectivity {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

void require_shape(const Eigen::MatrixXd& series, const std::vector<std::string>& labels)
{
  if (series.cols() < 2)
    throw base::ShapeError(fmt::format("connectivity needs at least 2 ROIs; got {}", series.cols()));
  if (!labels.empty() && static_cast<Eigen::Index>(labels.size()) != series.cols())
    throw base::ShapeError(fmt::format("{} labels for {} ROIs", labels.size(), series.cols()));
  if (series.rows() < 2)
    throw base::InputError(fmt::format("connectivity needs at least 2 samples; {} kept", series.rows()));
}

void warn_of_duplicates(const Eigen::MatrixXd& covariance, const std::vector<int>& columns,
                        const std::vector<std::string>& labels, std::vector<std::string>& warnings)
{
  constexpr double same = 1 - 1e-12;
  const Eigen::VectorXd sd = covariance.diagonal().cwiseSqrt();
  for (std::size_t a = 0; a < columns.size(); ++a)
    for (std::size_t b = a + 1; b < columns.size(); ++b) {
      const auto i = static_cast<Eigen::Index>(a);
      const auto j = static_cast<Eigen::Index>(b);
      if (std::abs(covariance(j, i)) >= same * sd(i) * sd(j))
        warnings.push_back(fmt::format("duplicate_roi: {} and {} have the same series",
                                       name_of_column(labels, columns[a]), name_of_column(labels, columns[b])));
    }
}

bool needs_positive_definite(Kind kind)
{
  return kind == Kind::partial || kind == Kind::precision || kind == Kind::tangent;
}

void require_enough_samples(const Eigen::MatrixXd& centred, Kind kind)
{
  if (centred.rows() <= centred.cols())
    throw base::InputError(fmt::format(
        "{}: the empirical covariance of {} ROIs over {} samples has no inverse; more samples than ROIs are "
        "needed, or the estimator ledoit-wolf",
        name_of(kind), centred.cols(), centred.rows()));
}

Eigen::LLT<Eigen::MatrixXd> cholesky(const Eigen::MatrixXd& matrix, Eigen::Index n_samples, Kind kind,
                                     Estimator estimator)
{
  constexpr double singular = 1e-13;
  Eigen::LLT<Eigen::MatrixXd> factor(matrix);
  const double condition = factor.info() == Eigen::Success ? factor.rcond() : 0.0;
  if (condition > singular) return factor;
  throw base::InputError(
      fmt::format("{}: the {} covariance of {} ROIs over {} samples is not positive definite "
                  "(reciprocal condition {:.1e}){}",
                  name_of(kind), name_of(estimator), matrix.rows(), n_samples, condition,
                  estimator == Estimator::empirical ? "; the estimator ledoit-wolf may help" : ""));
}

Eigen::MatrixXd partial_correlation(const Eigen::MatrixXd& precision)
{
  const Eigen::VectorXd scale = precision.diagonal().cwiseSqrt().cwiseInverse();
  return -(scale.asDiagonal() * precision * scale.asDiagonal());
}

Eigen::MatrixXd of_kind(const Eigen::MatrixXd& covariance, Eigen::Index n_samples, Kind kind, Estimator estimator)
{
  if (!needs_positive_definite(kind)) return covariance;
  const auto factor = cholesky(covariance, n_samples, kind, estimator);
  if (kind == Kind::tangent) return covariance;
  const Eigen::MatrixXd precision = factor.solve(Eigen::MatrixXd::Identity(covariance.rows(), covariance.cols()));
  return kind == Kind::partial ? partial_correlation(precision) : precision;
}

void store_whole(const Eigen::MatrixXd& matrix, Kind kind, KindEstimate& result)
{
  result.edges = upper_triangle(matrix);
  if (transform_of(kind) == "fisher_z") std::ranges::transform(result.edges, result.edges.begin(), fisher_z);
  if (has_diagonal(kind)) result.diagonal = matrix.diagonal();
}

void store(const Eigen::MatrixXd& matrix, const std::vector<int>& columns, Eigen::Index n_rois, Kind kind,
           KindEstimate& result)
{
  if (matrix.cols() == n_rois) return store_whole(matrix, kind, result);
  Eigen::MatrixXd whole = Eigen::MatrixXd::Constant(n_rois, n_rois, not_a_number);
  whole(columns, columns) = matrix;
  store_whole(whole, kind, result);
}

}  // namespace

KindEstimate estimate(const Eigen::MatrixXd& series, Kind kind, Estimator estimator,
                      const std::vector<std::string>& labels)
{
  require_shape(series, labels);
  if (is_pearson(kind) && kind != Kind::correlation)
    throw base::ShapeError(fmt::format("{} is not estimated from the series alone", name_of(kind)));
  UsableSeries usable = usable_series(series, labels);
  KindEstimate result;
  result.warnings = std::move(usable.warnings);
  if (usable.columns.empty()) {
    store({}, {}, series.cols(), kind, result);
    return result;
  }

  const Eigen::MatrixXd samples = kind == Kind::covariance ? std::move(usable.centred) : z_scored(usable.centred);
  ShrunkCovariance sigma{covariance(samples), 0.0};
  warn_of_duplicates(sigma.matrix, usable.columns, labels, result.warnings);
  const bool shrinks = kind != Kind::correlation && estimator == Estimator::ledoit_wolf;
  if (shrinks) sigma = ledoit_wolf(samples, sigma.matrix);
  if (!shrinks && needs_positive_definite(kind)) require_enough_samples(samples, kind);
  result.shrinkage = sigma.delta;
  store(of_kind(sigma.matrix, samples.rows(), kind, estimator), usable.columns, series.cols(), kind, result);
  return result;
}

}  // namespace dmn::connectivity
