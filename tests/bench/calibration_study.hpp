#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/calibration_analysis.hpp"
#include "bench/calibration_cohort.hpp"

namespace dmn::bench {

/// The mean of numbers from independent cohorts.
class Average {
 public:
  void add(double value)
  {
    ++n_;
    sum_ += value;
    sum_of_squares_ += value * value;
  }

  int n() const noexcept { return n_; }
  double mean() const { return sum_ / n_; }
  /// Monte Carlo standard error.
  double error() const { return std::sqrt(std::max(0.0, sum_of_squares_ / n_ - mean() * mean()) / n_); }

 private:
  int n_ = 0;
  double sum_ = 0;
  double sum_of_squares_ = 0;
};

/// Cohorts of a study; number k of the same seed and shape is the same cohort in every study.
struct StudyCohorts {
  CohortShape shape = {};
  std::uint64_t seed = 1;
  int n = 0;
};

using AfterEachCohort = std::function<void()>;

/// How often a method finds anything.
struct ErrorRate {
  std::string method;
  Average any;  ///< 0 or 1 a cohort
};

/// Family-wise error: cohorts without effect, one rate a method. Cohort k is relabelled by seed `options.seed` + k.
std::vector<ErrorRate> error_rates(const StudyCohorts& cohorts, const AnalysisOptions& options,
                                   const AfterEachCohort& after_each);

/// Where an effect is planted: patients have more, by the same amount, in some edges.
struct Planted {
  std::string where = {};
  std::vector<Eigen::Index> edges = {};
};

/// Edges within the first `n_rois` ROIs, all pairs.
Planted planted_among(const connectivity::EdgeList& edges, int n_rois);

/// How often the 95 % interval of g holds the truth, and what g is on average.
struct Coverage {
  Average edges;   ///< share of the planted edges a cohort
  Average marker;  ///< 0 or 1 a cohort
  Average g_edges;
  Average g_marker;
};

/// Plants g in all edges within network A, so that each has this effect in units of expected_residual_sd(), and into
/// network B so that its mean, the marker, has it.
Coverage coverage(const StudyCohorts& cohorts, SiteHandling sites, double g, const AfterEachCohort& after_each);

/// What a method finds of a planted effect.
struct Power {
  std::string method;
  Average any;          ///< 0 or 1: at least one of the planted edges; of the markers made of planted edges alone
  Average share;        ///< of the planted
  Average false_share;  ///< of what is found, the share that is not planted; 0 where nothing is found
};

/// Cohorts with g planted in every planted edge, in units of expected_residual_sd() of the model with site.
std::vector<Power> power(const StudyCohorts& cohorts, const AnalysisOptions& options, const Planted& planted, double g,
                         const AfterEachCohort& after_each);

}  // namespace dmn::bench
