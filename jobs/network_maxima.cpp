#include "network_maxima.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "stats/distributions.hpp"

namespace dmn::jobs {
namespace {

using inference::Sign;

constexpr Sign both_signs[] = {Sign::positive, Sign::negative};
// Computing single statistics again costs less than all in double precision up to about this share of them.
constexpr double few = 0.03;

}  // namespace

std::string word(Sign sign)
{
  return sign == Sign::positive ? "positive" : "negative";
}

std::string nbs_name(Sign sign, double tau)
{
  return fmt::format("nbs_{}_{}", word(sign), tau);
}

std::string tfnbs_name(Sign sign)
{
  return "tfnbs_" + word(sign);
}

NetworkMaxima::NetworkMaxima(const inference::Graph& graph, const GroupOptions& options, double df) : graph_(graph)
{
  if (options.corrections.nbs) {
    taus_ = options.nbs_thresholds;
    nbs_.emplace(graph);
  }
  if (options.corrections.tfnbs) {
    scale_.emplace(df);
    tfnbs_.emplace(*scale_, graph);
  }
  for (const Sign sign : both_signs) {
    for (const double tau : taus_) {
      names_.push_back(nbs_name(sign, tau) + "_extent");
      names_.push_back(nbs_name(sign, tau) + "_intensity");
    }
    if (tfnbs_) names_.push_back(tfnbs_name(sign));
  }
  if (nbs_ && !tfnbs_ && !taus_.empty()) {
    const double least = *std::ranges::min_element(taus_);
    if (stats::p_two_sided(least, df) <= few) only_from_ = least;
  }
}

Eigen::VectorXd NetworkMaxima::of(const Eigen::Ref<const Eigen::VectorXd>& t)
{
  Eigen::VectorXd maxima(static_cast<Eigen::Index>(names_.size()));
  Eigen::Index at = 0;
  for (const Sign sign : both_signs) {
    if (nbs_) {
      for (const auto& largest : inference::nbs_maximum(t, graph_, taus_, sign, *nbs_)) {
        maxima[at++] = largest.extent;
        maxima[at++] = largest.intensity;
      }
    }
    if (tfnbs_) maxima[at++] = inference::tfnbs_maximum(t, *scale_, graph_, sign, *tfnbs_);
  }
  return maxima;
}

}  // namespace dmn::jobs
