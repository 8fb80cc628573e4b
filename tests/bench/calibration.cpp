// Family-wise error, coverage and power of the inference on simulated multi-site cohorts (docs/calibration.md).
// Usage: calibration [NULL_COHORTS POWER_COHORTS PERMUTATIONS], 3000 400 1000 unless given (of the null cohorts a third
// also with 1,225 edges). Tables as tab-separated text on standard output, progress on standard error; about twelve
// minutes on one core; the same numbers every time.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/progress.hpp"
#include "bench/calibration_study.hpp"
#include "bench/usage.hpp"
#include "inference/blas.hpp"

namespace dmn::bench {
namespace {

constexpr SiteHandling all_handlings[] = {SiteHandling::fixed_effect, SiteHandling::combat,
                                          SiteHandling::combat_without_site, SiteHandling::ignored};
constexpr double planted_effects[] = {0.3, 0.5, 0.8};
constexpr double covered_effect = 0.4;
constexpr int networks_of_shipped_size = 10;  ///< 50 ROIs, 1,225 edges, as many as the shipped set has
constexpr std::uint64_t seed_of_null = 1;
constexpr std::uint64_t seed_of_coverage = 2;
constexpr std::uint64_t seed_of_power = 3;

struct Sizes {
  int n_null = 3000;
  int n_power = 400;
  int n_relabellings = 1000;
};

std::string percent(const Average& average)
{
  return fmt::format("{:.2f}\t{:.2f}", 100 * average.mean(), 100 * average.error());
}

/// Null or planted cohorts under one name.
struct NamedCohorts {
  std::string name;
  StudyCohorts cohorts;
};

void print_error_rates(const NamedCohorts& named, int n_relabellings, SiteHandling sites)
{
  base::Progress progress(fmt::format("null cohorts, {}, {}", named.name, words(sites)),
                          static_cast<std::size_t>(named.cohorts.n), 0, false);
  const auto rates =
      error_rates(named.cohorts, {.sites = sites, .n_relabellings = n_relabellings}, [&] { progress.done(); });
  for (const auto& rate : rates)
    fmt::print("error\t{}\t{}\t{}\t{}\n", named.name, words(sites), rate.method, percent(rate.any));
  std::fflush(stdout);
}

void print_coverage(const NamedCohorts& named, SiteHandling sites)
{
  base::Progress progress(fmt::format("cohorts for coverage, {}, {}", named.name, words(sites)),
                          static_cast<std::size_t>(named.cohorts.n), 0, false);
  const auto covered = coverage(named.cohorts, sites, covered_effect, [&] { progress.done(); });
  const auto print = [&](const char* outcome, const Average& share, const Average& g) {
    fmt::print("coverage\t{}\t{}\t{}\t{}\t{:.4f}\t{:.4f}\n", named.name, words(sites), outcome, percent(share),
               g.mean(), g.error());
  };
  print("edges", covered.edges, covered.g_edges);
  print("marker", covered.marker, covered.g_marker);
  std::fflush(stdout);
}

void print_power(const Sizes& sizes, const CohortShape& shape, const Planted& planted, double g, SiteHandling sites)
{
  base::Progress progress(fmt::format("cohorts with g {} in {}, {}", g, planted.where, words(sites)),
                          static_cast<std::size_t>(sizes.n_power), 0, false);
  const auto powers =
      power({shape, seed_of_power, sizes.n_power}, {.sites = sites, .n_relabellings = sizes.n_relabellings}, planted, g,
            [&] { progress.done(); });
  for (const auto& method : powers) {
    fmt::print("power\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", planted.where, g, words(sites), method.method,
               percent(method.any), percent(method.share), percent(method.false_share));
  }
  std::fflush(stdout);
}

void run(const Sizes& sizes)
{
  const auto shape = unequal_sites();
  const auto equal = with_equal_variances(shape);
  const auto large = with_networks(shape, networks_of_shipped_size);
  const int n_relabellings = sizes.n_relabellings;
  fmt::print("kernel\t{}\n", inference::blas_kernel());
  fmt::print("#error\tcohorts\tsites\tmethod\tpercent\terror\n");
  for (const auto sites : all_handlings)
    print_error_rates({"unequal variances", {shape, seed_of_null, sizes.n_null}}, n_relabellings, sites);
  print_error_rates({"equal variances", {equal, seed_of_null, sizes.n_null}}, n_relabellings,
                    SiteHandling::fixed_effect);
  print_error_rates({"1225 edges", {large, seed_of_null, sizes.n_null / 3}}, n_relabellings,
                    SiteHandling::fixed_effect);

  fmt::print("#coverage\tcohorts\tsites\toutcome\tpercent\terror\tmean_g\terror\n");
  for (const auto sites : all_handlings)
    print_coverage({"unequal variances", {shape, seed_of_coverage, sizes.n_null}}, sites);
  print_coverage({"equal variances", {equal, seed_of_coverage, sizes.n_null}}, SiteHandling::fixed_effect);

  fmt::print("#power\twhere\tg\tsites\tmethod\tany\terror\tshare\terror\tfalse_share\terror\n");
  const auto edges = simulate(shape, seed_of_power, 0).cohort.edges;
  for (const int n_rois : {shape.rois_per_network, 2})
    for (const double g : planted_effects)
      for (const auto sites : all_handlings) print_power(sizes, shape, planted_among(edges, n_rois), g, sites);
  fmt::print("cpu_s\t{:.0f}\n", cpu_s());
}

}  // namespace
}  // namespace dmn::bench

int main(int argc, char** argv)
{
  if (argc != 1 && argc != 4) return 2;
  dmn::bench::Sizes sizes;
  if (argc == 4) sizes = {std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3])};
  dmn::bench::run(sizes);
}
