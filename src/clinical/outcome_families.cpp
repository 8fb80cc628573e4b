#include "clinical/outcome_families.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "inference/counted_p.hpp"

namespace dmn::clinical {
namespace {

constexpr double no_test = std::numeric_limits<double>::quiet_NaN();

Eigen::VectorXd magnitudes(const inference::PermutationTally& tally)
{
  if (tally.tail == inference::Tail::upper) return tally.observed;
  return tally.observed.cwiseAbs();
}

Eigen::VectorXd maxima(const inference::PermutationTally& tally)
{
  return Eigen::Map<const Eigen::VectorXd>(tally.maximum.data(), static_cast<Eigen::Index>(tally.maximum.size()));
}

}  // namespace

std::vector<OutcomeFamily> marker_families(const std::vector<connectivity::Summary>& summaries)
{
  std::vector<OutcomeFamily> families{{"markers", {}}, {"networks", {}}};
  for (std::size_t s = 0; s < summaries.size(); ++s) {
    auto& family = families[connectivity::is_fixed_marker(summaries[s]) ? 0 : 1];
    family.outcomes.push_back(static_cast<Eigen::Index>(s));
  }
  std::erase_if(families, [](const OutcomeFamily& family) { return family.outcomes.empty(); });
  return families;
}

FamilyTallies::FamilyTallies(std::vector<OutcomeFamily> families, const Eigen::VectorXd& observed, int n_relabellings,
                             inference::Tail tail)
    : families_(std::move(families)), n_outcomes_(observed.size())
{
  for (const auto& family : families_)
    tallies_.emplace_back(n_relabellings, Eigen::VectorXd(observed(family.outcomes)), tail);
}

void FamilyTallies::add(const Eigen::MatrixXd& statistics, int first)
{
  for (std::size_t f = 0; f < families_.size(); ++f)
    inference::add(statistics(families_[f].outcomes, Eigen::all), 0, first, tallies_[f]);
}

void FamilyTallies::add(const Eigen::MatrixXd& statistics, Eigen::Index outcome, int first)
{
  for (std::size_t f = 0; f < families_.size(); ++f) {
    const auto& members = families_[f].outcomes;
    const auto found = std::ranges::find(members, outcome);
    if (found != members.end()) inference::add(statistics, found - members.begin(), first, tallies_[f]);
  }
}

Eigen::VectorXd FamilyTallies::p_permuted() const
{
  Eigen::VectorXd p = Eigen::VectorXd::Constant(n_outcomes_, no_test);
  for (std::size_t f = 0; f < families_.size(); ++f) p(families_[f].outcomes) = inference::uncorrected_p(tallies_[f]);
  return p;
}

Eigen::VectorXd FamilyTallies::p_fwe() const
{
  Eigen::VectorXd p = Eigen::VectorXd::Constant(n_outcomes_, no_test);
  for (std::size_t f = 0; f < families_.size(); ++f)
    p(families_[f].outcomes) = inference::NullDistribution(maxima(tallies_[f])).p(magnitudes(tallies_[f]));
  return p;
}

Eigen::VectorXd FamilyTallies::null(std::size_t family) const
{
  return maxima(tallies_[family]);
}

void add_relabellings(const inference::PermutationModel& model, const BasisOfRelabellings& basis_of, int n_relabellings,
                      const inference::OutcomeTile& tile, const WorkShare& share, std::vector<FamilyTallies>& contrasts)
{
  const int width = model.relabellings_per_block();
  inference::PermutedStatistics statistics;
  for (int first = share.number * width; first < n_relabellings; first += share.of * width) {
    const auto basis = basis_of(first, std::min(width, n_relabellings - first));
    model.statistics(tile, basis, statistics);
    for (std::size_t c = 0; c < contrasts.size(); ++c) contrasts[c].add(statistics.contrasts[c], first);
  }
}

}  // namespace dmn::clinical
