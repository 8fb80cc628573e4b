// combat N_PARTICIPANTS N_EDGES N_SITES combat|covbat|effects: harmonises invented edges (age, sex and FD preserved);
// prints CPU seconds of the harmonisation alone, peak memory over that of the data, and a sum of the result.
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "bench/usage.hpp"
#include "harmonisation/harmonise.hpp"
#include "harmonisation/site_effects.hpp"

namespace {

using dmn::harmonisation::Covariates;

struct Cohort {
  Eigen::MatrixXd edges;
  std::vector<std::string> site;
  Covariates covariates;
};

Cohort invent(Eigen::Index n_rows, Eigen::Index n_edges, Eigen::Index n_sites)
{
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  Cohort cohort{.edges = Eigen::MatrixXd(n_rows, n_edges),
                .site = {},
                .covariates = {.names = {"age", "sex", "mean_fd"}, .values = Eigen::MatrixXd(n_rows, 3)}};
  for (Eigen::Index row = 0; row < n_rows; ++row) {
    cohort.site.push_back("site-" + std::to_string(row * n_sites / n_rows));
    cohort.covariates.values.row(row) << 45 + 12 * normal(random), normal(random) > 0 ? 1 : 0, normal(random);
  }
  for (Eigen::Index e = 0; e < n_edges; ++e) {
    for (Eigen::Index row = 0; row < n_rows; ++row) {
      const auto site = static_cast<double>(row * n_sites / n_rows);
      cohort.edges(row, e) = 0.3 + 0.02 * site * normal(random) + 0.2 * normal(random);
    }
  }
  return cohort;
}

double work(const std::string& what, Cohort& cohort)
{
  if (what == "covbat") {
    harmonise_covbat(cohort.edges, cohort.site, cohort.covariates, {});
  } else if (what == "effects") {
    return site_effects(dmn::harmonisation::site_model(cohort.site, cohort.covariates), cohort.edges).f.sum();
  } else {
    harmonise(cohort.edges, cohort.site, cohort.covariates, {});
  }
  return cohort.edges.sum();
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 5) return 2;
  Cohort cohort = invent(std::atol(argv[1]), std::atol(argv[2]), std::atol(argv[3]));
  const double before_s = dmn::bench::cpu_s();
  const double sum = work(argv[4], cohort);
  const double used_s = dmn::bench::cpu_s() - before_s;
  const double data_kib = static_cast<double>(cohort.edges.size()) * sizeof(double) / 1024;
  std::printf("%.4f\t%.4f\t%.17g\n", used_s, static_cast<double>(dmn::bench::peak_kib()) / data_kib, sum);
}
