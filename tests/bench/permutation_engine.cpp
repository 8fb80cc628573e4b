// CPU of the permutation engine, screened and in double precision, against that of the products inside it, in turn:
// model group + age + sex + mean_fd + site, exchange within site. Usage: permutation_engine PARTICIPANTS EDGES SITES
// PERMUTATIONS. Prints one line: what was measured, as `name=value`. See permutation_engine.py.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <utility>

#include "bench/usage.hpp"
#include "inference/blas.hpp"
#include "inference/permutation_model.hpp"
#include "inference/permutation_tally.hpp"
#include "inference/screening.hpp"
#include "stats/contrast.hpp"

namespace {

namespace bench = dmn::bench;
namespace inference = dmn::inference;
namespace stats = dmn::stats;

/// A table of participants and no scans. Sites take turns, so that group and site are not aliased.
stats::Cohort participants_of_sites(int n_participants, int n_sites)
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

std::vector<Eigen::MatrixXd> random_tiles(Eigen::Index n_participants, Eigen::Index n_edges)
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
  double recomputed = 0;     ///< share of the statistics

  double engine_s() const { return columns_s + tiles_s; }
};

struct Runs {
  Costs exact;
  Costs screened;
};

/// Both engines on the same blocks in turn, so that the machine's mood is the same for both.
Runs run(const inference::PermutationModel& model, const inference::Relabellings& relabellings,
         const std::vector<Eigen::MatrixXd>& outcomes, inference::PermutationTally& exact_tally,
         inference::PermutationTally& screened_tally)
{
  Runs runs;
  inference::Screening screening(model);
  std::vector<inference::ScreenedTile> tiles;
  Eigen::Index n_outcomes = 0;
  for (const auto& values : outcomes) {
    inference::OutcomeTile tile;
    timed(runs.exact.preparation_s, [&] { tile = model.tile(values); });
    exact_tally.observed.segment(n_outcomes, tile.n_outcomes()) = model.observed(tile).front();
    n_outcomes += tile.n_outcomes();
    timed(runs.screened.preparation_s, [&] { tiles.push_back(screening.tile(std::move(tile))); });
  }
  screened_tally.observed = exact_tally.observed;
  std::vector<inference::PermutationTally> tallies{screened_tally};
  inference::PermutedBasis basis;
  inference::ScreenedBasis screened_basis;
  inference::PermutedStatistics results;
  Eigen::MatrixXf chunk;
  const int n_block = model.relabellings_per_block();
  for (int first = 0; first < relabellings.size(); first += n_block) {
    const int n = std::min(n_block, relabellings.size() - first);
    timed(runs.exact.columns_s, [&] { basis = model.permuted_basis(relabellings, first, n); });
    timed(runs.screened.columns_s, [&] { screened_basis = screening.basis(relabellings, first, n); });
    Eigen::Index first_outcome = 0;
    for (const auto& tile : tiles) {
      timed(runs.exact.product_s,
            [&] { inference::product_transposed(tile.exact.residuals, basis.columns, results.projections); });
      timed(runs.exact.tiles_s, [&] {
        model.statistics(tile.exact, basis, results);
        inference::add(results.contrasts.front(), first_outcome, first, exact_tally);
      });
      timed(runs.screened.product_s,
            [&] { inference::product_transposed(tile.residuals, screened_basis.columns, chunk); });
      first_outcome += tile.n_outcomes();
    }
    timed(runs.screened.tiles_s, [&] { screening.add(tiles, screened_basis, tallies); });
  }
  runs.screened.recomputed =
      static_cast<double>(screening.n_recomputed()) / static_cast<double>(n_outcomes * relabellings.size());
  screened_tally = tallies.front();
  return runs;
}

double largest_difference(const inference::PermutationTally& a, const inference::PermutationTally& b)
{
  double largest = 0;
  for (std::size_t j = 0; j < a.maximum.size(); ++j)
    largest = std::max(largest, std::abs(a.maximum[j] - b.maximum[j]) / std::max(1.0, b.maximum[j]));
  return largest;
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 5) return 2;
  const int n_participants = std::atoi(argv[1]);
  const Eigen::Index n_edges = std::atol(argv[2]);
  const int n_sites = std::atoi(argv[3]);
  const int n_permutations = std::atoi(argv[4]);
  const stats::Cohort cohort = participants_of_sites(n_participants, n_sites);
  const auto design = stats::build_design(stats::parse_formula("group + age + sex + mean_fd + site"), cohort);
  const std::vector<stats::Contrast> contrasts{stats::resolve_contrast(stats::default_contrast(design), design)};
  const auto within_site = inference::exchangeability(design, contrasts.front(), cohort.site);
  auto moves_everything = within_site;
  moves_everything.scheme = inference::Scheme::sign_flip;
  const inference::Relabellings relabellings(within_site, n_permutations, 1);
  const auto outcomes = random_tiles(n_participants, n_edges);
  const inference::PermutationModel model(design, contrasts, within_site);
  const inference::PermutationModel every_column(design, contrasts, moves_everything);
  inference::PermutationTally exact(n_permutations, Eigen::VectorXd::Zero(n_edges), inference::Tail::both);
  inference::PermutationTally screened = exact;
  inference::PermutationTally plain = exact;
  inference::PermutationTally screened_plain = exact;

  const Runs runs = run(model, relabellings, outcomes, exact, screened);
  const Runs plain_runs = run(every_column, relabellings, outcomes, plain, screened_plain);

  const double ms = 1000.0 / n_permutations;
  const double flops = 2.0 * n_participants * static_cast<double>(n_edges * model.n_varying()) * n_permutations;
  std::printf("kernel=%s edges=%td sites=%d columns=%td ms=%.4f ms_columns=%.4f preparation_s=%.3f ",
              inference::blas_kernel().c_str(), n_edges, n_sites, model.n_varying(), runs.screened.engine_s() * ms,
              runs.screened.columns_s * ms, runs.exact.preparation_s + runs.screened.preparation_s);
  std::printf("sgemm_gflops=%.1f share_of_sgemm=%.3f recomputed=%.5f double_ms=%.4f dgemm_gflops=%.1f ",
              flops / runs.screened.product_s * 1e-9, runs.screened.product_s / runs.screened.engine_s(),
              runs.screened.recomputed, runs.exact.engine_s() * ms, flops / runs.exact.product_s * 1e-9);
  std::printf("share_of_dgemm=%.3f plain_columns=%td plain_ms=%.4f plain_double_ms=%.4f counts_equal=%d ",
              runs.exact.product_s / runs.exact.engine_s(), every_column.n_varying(),
              plain_runs.screened.engine_s() * ms, plain_runs.exact.engine_s() * ms,
              static_cast<int>(screened.as_extreme == exact.as_extreme && plain.as_extreme == exact.as_extreme &&
                               screened_plain.as_extreme == exact.as_extreme));
  std::printf("max_t_difference=%.1e peak_mib=%ld\n",
              std::max(largest_difference(screened, exact), largest_difference(screened, plain)),
              bench::peak_kib() / 1024);
}
