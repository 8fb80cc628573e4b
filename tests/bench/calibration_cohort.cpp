#include "bench/calibration_cohort.hpp"

#include <cmath>
#include <string>

#include "simulation/random_stream.hpp"

namespace dmn::bench {
namespace {

constexpr double edge_sd = 0.2;  ///< Fisher z, at variance 1
constexpr double global_share = 0.1;
constexpr double roi_share = 0.4;
constexpr double site_shift = 0.6;  ///< standard deviation over edges, in units of edge_sd like all below
constexpr double age_slope = 0.02;  ///< a year
constexpr double sex_effect = 0.3;
constexpr double motion_slope = 4;         ///< a millimetre of mean FD; mean over edges
constexpr double motion_slope_spread = 2;  ///< its standard deviation over edges

/// What a stream of a cohort is for.
enum class Item : std::uint32_t { people, expectations, global, rois, edges };

simulation::RandomStream stream(std::uint64_t seed, std::uint32_t number, Item item)
{
  return {seed,
          {.purpose = simulation::Purpose::noise, .participant = number, .item = static_cast<std::uint32_t>(item)}};
}

/// Site of each participant, 0 to S - 1; patients before controls within a site.
std::vector<Eigen::Index> add_people(const CohortShape& shape, simulation::RandomStream random, stats::Cohort& cohort)
{
  std::vector<Eigen::Index> site_of_row;
  stats::Column age{.name = "age", .numeric = true};
  stats::Column sex{.name = "sex"};
  stats::Column mean_fd{.name = "mean_fd", .numeric = true};
  for (std::size_t s = 0; s < shape.sites.size(); ++s) {
    const SiteShape& site = shape.sites[s];
    for (int n = 0; n < site.n_patients + site.n_controls; ++n) {
      const bool patient = n < site.n_patients;
      cohort.runs.push_back({.participant = std::to_string(10000 + cohort.runs.size())});
      cohort.site.push_back("site-" + std::to_string(s + 1));
      cohort.group.emplace_back(patient ? "patient" : "control");
      age.numbers.push_back((patient ? 48 : 45) + 12 * random.normal());
      sex.words.emplace_back(random.uniform() < (patient ? 0.6 : 0.5) ? "F" : "M");
      mean_fd.numbers.push_back((patient ? 0.19 : 0.15) * std::exp(0.4 * random.normal()));
      site_of_row.push_back(static_cast<Eigen::Index>(s));
    }
  }
  cohort.participants.columns = {age, sex, mean_fd};
  return site_of_row;
}

void add_rois(const CohortShape& shape, stats::Cohort& cohort)
{
  for (int network = 0; network < shape.n_networks; ++network) {
    const std::string name(1, static_cast<char>('A' + network));
    for (int roi = 0; roi < shape.rois_per_network; ++roi)
      cohort.rois.push_back({.label = name + std::to_string(roi), .network = name});
  }
  cohort.edges = connectivity::EdgeList::full(static_cast<int>(cohort.rois.size()));
}

/// N x E.
Eigen::MatrixXd expectations(const stats::Cohort& cohort, const std::vector<Eigen::Index>& site_of_row,
                             Eigen::Index n_sites, simulation::RandomStream random)
{
  const Eigen::Index n_edges = cohort.edges.size();
  const Eigen::MatrixXd mean = random.normal_matrix(1, n_edges);
  const Eigen::MatrixXd slopes = random.normal_matrix(3, n_edges);
  const Eigen::MatrixXd shifts = edge_sd * site_shift * random.normal_matrix(n_sites, n_edges);
  const auto* age = cohort.participants.find("age");
  const auto* sex = cohort.participants.find("sex");
  const auto* mean_fd = cohort.participants.find("mean_fd");
  Eigen::MatrixXd expected(site_of_row.size(), n_edges);
  for (Eigen::Index row = 0; row < expected.rows(); ++row) {
    const auto n = static_cast<std::size_t>(row);
    const double by_age = age_slope * (age->numbers[n] - 45);
    const double by_sex = sex->words[n] == "F" ? sex_effect : 0;
    expected.row(row) = (0.3 + 0.15 * mean.array()) + shifts.row(site_of_row[n]).array() +
                        edge_sd * (by_age * slopes.row(0).array() + by_sex * slopes.row(1).array() +
                                   mean_fd->numbers[n] * (motion_slope + motion_slope_spread * slopes.row(2).array()));
  }
  return expected;
}

/// N x E, variance 1.
Eigen::MatrixXd correlated_noise(const stats::Cohort& cohort, std::uint64_t seed, std::uint32_t number)
{
  const auto n = static_cast<Eigen::Index>(cohort.runs.size());
  const Eigen::MatrixXd global = stream(seed, number, Item::global).normal_matrix(n, 1);
  const Eigen::MatrixXd rois = stream(seed, number, Item::rois).normal_matrix(n, cohort.edges.n_rois());
  Eigen::MatrixXd noise =
      std::sqrt(1 - global_share - roi_share) * stream(seed, number, Item::edges).normal_matrix(n, cohort.edges.size());
  for (Eigen::Index e = 0; e < noise.cols(); ++e) {
    const auto& edge = cohort.edges[e];
    noise.col(e) += std::sqrt(global_share) * global + std::sqrt(roi_share / 2) * (rois.col(edge.i) + rois.col(edge.j));
  }
  return noise;
}

double correlation(const connectivity::Edge& a, const connectivity::Edge& b)
{
  if (a == b) return 1;
  const bool share_roi = a.i == b.i || a.i == b.j || a.j == b.i || a.j == b.j;
  return global_share + (share_roi ? roi_share / 2 : 0);
}

}  // namespace

CohortShape unequal_sites()
{
  return {.sites = {{.n_patients = 25, .n_controls = 25, .variance = 1},
                    {.n_patients = 10, .n_controls = 24, .variance = 0.85},
                    {.n_patients = 16, .n_controls = 6, .variance = 1.275},
                    {.n_patients = 9, .n_controls = 5, .variance = 1.2}},
          .n_networks = 4,
          .rois_per_network = 5};
}

CohortShape with_equal_variances(CohortShape shape)
{
  for (auto& site : shape.sites) site.variance = 1;
  return shape;
}

CohortShape with_networks(CohortShape shape, int n_networks)
{
  shape.n_networks = n_networks;
  return shape;
}

SimulatedCohort simulate(const CohortShape& shape, std::uint64_t seed, std::uint32_t number)
{
  SimulatedCohort simulated;
  const auto site_of_row = add_people(shape, stream(seed, number, Item::people), simulated.cohort);
  add_rois(shape, simulated.cohort);
  simulated.edge_sd.resize(static_cast<Eigen::Index>(site_of_row.size()));
  for (std::size_t n = 0; n < site_of_row.size(); ++n) {
    const auto& site = shape.sites[static_cast<std::size_t>(site_of_row[n])];
    simulated.edge_sd[static_cast<Eigen::Index>(n)] = edge_sd * std::sqrt(site.variance);
  }
  const auto n_sites = static_cast<Eigen::Index>(shape.sites.size());
  simulated.edges = expectations(simulated.cohort, site_of_row, n_sites, stream(seed, number, Item::expectations));
  simulated.edges += simulated.edge_sd.asDiagonal() * correlated_noise(simulated.cohort, seed, number);
  return simulated;
}

double sd_of_mean(const connectivity::EdgeList& edges, const std::vector<Eigen::Index>& which)
{
  double sum = 0;
  for (const Eigen::Index a : which)
    for (const Eigen::Index b : which) sum += correlation(edges[a], edges[b]);
  return std::sqrt(sum) / static_cast<double>(which.size());
}

double expected_residual_sd(const stats::Design& design, const Eigen::VectorXd& sd)
{
  const Eigen::ArrayXd left_over = 1 - design.basis.q.rowwise().squaredNorm().array();
  return std::sqrt((sd.array().square() * left_over).sum() / static_cast<double>(design.residual_df()));
}

void add_group_effect(const std::vector<Eigen::Index>& which, double shift, SimulatedCohort& simulated)
{
  for (std::size_t n = 0; n < simulated.cohort.group.size(); ++n) {
    if (simulated.cohort.group[n] != "patient") continue;
    for (const Eigen::Index edge : which) simulated.edges(static_cast<Eigen::Index>(n), edge) += shift;
  }
}

}  // namespace dmn::bench
