// CPU of the permutation engine against that of the dgemm inside it, in turn: N = 1,000 participants, model group + age
// + sex + mean_fd + site, exchange within site. Usage: permutation_engine EDGES SITES PERMUTATIONS Prints one line:
// what was measured, as `name=value`. See permutation_engine.py.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "bench/usage.hpp"
#include "inference/blas.hpp"
#include "inference/permutation_model.hpp"
#include "inference/permutation_tally.hpp"
#include "stats/contrast.hpp"

namespace {

namespace bench = dmn::bench;
namespace inference = dmn::inference;
namespace stats = dmn::stats;

constexpr int n_participants = 1000;

/// A table of participants and no scans. Sites take turns, so that group and site are not aliased.
stats::Cohort participants_of_sites(int n_sites)
{
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  stats::Cohort cohort;
  stats::Column age{.name = "age", .numeric = true};
  stats::Column sex{.name = "sex"};
  stats::Column mean_fd{.name = "mean_fd", .numeric = true};
  for (int n = 0; n < n_participants; ++n) {
    cohort.runs.push_back({.participant = std::to_string(n)});
    cohort.site.push_back(std::to_string(n % n_sites));
    cohort.group.emplace_back(normal(random) > 0 ? "patient" : "control");
    age.numbers.push_back(45 + 12 * normal(random));
    sex.words.emplace_back(normal(random) > 0 ? "F" : "M");
    mean_fd.numbers.push_back(0.2 + 0.05 * normal(random));
  }
  cohort.participants.columns = {age, sex, mean_fd};
  return cohort;
}

std::vector<Eigen::MatrixXd> random_tiles(Eigen::Index n_edges)
{
  std::mt19937 random(2);
  std::normal_distribution<float> normal(0.3F, 0.2F);
  std::vector<Eigen::MatrixXd> tiles;
  for (Eigen::Index first = 0; first < n_edges; first += inference::outcomes_per_tile) {
    const Eigen::Index n = std::min(inference::outcomes_per_tile, n_edges - first);
    tiles.emplace_back(Eigen::MatrixXd::NullaryExpr(n_participants, n, [&] { return double{normal(random)}; }));
  }
  return tiles;
}

/// Adds the CPU seconds of `work` to `total`.
template <class Work>
void timed(double& total, const Work& work)
{
  const double start = bench::cpu_s();
  work();
  total += bench::cpu_s() - start;
}

struct Costs {
  double preparation_s = 0;  ///< of the outcomes, once
  double columns_s = 0;      ///< relabellings and permuted columns
  double tiles_s = 0;        ///< products, statistics, tally
  double product_s = 0;      ///< the same products alone

  double engine_s() const { return columns_s + tiles_s; }
};

Costs run(const inference::PermutationModel& model, const inference::Relabellings& relabellings,
          const std::vector<Eigen::MatrixXd>& outcomes, inference::PermutationTally& tally)
{
  Costs costs;
  std::vector<inference::OutcomeTile> tiles;
  timed(costs.preparation_s, [&] {
    for (const auto& tile : outcomes) tiles.push_back(model.tile(tile));
  });
  Eigen::Index first_outcome = 0;
  for (const auto& tile : tiles) {
    tally.observed.segment(first_outcome, tile.n_outcomes()) = model.observed(tile).front();
    first_outcome += tile.n_outcomes();
  }
  inference::PermutedBasis basis;
  inference::PermutedStatistics results;
  const int n_block = model.relabellings_per_block();
  for (int first = 0; first < relabellings.size(); first += n_block) {
    const int n = std::min(n_block, relabellings.size() - first);
    timed(costs.columns_s, [&] { basis = model.permuted_basis(relabellings, first, n); });
    first_outcome = 0;
    for (const auto& tile : tiles) {
      timed(costs.product_s,
            [&] { inference::product_transposed(tile.residuals, basis.columns, results.projections); });
      timed(costs.tiles_s, [&] {
        model.statistics(tile, basis, results);
        inference::add(results.contrasts.front(), first_outcome, first, tally);
      });
      first_outcome += tile.n_outcomes();
    }
  }
  return costs;
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 4) return 2;
  const Eigen::Index n_edges = std::atol(argv[1]);
  const int n_sites = std::atoi(argv[2]);
  const int n_permutations = std::atoi(argv[3]);
  const stats::Cohort cohort = participants_of_sites(n_sites);
  const auto design = stats::build_design(stats::parse_formula("group + age + sex + mean_fd + site"), cohort);
  const std::vector<stats::Contrast> contrasts{stats::resolve_contrast(stats::default_contrast(design), design)};
  const auto within_site = inference::exchangeability(design, contrasts.front(), cohort.site);
  auto moves_everything = within_site;
  moves_everything.scheme = inference::Scheme::sign_flip;
  const inference::Relabellings relabellings(within_site, n_permutations, 1);
  const auto outcomes = random_tiles(n_edges);
  const inference::PermutationModel model(design, contrasts, within_site);
  const inference::PermutationModel plain(design, contrasts, moves_everything);
  inference::PermutationTally tally(n_permutations, Eigen::VectorXd::Zero(n_edges), inference::Tail::both);
  inference::PermutationTally plain_tally = tally;

  const Costs costs = run(model, relabellings, outcomes, tally);
  const Costs plain_costs = run(plain, relabellings, outcomes, plain_tally);

  double largest_difference = 0;
  for (std::size_t j = 0; j < tally.maximum.size(); ++j)
    largest_difference = std::max(largest_difference, std::abs(tally.maximum[j] - plain_tally.maximum[j]));
  const double ms = 1000.0 / n_permutations;
  const double flops = 2.0 * n_participants * static_cast<double>(n_edges * model.n_varying()) * n_permutations;
  std::printf(
      "kernel=%s edges=%td sites=%d columns=%td ms=%.4f ms_columns=%.4f preparation_s=%.3f dgemm_gflops=%.1f "
      "share_of_dgemm=%.3f plain_columns=%td plain_ms=%.4f max_t_difference=%.1e peak_mib=%ld\n",
      inference::blas_kernel().c_str(), n_edges, n_sites, model.n_varying(), costs.engine_s() * ms,
      costs.columns_s * ms, costs.preparation_s, flops / costs.product_s * 1e-9, costs.product_s / costs.engine_s(),
      plain.n_varying(), plain_costs.engine_s() * ms, largest_difference, bench::peak_kib() / 1024);
}
