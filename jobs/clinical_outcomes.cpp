#include "clinical_outcomes.hpp"

#include <cctype>

#include "base/text.hpp"
#include "statistic_fields.hpp"

namespace dmn::jobs {
namespace {

std::string joined_names(const std::vector<connectivity::Summary>& summaries)
{
  std::vector<std::string> names;
  for (const auto& summary : summaries) names.push_back(summary.name);
  return base::join(names, "\n");
}

void merge_together(inference::PermutationTally& tally, const parallel::Communicator& world)
{
  const auto n = static_cast<Eigen::Index>(tally.maximum.size());
  const Eigen::MatrixXd maximum = world.maximum_together(Eigen::Map<const Eigen::VectorXd>(tally.maximum.data(), n));
  tally.maximum.assign(maximum.data(), maximum.data() + n);
  const auto n_outcomes = static_cast<Eigen::Index>(tally.as_extreme.size());
  Eigen::MatrixXd mine(1, n_outcomes);
  for (Eigen::Index e = 0; e < n_outcomes; ++e)
    mine(0, e) = static_cast<double>(tally.as_extreme[static_cast<std::size_t>(e)]);
  const Eigen::MatrixXd all = world.gather_rows_together(mine);
  for (Eigen::Index e = 0; e < all.cols(); ++e)
    tally.as_extreme[static_cast<std::size_t>(e)] = static_cast<std::int64_t>(all.col(e).sum());
}

}  // namespace

stats::MarkerValues markers_together(const GroupData& data, const stats::GroupPlan& plan,
                                     const parallel::Communicator& world)
{
  stats::MarkerValues markers;
  parallel::on_master(world, [&] { markers = markers_of(data, plan, stats::outcomes_of(plan, data.read_edges)); });
  const std::string names = world.broadcast_together(joined_names(markers.summaries));
  markers.values = world.broadcast_together(markers.values);
  if (world.is_master() || names.empty()) return markers;
  for (const auto& name : base::split(names, '\n')) markers.summaries.push_back({.name = name});
  connectivity::mark(markers.summaries, data.kind);
  return markers;
}

void merge_together(std::vector<clinical::FamilyTallies>& contrasts, const parallel::Communicator& world)
{
  for (auto& contrast : contrasts) {
    for (auto& tally : contrast.tallies()) merge_together(tally, world);
  }
}

std::vector<PermutationFamily> plan_relabellings(const GroupOptions& options, std::uint64_t seed,
                                                 const stats::GroupPlan& plan)
{
  GroupOptions permuting = options;
  permuting.corrections.max_t = true;
  return plan_permutations(permuting, seed, plan);
}

std::vector<clinical::FamilyTallies> permute_outcomes_together(const std::vector<PermutationFamily>& relabellings,
                                                               std::size_t n_contrasts, const Eigen::MatrixXd& outcomes,
                                                               const std::vector<clinical::OutcomeFamily>& families,
                                                               const parallel::Communicator& world)
{
  std::vector<clinical::FamilyTallies> result;
  std::vector<std::size_t> place(n_contrasts);
  parallel::agree(world, [&] {
    for (const auto& family : relabellings) {
      const auto tile = family.model.tile(outcomes);
      const auto observed = family.model.observed(tile);
      std::vector<clinical::FamilyTallies> tallies;
      for (std::size_t c = 0; c < observed.size(); ++c) {
        const auto tail = family.model.is_f_test(c) ? inference::Tail::upper : inference::Tail::both;
        tallies.emplace_back(families, observed[c], family.relabellings.size(), tail);
      }
      clinical::add_relabellings(
          family.model, [&](int first, int n) { return family.model.permuted_basis(family.relabellings, first, n); },
          family.relabellings.size(), tile, {world.rank(), world.size()}, tallies);
      for (std::size_t c = 0; c < tallies.size(); ++c) {
        place[family.contrasts[c]] = result.size();
        result.push_back(std::move(tallies[c]));
      }
    }
  });
  merge_together(result, world);
  std::vector<clinical::FamilyTallies> ordered;
  for (const std::size_t at : place) ordered.push_back(result[at]);
  return ordered;
}

std::vector<Eigen::Index> markers_of_everybody(const stats::MarkerValues& markers)
{
  std::vector<Eigen::Index> fixed;
  std::vector<Eigen::Index> networks;
  for (std::size_t m = 0; m < markers.summaries.size(); ++m) {
    const auto at = static_cast<Eigen::Index>(m);
    if (!markers.values.col(at).allFinite()) continue;
    (connectivity::is_fixed_marker(markers.summaries[m]) ? fixed : networks).push_back(at);
  }
  return fixed.empty() ? networks : fixed;
}

void begin_markers(ResultTable& table, const std::vector<connectivity::Summary>& summaries, const Eigen::VectorXi& n)
{
  std::vector<std::string> names;
  std::vector<std::string> tags;
  for (const auto& summary : summaries) {
    names.push_back(summary.name);
    tags.push_back(connectivity::tag_of(summary));
  }
  table.strings("marker", names, "markers M1..M8 and network means")
      .strings("family", tags, "fixed in advance, or exploratory")
      .integers("n", n, "participants", "complete rows");
}

void add_test(ResultTable& table, const std::string& prefix, const std::string& what,
              const stats::TestStatistics& tested, const Eigen::VectorXd& p_fwe)
{
  table.numbers(prefix + "beta", tested.beta, "as the data", what)
      .numbers(prefix + "se", tested.se, "as the data", "standard error of " + prefix + "beta")
      .numbers(prefix + "t", tested.t, "1", "t statistic")
      .numbers(prefix + "df", tested.df, "1", "residual degrees of freedom")
      .numbers(prefix + "p", tested.p, "1", "two-sided p, uncorrected");
  if (p_fwe.size() > 0)
    table.numbers(prefix + "p_fwe", p_fwe, "1", "family-wise p by max-T over relabellings, the identity counted");
  table.numbers(prefix + "g", tested.g, standardised, "standardised effect, small-sample corrected")
      .numbers(prefix + "g_low", tested.g_low, standardised, "lower bound of its 95 % interval")
      .numbers(prefix + "g_high", tested.g_high, standardised, "upper bound of its 95 % interval");
}

void end_markers(ResultTable& table, const std::vector<connectivity::Summary>& summaries,
                 const std::vector<stats::Status>& status)
{
  std::vector<std::string> descriptions;
  for (const auto& summary : summaries) descriptions.push_back(summary.description);
  std::vector<std::string> words;
  for (const auto each : status) words.push_back(stats::words(each));
  table.strings("description", descriptions, "edges of the marker").strings("status", words, "`tested`, or why not");
}

std::string folder_name(const std::string& column)
{
  std::string name;
  for (const char c : column) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 || c == '_' || c == '-' || c == '.' ? c : '_';
  }
  return name.front() == '.' || name.front() == '-' ? "_" + name : name;
}

}  // namespace dmn::jobs
